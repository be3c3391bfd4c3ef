"""The parts that the patterns about medicines are put together of."""

CLINICIAN = (
    r"(?:psychiatrists?|doctors?|clinicians?|prescribers?|providers?|physicians?|pharmacists?|"
    r"nurses?|therapists?|care team|team|person who prescribe[sd] it)"
)
NEGATOR = r"(?:not|never|no|nor|nobody|avoid|without|cannot|\w+n't|myth)"

NAMED = (
    r"(?:\w+oxetine|\w+alopram|\w+azepam|\w+zolam|\w+apine|\w+peridone|\w+triptyline|\w+pramine|"
    r"\w+piprazole|sertraline|lithium|bupropion|venlafaxine|trazodone|lamotrigine|valproate|"
    r"buspirone|propranolol|zolpidem|methylphenidate|prozac|zoloft|lexapro|wellbutrin|xanax|"
    r"klonopin|ativan|seroquel|abilify|adderall|ritalin|effexor|cymbalta|paxil|celexa|valium|"
    r"st\.? john's wort)"
)
# Not “a medicine list”, nor a noun where a verb was taken for one: “double doses can harm”.
MEDICINE = (
    r"(?:medicines?|medications?|meds|pills?|tablets?|doses?|dosages?|prescriptions?|ssris?|snris?|"
    rf"antidepressants?|antipsychotics?|benzodiazepines?|benzos|mood stabili[sz]ers?|"
    rf"prescribed drugs?|{NAMED})\b"
    r"(?! (?:list|diary|log|record|chart|review|calendar|organi[sz]er|box|bag|cabinet|label|bottle|"
    r"reminder|can|may|might|could|will|is|are|was|were|has|have|often|do|does)\b)"
)
DESCRIBED = (
    r"(?:(?:own|other|another|new|old|current|next|daily|usual|prescribed|prescription|morning|"
    r"psychiatric|evening|night|sleeping|sleep|second|first|last|low|lower|high|higher|small|"
    r"smaller|extra|antidepressant|anxiety|depression|mood|single|different|more|less|fewer|half|"
    r"few|any|all|your|their|the|a|an|this|that|these|those|some|one|two|every|taking|using) ){0,5}"
)
ADVERB = (
    r"(?:(?:also|always|now|then|just|simply|safely|slowly|gradually|suddenly|abruptly|quickly|"
    r"immediately|completely|probably|even|soon|really|first|later|already|either|instead|please|"
    r"right away|at once|on your own|by yourself|by half) ){0,2}"
)
CHANGE = (
    r"(?:stop|start|begin|quit|skip|switch|change|double up on|double|halve|lower|raise|increase|"
    r"decrease|reduce|adjust|taper|drop|discontinue|restart|resume|cut|split|flush|ditch|miss|add|"
    r"leave out|throw (?:away|out)|(?:cut|come|go|get|wean|wean yourself|taper|taper yourself) "
    r"(?:off|down on|down|back on|back)|(?:switch|change|move) to|go up)"
)
CHANGING = (
    r"(?:stopping|starting|quitting|skipping|switching|changing|doubling|halving|lowering|raising|"
    r"increasing|decreasing|reducing|adjusting|tapering|dropping|discontinuing|cutting|"
    r"(?:coming|going|getting|weaning) off)"
)
AMOUNT = (
    r"take (?:\d+|one|two|three|four|half|an? (?:extra|second|double|half)|another|twice|double|"
    r"extra|more|less|fewer)(?: ?mg| milligrams)?"
)
MORE = rf"(?:(?:,| or| and|, or|, and) {ADVERB}{CHANGE})*"
OBJECT = rf"(?: {ADVERB}{DESCRIBED}{MEDICINE}| taking (?:it|them|this|these)\b)"
ACTION = (
    rf"(?:{CHANGE}{MORE}{OBJECT}|(?:stop|quit|skip) (?:your |all |the )?treatment\b"
    r"|(?:stop|start|quit|skip|change) how (?:much|often|many) you take"
    rf"|{AMOUNT} (?:of )?(?:a |an |the |your )?{DESCRIBED}{MEDICINE}|take \d+ ?(?:mg|milligrams)\b)"
)

