"""Suicide, and where to get help."""

from django.utils.translation import gettext_lazy as _

from conditions.wording_rules.base import NOT, Pattern, Rule

SAFE_MESSAGING = "https://suicidepreventionmessaging.org/safety/messaging-donts"
REPORTING = "https://reportingonsuicide.org/"
LIFELINE = "https://988lifeline.org/"

OWN_LIFE = r"\w+ (?:own )?li(?:fe|ves)"
SUICIDE = (
    r"(?:suicid\w*|kill(?:s|ed|ing)? (?:\w+self|themselves)|"
    r"(?:end(?:s|ed|ing)?|t(?:ake|akes|ook|aking)) " + OWN_LIFE + r")"
)
DIED = r"(?:died by suicide|attempted suicide|suicides?|took " + OWN_LIFE + r")"
WORK_AGAINST_IT = r" (?:prevention|risk|safety|screening|assessment|awareness|training|lifeline)"
MEANS = (
    r"(?:hanging|overdos\w*|firearms?|guns?|pistol|rope|noose|razor|carbon monoxide|jumping|"
    r"suffocat\w+|drowning)"
)
# Advice on keeping what could do harm out of reach is no method, nor is what to do right now.
KEEPING_SAFE = (
    r"\b(?:lock\w*|stor(?:e|es|ed|ing)|safely|away from|out of reach|remov\w+|secur\w+|keep\w*|"
    r"give (?:\w+ )+to|access|at home|barriers?|naloxone|911|988|call|lifeline|poison control|"
    r"emergency room|prevent\w*)\b"
)

