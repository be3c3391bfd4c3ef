"""Whether a text speaks of suicide or self-harm. A pure rule, in whatever spelling.

It errs on the side of showing help: to a reader who meant something else the crisis block is a
few lines too many. English, and what is said most in Spanish. Words alone never say that somebody
is safe, so nothing takes a match back ("I am not suicidal" shows the block too).
"""

import re

from rapidfuzz.distance import OSA

from conditions.search_words import plain

# Words that are mended before the phrases are looked for, and how many wrong letters they bear.
MENDED = {
    "suicide": 2,
    "suicidal": 2,
    "suicidio": 2,
    "myself": 1,
    "himself": 1,
    "herself": 1,
    "overdose": 2,
    "without": 1,
    "killing": 1,
    "living": 1,
    "ending": 1,
}
# Figures that stand for letters, where filters read along ("k1ll").
FIGURES = str.maketrans("013457", "oieast")
# Whole words in plain letters: no accents, no apostrophes. "_" is a space.
SELF = "(me_self | (my|him|her|your)self | themself | (them|our)selves)"
NOT = """(not | no | never | (do|does|did|ca|wo|would|could)nt | cannot | stop | no_longer
    | (tired|sick|done)_(of|with))"""
WANT = """(want(s|ed|ing)? | wanna | wish(es|ed|ing)? | hop(e|ing) | need | ready | going | gonna
    | plan(ning)? | like | rather | tr(y|ied|ying))"""
DIE = "(die | dead | dieing | dying)"
# "Not living in the past" is no wish to die.
LIFE = r"""((live|living)
        (?!_(alone|apart|together|in_(fear|miami|florida|the_(past|moment|present)))\b)
    | exist(ing)? | (be|being)_alive)"""
