"""What a new page starts with in the editor."""

from django.utils.translation import gettext as _

from conditions.section_items import HelpLevel


def usual_sections():
    """The sections that a new page starts with, empty but for the actions of the help cards."""
    actions = [
        (HelpLevel.NON_URGENT, _("Ask for an appointment if:")),
        (HelpLevel.URGENT, _("Call or text 988 if:")),
        (HelpLevel.EMERGENCY, _("Call 911 if:")),
    ]
    cards = [{"level": level.value, "action": str(action)} for level, action in actions]
    sections = ["overview", "how_it_feels", "causes", "treatment", "when_to_get_help"]
    sections += ["evaluation", "self_care", "questions"]
    return [
        {"type": name, "value": {"cards": cards} if name == "when_to_get_help" else {}}
        for name in sections
    ]