RULES = [
    Rule(
        "suicide-committed",
        _("Write “died by suicide” or “attempted suicide”."),
        _("“Commit” is a word for crimes. It adds shame and keeps people from asking for help."),
        REPORTING,
        [
            Pattern(
                r"\bcommit(?:s|t?ed|t?ing)? (?!to\b)(?:(?:an|a|the|act|acts|of|double) ){0,4}"
                r"suicide"
            ),
            Pattern(
                r"\bsuicides? (?:(?:is|was|were|are|be|been|being|has|have|had|that|he|she|they) )*"
                r"committed(?! to\b)"
            ),
        ],
        is_harmful=True,
    ),
    Rule(
        "suicide-success",
        _("Write “died by suicide” or “attempted suicide”, without success or failure."),
        _("Neither is a death a success, nor has a person failed who lives."),
        REPORTING,
        [
            Pattern(
                r"\b(?:un)?(?:successful|complet(?:e|es|ed|ing)|failed|botched)(?: at)? (?:\w+ )?"
                r"suicides?\b(?!" + WORK_AGAINST_IT + r")"
            ),
            Pattern(r"\bsuicide complet(?:ions?|ers?)\b"),
            Pattern(
                r"\b(?:un)?(?:successful|failed|completed|botched) attempts? (?:at (?:suicide|"
                r"ending|taking)|to (?:end|take|kill|die))"
            ),
            Pattern(
                r"\b(?:un)?(?:failed|successful|completed|botched) (?:suicide )?attempts?\b"
                r"(?=.*suicid)"
            ),
            Pattern(r"\bsuicid.*\b(?:failed|(?:un)?successful|botched) attempts?\b(?! to quit)"),
            Pattern(
                r"\bsuicid\w* (?:attempts? )?(?:(?:is|was|were|had|has|have|been) )*"
                r"(?:failed|(?:un)?successful|(?:was|were|is|been) completed)\b"
            ),
            Pattern(r"\bsuicid\w* attempts? (?:that|which) (?:fail|succeed)"),
            Pattern(
                r"\b(?:succeed(?:s|ed)? in|failed to|failed at) (?:kill\w* (?:\w+self|themselves)|"
                r"(?:end|tak)\w* " + OWN_LIFE + r")\b"
            ),
        ],
        is_harmful=True,
    ),
    Rule(
        "suicide-method",
        _("Leave the method and the place out. Say only that a person died by suicide."),
        _("Details of how or where can lead others to do the same."),
        SAFE_MESSAGING,
        [
            Pattern(
                r"\b(?:hang(?:ed|ing)?|hung|shot|shoot(?:ing)?|stab(?:bed|bing)?|drown(?:ed|ing)?|"
                r"burn(?:ed|ing)?|poison(?:ed|ing)?) (?:(?:him|her|your|my|one)self|themselves)\b"
                r"(?! (?:out|in))"
            ),
            Pattern(
                r"\b(?:slit|cut|slash)(?:s|ting|ed|ing)? (?:his|her|their|your|my|one's) "
                r"(?:wrists?|arms?|veins?|skin|throat)\b"
            ),
            Pattern(
                r"\bjump(?:s|ed|ing)? (?:off|from|in front of|under) (?:a|the|an) (?:\w+ )?"
                r"(?:bridge|building|cliff|roof|train|truck|balcony|overpass)"
            ),
            Pattern(
                r"\b(?:lethal|fatal|deadly) (?:dose|amount|number of (?:pills|tablets))\b",
                unless=KEEPING_SAFE,
            ),
            Pattern(
                SUICIDE
                + r".*\b(?:"
                + MEANS
                + r"|poison\w*|(?:with|by|using) (?:\w+ ){0,3}(?:pills|gas|tablets|medicines?|"
                r"kni(?:fe|ves)))\b",
                unless=KEEPING_SAFE,
            ),
            Pattern(r"\b" + MEANS + r"\b.*\b" + SUICIDE, unless=KEEPING_SAFE),
            Pattern(
                r"\b" + DIED + r" (?:at|on|in|off|from|near|inside) "
                r"(?:a|an|the|his|her|their|that) (?:\w+ ){0,2}(?:bridge|cliff|tower|"
                r"tracks?|railway|train|building|roof|garage|bath\w*|bedroom|closet|basement|hotel|park|woods|forest|car|cell)\b"
            ),
        ],
        is_harmful=True,
    ),
    Rule(
        "suicide-cause",
        _("Say that many things come together, or leave the reason out."),
        _("A suicide never has one cause. One reason alone makes it look like a way out."),
        SAFE_MESSAGING,
        [
            Pattern(
                r"\b(?:drove|driven|drives?|pushed|pushes|led|leads?) (?:\w+ ){0,3}to suicide\b",
                unless=NOT,
            ),
            Pattern(r"\bcauses? (?:\w+ )?suicides?\b", unless=NOT),
            Pattern(r"\b" + DIED + r" (?:because|due to|over)\b"),
        ],
    ),
    Rule(
        "suicide-risk",
        _("Write “more likely to have thoughts of suicide”."),
        _("It says what happens, gives no feeling of fate, and is easier to read."),
        SAFE_MESSAGING,
        [Pattern(r"\brisks? (?:of|for) (?:\w+ ){0,3}suicid\w*|\bsuicide risk\b")],
    ),
    Rule(
        "suicide-drama",
        _("Write of “people who died by suicide”, and of a rise or a fall in numbers."),
        _("Big words and labels make suicide look usual, or a person look small."),
        SAFE_MESSAGING,
        [
            Pattern(
                r"\bsuicide (?:victims?|epidemic|gestures?|notes?|threats?)\b|"
                r"\bvictims? of suicide\b|\bepidemic of suicides?\b|\bsuicided\b"
            ),
            Pattern(r"\bskyrocketing\b(?=.*suicid)|\bsuicid.*\bskyrocketing\b"),
        ],
    ),
    Rule(
        "lifeline-options",
        _("Take this out. Spanish is 2 and veterans 1; for everybody else, call or text 988."),
        _("This way into the crisis line ended on July 17, 2025."),
        LIFELINE,
        [
            Pattern(
                r"\b(?:press(?:es|ing)?|push(?:ing)?|dial(?:ing)?|choos(?:e|ing)|hit) "
                r"(?:option |number )?(?:3|three)\b|\boption (?:3|three)\b"
            ),
            Pattern(r"\b(?:text(?:ing)?|reply) pride\b"),
        ],
    ),
    Rule(
        "lifeline-name",
        _("Write “988 Suicide & Crisis Lifeline”, call or text 988."),
        _("The long number and the old name are harder to keep in mind."),
        LIFELINE,
        [
            Pattern(
                r"\b(?:1[- .])?\(?800\)?[- .]273[- .](?:8255|talk)\b|"
                r"\bnational suicide prevention lifeline\b"
            )
        ],
    ),
]

# What no single sentence shows: a page that speaks of suicide and never says where to get help.
SUICIDE_WITHOUT_HELP = Rule(
    "suicide-without-help",
    _("Say where to get help, for example in “When to get help”: call or text 988."),
    _("Whoever reads about suicide should find help on the same page."),
    REPORTING,
    [
        Pattern(
            r"\bsuicid\w*|\bkill (?:yourself|themselves)\b|"
            r"\bend (?:your|their) (?:own )?li(?:fe|ves)\b"
        )
    ],
)
HELP = r"\b988\b"