# The start of a clause, and an order there.
START = r"^[\"'(\[*•\d.) -]*"
LEAD_IN = (
    r"(?:please |so |and |but |then |or |instead,? |first,? |next,? |yes,? |today,? |why not |"
    r"go ahead and |feel free to |try to |remember to |be sure to |make sure (?:you |to )|"
    r"(?:do not|don't|never|no need to) (?:be afraid|hesitate|fear|forget|wait) to )*"
)
IMPERATIVE = rf"{LEAD_IN}{ADVERB}(?:{ACTION}|try (?:an? |the |another )?{MEDICINE})"

# “You can …”. “You stop” alone is no leave: the modal must be there.
MODAL = (
    r"(?=you(?:'ll|'d| will| would| should| must| can| could| may| might| need to| have to|"
    r" ought to| are (?:free|able|allowed))\b)"
    r"you(?:'ll| will|'d| would| should| must| can| could| may| might| are)?"
    r"(?: (?:better|safely|also|always|now|then|probably|usually|just|simply|even|soon))*"
    r"(?: (?:want|need|have|ought|free|able|allowed|decide|choose|wish|try) to)?"
)

# Somebody else who acts, or a warning, before the clause, though not in a condition that opens the
# sentence.
WHILE = (
    r"(?:if|when|whenever|once|after|before|because|since|unless|until|while|as soon as|even if|as)"
)
SOMEBODY = (
    r"(?:you|they|we|i|he|she|it|who|that|people|persons?|patients?|some|many|others|"
    rf"(?<!tell your )(?<!call your )(?<!see your )(?<!ask your )(?<!to your ){CLINICIAN})"
)
NEGATED_CHANGE = rf"{NEGATOR} (?:just |simply |suddenly |ever )?(?:{CHANGE}|{CHANGING})"
SOMEBODY_ACTS = rf"\b(?:{SOMEBODY}|{NEGATED_CHANGE})\b"
SOMEBODY_ACTS_LATER = rf"^(?>{WHILE}\b[^,]*,?)?+.*{SOMEBODY_ACTS}"

# With a clinician's word it is no order.
CONSULT = (
    r"\b(?:with|under|by|together with|following|on the advice of) (?:the |a )?"
    r"(?:help |care |advice |guidance |supervision |okay |ok )?(?:of |from )?(?:your |a |the )?"
    rf"{CLINICIAN}\b"
    r"|\b(?:with|without|after|until|unless|before|once you have|when you have) "
    r"(?:you (?:have )?)?(?:first )?(?:ask\w*|talk\w*|speak\w*|spoken|check\w*|discuss\w*)\b"
    rf"|\b(?:if|when|once|as|unless|until|what) (?:your |a |the )?{CLINICIAN} (?:has |have )?"
    r"(?:tells?|told|says?|said|asks?|asked|agrees?|agreed|advises?|advised|suggests?|thinks?|"
    r"recommends?|recommended|prescribe[sd]?|directs?|directed|okays?|approves?)\b"
)
# “You can stop” as a question, a condition, a belief, or a clinician's word.
REPORTED = (
    r"\b(?:if|when|whether|before|after|until|once|how|why|unless|while|than|think|thinks|feel|"
    r"like|believe|hope|wish|wonder|assume|or) (?:that )?$"
    rf"|\b{NEGATOR}\b.*\b(?:means?|think|believe|assume|imply|suggest|say|reason|sign|true)\b[^,;]*$"
    r"|\bmyth\b"
    rf"|\b{CLINICIAN}\b.{{0,40}}\b(?:says?|said|tells?|told|agrees?|agreed|decides?|thinks?|advises?|"
    r"know|explains?|sees?)\b[^;]*$"
)
