"""How a page speaks of people."""

from django.utils.translation import gettext_lazy as _

from conditions.wording_rules.base import ILLNESS, NOT, Pattern, Rule

APA_STYLE = "https://apastyle.apa.org/style-grammar-guidelines/bias-free-language/disability"
NAMI = "https://www.nami.org/About-NAMI/Policy-Platform/Language-Used-in-the-Public-Policy-Platform"
NIDA = (
    "https://nida.nih.gov/research-topics/addiction-science/"
    "words-matter-preferred-language-talking-about-addiction"
)

PEOPLE = r"(?:people|persons?|patients?|m[ae]n|wom[ae]n|individuals?|adults?|students?|veterans?)"
# Where a sentence goes on after a noun, or ends.
NOUN_ENDS = (
    r"(?=[.,;:!?)\"]|$|"
    r" (?:who|is|was|are|may|can|will|has|have|need|needs|often|do|does|in|at)\b)"
)

RULES = [
    Rule(
        "person-first",
        _("Put the person first: “a person with schizophrenia”, “people with depression”."),
        _("A person has an illness and is not the illness."),
        APA_STYLE,
        [
            Pattern(
                r"\b(?:schizophrenic|depressive|anorexic|bulimic|psychotic|neurotic|bipolar|manic|"
                r"borderline|agoraphobic|obsessive|narcissist|hypochondriac)s\b"
            ),
            Pattern(
                r"\b(?:an?|the) (?:chronic |known |real )?(?:schizophrenic|depressive|anorexic|"
                r"bulimic|psychotic|neurotic|manic[ -]depressive|borderline|agoraphobic|"
                r"hypochondriac)" + NOUN_ENDS
            ),
            Pattern(
                r"\b(?:schizophrenic|bipolar|mentally ill|anorexic|bulimic|psychotic|suicidal|"
                r"depressed|traumatized|anxious|addicted|disordered) " + PEOPLE + r"\b"
            ),
            Pattern(
                r"\bthe (?:mentally ill|mentally disabled|depressed|suicidal|insane|addicted|"
                r"bipolar|disturbed)" + NOUN_ENDS
            ),
            Pattern(
                r"\b(?:he|she|who|you|they|i|we|people|person|someone) (?:is|are|am|was|were|"
                r"may be) (?:bipolar|schizophrenic|anorexic|bulimic|borderline|psychotic|ocd)\b"
                r"(?! (?:disorder|i\b|ii\b|depression|type|personality))"
            ),
        ],
    ),
    Rule(
        "suffering",
        _("Write “has”, “lives with” or “is treated for”."),
        _("Words of pity make a person look helpless."),
        APA_STYLE,
        [
            Pattern(r"\bsuffer(?:s|ed|ing)? from\b|\bsufferers?\b"),
            Pattern(r"\b(?:afflicted|stricken|struck down|plagued|crippled) (?:with|by)\b"),
            Pattern(r"\bvictims? of (?:\w+ )?" + ILLNESS),
        ],
    ),
    Rule(
        "stigma",
        _("Leave the word out, or say what the person feels or does."),
        _("Words that are used as insults keep people from asking for help."),
        NAMI,
        [
            Pattern(
                r"\b(?:crazy|crazies|insane|insanity|lunatics?|maniacs?|psychos?|psychopaths?|"
                r"deranged|madm[ae]n|nutcases?|nutty|loony|looney|wackos?|demented|retarded|"
                r"schizo|mental (?:cases?|patients?)|mad ?houses?)\b",
                unless=r"\bam i\b",  # readers' own words
            ),
            Pattern(r"\b(?:mentally|emotionally) (?:disturbed|unstable|deranged|defective)\b"),
            Pattern(
                r"\battention[- ]seek(?:ing|ers?)\b|\b(?:just|only) a cry for help\b",
                unless_before=NOT,
            ),
        ],
    ),
    Rule(
        "substance-words",
        _("Write “person with a substance use disorder”, “uses drugs”, “no longer uses drugs”."),
        _("Labels such as “addict” or “clean” judge the person. They keep people from care."),
        NIDA,
        [
            Pattern(r"\b(?:addicts?|junkies?|druggies?|crackheads?|drunks)\b"),
            Pattern(r"\b(?:an?|the|recovering|former) (?:alcoholic|drunk)\b"),
            Pattern(r"\balcoholics\b(?! anonymous)"),
            Pattern(
                r"\b(?:drug|substance|alcohol) (?:abusers?|abuse)\b"
                r"(?! and mental health services)"
            ),
            Pattern(
                r"\b(?:get|gets|getting|got|stay|stays|staying|stayed|be|been|is|are|am|was|were|"
                r"now) clean(?=[.,;:!?)\"]|$| (?:and sober|from|of|off|for|since|again)\b)"
            ),
            Pattern(
                r"\b(?:clean|dirty) (?:drug |urine )?(?:test|screen|urine)s?\b|"
                r"\b(?:drug|alcohol) habit\b"
            ),
        ],
    ),
    Rule(
        "snap-out",
        _("Say that it is not a matter of will, and name one small thing that may help."),
        _("“Just” makes an illness look like a weakness."),
        NAMI,
        [
            Pattern(
                r"\b(?:snap(?:ping)? out of|pull (?:your|him|her|one)self together|get over it|"
                r"cheer up|man up|toughen up|all in (?:your|the|their) head|mind over matter|"
                r"think(?:ing)? positive(?:ly)?|look on the bright side)\b",
                unless_before=NOT,
            ),
            Pattern(
                r"\b(?:just|simply) (?:relax|calm down|be happy|be positive|smile|stop worrying|"
                r"stop being|stop thinking|try harder|let it go|move on|get on with)\b",
                unless_before=NOT,
            ),
        ],
    ),
]
