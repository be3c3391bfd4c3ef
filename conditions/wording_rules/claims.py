"""What a page claims, and one spelling."""

from django.utils.translation import gettext_lazy as _

from conditions.wording_rules.base import ILLNESS, NOT, Pattern, Rule

NIMH = "https://www.nimh.nih.gov/health/publications/depression"
FTC = (
    "https://www.ftc.gov/news-events/news/press-releases/2022/12/"
    "ftc-announces-new-business-guidance-marketers-sellers-health-products"
)
NHS = "https://beta.nhs.uk/service-manual/content/a-to-z-of-NHS-health-writing"

ALONE = r"(?:only |single |one |main |real |root |true |sole )?"

RULES = [
    Rule(
        "one-cause",
        _("Say that it can have several causes: “Stress can be one of the causes.”"),
        _("No mental illness has one cause that is the same for everybody."),
        NIMH,
        [
            Pattern(r"\bchemical imbalances?\b", unless_before=NOT),
            Pattern(
                ILLNESS + r" (?:is|are) (?:always |only |simply |just |mainly |directly |really )?"
                r"(?:caused by|due to|the result of|a result of|because of)\b",
                unless=r"\b(?:not|never|and|or|many|several|more than one|mix|together|"
                r"combination)\b",
            ),
            Pattern(
                r"\bthe " + ALONE + r"cause of " + ILLNESS + r" is\b(?! (?:not|often not|un))",
                unless_before=NOT,
            ),
            Pattern(
                r"\b(?:is|are|was|were) (?:always |usually )?the "
                + ALONE
                + r"(?:cause|reason) (?:of|for|behind)\b"
            ),
            Pattern(
                r"(?<!often )(?<!sometimes )(?<!also )(?<!what )\b(?:causes|is what causes) "
                + ILLNESS,
                unless_before=NOT + r"|\b(?:one of|what|many|several|possible|the|common|main|"
                r"other|about|and)\b[^,]*$",
            ),
        ],
    ),
    Rule(
        "promise",
        _("Say what often helps: “Many people feel better with treatment.”"),
        _("No treatment helps everybody. A promise that fails costs trust, and may mislead."),
        FTC,
        [
            Pattern(
                r"\b(?:cures?|cured|curing|guarante\w+|risk-free|foolproof)\b", unless_before=NOT
            ),
            Pattern(r"\b100 ?(?:%|percent|per cent)", unless_before=NOT),
            Pattern(
                r"\b(?:always works?|works? (?:for everyone|every time)|no side effects|"
                r"miracles?|instant relief|never comes? back|completely safe|permanent(?:ly)? "
                r"(?:fix|relief|solution|gone|healed|better))\b",
                unless_before=r"\b(?:not|nobody|no treatment|none|\w+n't)\b",
            ),
        ],
    ),
    Rule(
        "a-to-z",
        _("Write “A to Z”."),
        _("A dash is hard to read aloud, and screen readers say it in different ways."),
        NHS,
        [Pattern(r"(?<![\w-])(?-i:A ?[-–—] ?Z)(?![\w-])")],
    ),
]