MY = "(my|his|her|their|your|ones)"
WHAT_IS_SAID = rf"""
    # The word itself, and how it is written where filters read along.
    suicid\w* | unaliv(e|ed|ing) | sewer_?slide | kms | kys | ktms | sui

    # To kill or hurt oneself.
    | (kil+(s|ed|ing|in)? | off(s|ed|ing)? | end(s|ed|ing)? | hang(s|ed|ing)? | hung
        | shoot(s|ing)? | shot | drown(s|ed|ing)? | stab(s|bed|bing)? | poison(s|ed|ing)?
        | (starv|strangl|chok)(e|es|ed|ing))_{SELF}
    | (cut(s|ting)? | burn(s|ed|ing)? | hurt(s|ing)? | harm(s|ed|ing)? | injur(e|es|ed|ing)
        | hit(ting)? | scratch(ing)? | punch(ing)? | punish(ing)? | mutilat(e|ing))_(on_)?{SELF}
    | self_?(harm|hurt|injur|mutilat|cutting|destruct)\w* | over_?dos(e|es|ed|ing)
    | slit(ting)?_my | cut(ting)?_my_(wrist|arm|leg|thigh|vein|skin)s?
    | jump(ing)?_from | jump(s|ed|ing)?_(off|in_front_of)

    | (took|take|taken|taking|swallow(ed|ing)?)_(all_(of_)?)?(my|the|too_many|a_(lot|bunch)_of)_
        (\w+_)?(pills|meds|tablets|medication)
    | ((someone|somebody|just|please|god)_|^)kill_me | noose | gun_to_my | drink(ing)?_bleach
    | razor_?blades? | (keep|stop|started|been|urge_to|want_to)_(cutting|cut)(?=$|_again)

    # Help for it, by name.
    | 988 | (crisis|suicide|lifeline)_(hot)?line | linea_de_(crisis|vida|prevencion)

    # To end it.
    | end(s|ing|ed)?_(it(_all)? | {MY}_(own_)?life | things | everything
        | (the|my)_(pain|suffering))
    | t(ake|akes|aking|ook|aken)_{MY}_(own_)?li(fe|ves)
    | (good_?bye|final|farewell)_(note|letter)s?
    | (way|method|pill)s?_.*(die|dying) | (easiest|painless)_.*(die|dying|death)

    # To want to be dead, or not to live.
    | {WANT}_(.*_)?(?!dying_inside){DIE} | (id|better(_off)?|rather_be|be|being)_{DIE}
    | (want(ed|ing)?|wish(ing)?|ready|pray(ing)?|long(ing)?)_(for_)?(my_)?(own_)?death
    | (i_(should|must)|deserve_to|let_me|just)_(be_)?(die|dead)
    | (wish|wished|if)_(i|he|she|they)_(was|were|am|is)_
        (dead | gone | (never|not)_(born|here|alive))
    | (wish|wished)_(i|he|she)_((had|was|were)_never_(been_)?|hadnt_been_|wasnt_|werent_)
        (born|alive|here)
    | (thought|thoughts|think|thinks|thinking|dream|dreaming|fantasiz(e|ing))_
        ((about|of|wanting|to|be|being)_)*({DIE} | (my_)?(own_)?death)(?!_of)
    | {NOT}_(.*_)?({LIFE} | be_(here|around)_any_?more | be_on_this_earth)
    | {NOT}_(.*_)?w(ake|aking|oken)_?up
        (?!.*(early|morning|tired|alarm|refreshed|school|work|dream))
    | never_w(ake|aking|oken)_?up | sleep_(forever|and_never_wake)
    | (better|happier|fine)_(off_)?without_me
    | (nobody|no_?one)_would_(miss|care|notice)
    | (no|any|a|see|the|one)_(reason|reasons|point)_(to|in|of|for)_
        ({LIFE} | life | go_on | going_on | keep_going | carry_on | stay_alive | being_here)
    | (life|living)_(is|isnt|not|aint|is_not|has_no|no_longer|feels)_(not_)?(worth|point)\w*
    | worth_living | (tired|sick|done|finished|fed_up)_(of|with)_(my_)?life
    | (lost|losing|no|have_no)_(the_|my_)?(will|desire)_to_(live|go_on)
    | hat(e|ing)_(living$ | being_alive) | g(ive|iving|ave|iven)_up_on_(life|living)
    | (cant|cannot|dont_want_to)_(go_on|keep_going|carry_on|keep_living)
    | (want|wanna|wish|need)_(to_|i_could_)?
        (disappear|vanish|not_exist|be_gone|stop_existing)

    # Spanish.
    | matar(me|se) | (suicidar|ahorcar|cortar|quemar|lastimar)(me|se) | autoles\w* | sobredosis
    | (me|se)_(quier[eo]|va|voy|quisiera|gustaria)_(a_)?(morir|matar|suicidar|cortar)
    | (me|se)_cort[ao](?=$|_(los|las|la|el|con|a)\b)
    | (quier[eo]|quisiera|deseo(s)?|ganas|prefier[eo]|pens(ar|ando)|piens[oa])_((de|en)_)?
        (estar_)?(morir(me|se)?|muert[oa] | la_muerte)
    | no_quier[eo]_(seguir_)?(vivir|viviendo|existir|despertar|estar_aqui|estar_viv[oa])
    | cansad[oa]_de_(vivir|la_vida|estar_viv[oa]) | quier[eo]_desaparecer
    | mejor_estari?a_muert[oa]
    | (acabar|terminar)_con_(mi_vida|todo) | quitar(me|se)_la_vida | hacer(me|se)_dano
    | mejor_(muert[oa]|sin_mi) | no_vale_la_pena_vivir | vida_no_vale
    | (sin|no_tengo)_razon(es)?_para_vivir
"""
SPEAKS = re.compile(rf"\b({WHAT_IS_SAID})\b".replace("_", "[ ]"), re.VERBOSE)


def speaks_of_suicide(text):
    """Whether a text speaks of suicide or self-harm, of the reader or of somebody else."""
    return bool(SPEAKS.search(mended(text)))


def rest_of(text):
    """What a text says beside that, in plain words."""
    return " ".join(SPEAKS.sub(" ", mended(text)).split())


def mended(text):
    """The text in plain words, with our own words written right."""
    words = " ".join(mended_word(word) for word in plain(text).split())
    return re.sub(r"\b(my|him|her) (self|slef|sefl)\b", r"\1self", words)


def mended_word(word):
    """The word, or the one of ours that it was meant to be."""
    if not word.isdigit():
        word = word.translate(FIGURES)
    if len(word) < 5:
        return word
    for ours, allowed in MENDED.items():
        if word[0] == ours[0] and OSA.distance(word, ours, score_cutoff=allowed) <= allowed:
            return ours
    return word
