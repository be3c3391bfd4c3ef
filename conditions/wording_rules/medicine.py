"""What tells the reader to start, stop, skip or change a medicine.

Wanted is the order or the leave that the page itself gives: “Stop your medicine.”, “You can skip a
dose.” A clinician who acts, a warning, a condition, a question and other people are neither.
"""

from django.utils.translation import gettext_lazy as _

from conditions.wording_rules import medicine_parts as p
from conditions.wording_rules.base import Pattern, Rule

FLORIDA_HEALTH = "https://quality.healthfinder.fl.gov/health-encyclopedia/HIE/60/000570"

ORDERS = [
    Pattern(rf"{p.START}{p.IMPERATIVE}", unless=p.CONSULT),
    Pattern(rf"(?:[;—–] |- ){p.IMPERATIVE}", unless=p.CONSULT),
    Pattern(rf",['\"]? {p.IMPERATIVE}", unless=p.CONSULT, unless_before=p.SOMEBODY_ACTS_LATER),
    Pattern(
        rf":['\"]? {p.IMPERATIVE}",
        unless=p.CONSULT,
        unless_before=rf"\b(?:{p.CLINICIAN}|we) (?:may|can|will|might|could|would|do|does)\b|"
        rf"\b{p.NEGATOR}$",
    ),
    Pattern(
        rf"\band (?:then )?(?=[^,;]*\b(?:your|taking)\b){p.ADVERB}{p.ACTION}",
        unless=p.CONSULT,
        unless_before=p.SOMEBODY_ACTS,
    ),
    Pattern(
        rf"{p.START}{p.LEAD_IN}{p.ADVERB}(?:try|consider|start|begin|think about) "
        rf"{p.ADVERB}{p.CHANGING}{p.OBJECT}",
        unless=p.CONSULT,
    ),
    Pattern(
        rf"^(?:if|when|once) (?:your |the |a )?{p.MEDICINE}[^,]*, {p.LEAD_IN}{p.ADVERB}"
        r"(?:stop|quit|skip|double) (?:it|them)\b",
        unless=p.CONSULT,
    ),
    Pattern(
        rf"\b{p.MEDICINE}[:;] {p.LEAD_IN}{p.ADVERB}(?:stop|skip|double) (?:it|them)\b",
        unless=p.CONSULT,
    ),
]

LEAVES = [
    Pattern(rf"\b{p.MODAL} {p.ADVERB}{p.ACTION}", unless=p.CONSULT, unless_before=p.REPORTED),
    Pattern(
        r"\byou (?:can|could|may|might|should|must) (?:try|consider|start|begin|think about) "
        rf"{p.ADVERB}{p.CHANGING}{p.OBJECT}",
        unless=p.CONSULT,
        unless_before=p.REPORTED,
    ),
    Pattern(
        r"\b(?:it is|it's|it (?:may|can|would|might) be) (?:\w+ly |often |usually |also |quite )?"
        r"(?:safe|fine|ok|okay|best|better|time|all right|alright|wise|good|a good (?:idea|time)) "
        rf"(?:for you )?to {p.ADVERB}{p.ACTION}",
        unless=p.CONSULT,
        unless_before=p.REPORTED,
    ),
    Pattern(
        r"\b(?:best|safest|easiest|better|good|right|first|next) (?:\w+ )?(?:thing|step|way|idea|"
        rf"choice|option|plan)(?: to do)? (?:is|would be) to {p.ADVERB}{p.ACTION}",
        unless=p.CONSULT,
    ),
    Pattern(
        r"\b(?:we|i) (?:recommend|suggest|advise|urge) (?:that you |you to |you )?"
        rf"{p.ADVERB}(?:{p.ACTION}|{p.CHANGING}{p.OBJECT})",
        unless=p.CONSULT,
    ),
    Pattern(
        r"(?<!some )(?<!many )(?<!most )\b(?:patients|people|everyone|everybody|anyone) "
        rf"(?:(?:who|with) (?:\w+ ){{1,5}})?(?:should|must|ought to) {p.ADVERB}{p.ACTION}",
        unless=p.CONSULT,
    ),
    Pattern(
        rf"\b(?:medicines?|medications?|antidepressants?|pills|doses?|{p.NAMED}) "
        r"(?:should|must|ought to|needs? to|has to|have to) be (?:\w+ly )?"
        r"(?:stopped|skipped|doubled|halved|discontinued|started|increased|switched)\b",
        unless=p.CONSULT + r"|\b(?:slowly|gradually) stopped\b|\bstopped (?:slowly|gradually|step)",
    ),
]

# To leave a medicine out is to stop it.
LEAVING_OUT = [
    Pattern(
        r"\b(?:do not|don't|never|no longer) (?:have to |need to )?(?:keep |continue )?"
        rf"(?:taking|take|to take) (?:your |any |the )?{p.MEDICINE}(?=[.!]?$| (?:any ?more|again|"
        r"any longer|today|on weekends|on \w*days|(?:when|if|once) you feel)\b)",
        unless=p.CONSULT,
        unless_before=r"\b(?:if|when|people|some|many|they|before|after|why) ?(?:you )?$|\bwho\b",
    ),
    Pattern(
        r"\byou (?:no longer|do not|don't) need (?:to (?:keep|continue) taking )?(?:your|the) "
        rf"{p.MEDICINE}",
        unless=p.CONSULT,
        unless_before=p.REPORTED,
    ),
]

RULES = [
    Rule(
        "medicine-order",
        _(
            "Say what a psychiatrist may do, or that nobody should stop or change a medicine "
            "without asking: “Your psychiatrist may adjust the dose.”"
        ),
        _("Stopping, starting or changing a medicine without a clinician can do serious harm."),
        FLORIDA_HEALTH,
        [*ORDERS, *LEAVES, *LEAVING_OUT],
        is_harmful=True,
    )
]
