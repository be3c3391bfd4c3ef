"""The items that the sections of a condition page hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

HEADING_LENGTH = 120  # of a name, a heading or an action: one line on a phone, two at most
QUESTION_LENGTH = 200
SENTENCE_LENGTH = 200
TEXT_LENGTH = 800
MOST_ITEMS = 15


class TreatmentKind(models.TextChoices):
    """What sort of treatment it is. `conditions.schema` says what machines call each."""

    MEDICINE = "medicine", _("Medicine")
    THERAPY = "therapy", _("Talking therapy")
    LIFESTYLE = "lifestyle", _("Everyday life")
    PROCEDURE = "procedure", _("Procedure")


class HelpLevel(models.TextChoices):
    """Three levels of help, as on the care cards of NHS.uk."""

    NON_URGENT = "non-urgent", _("Non-urgent")
    URGENT = "urgent", _("Urgent")
    EMERGENCY = "emergency", _("Emergency")


class NamedItemBlock(blocks.StructBlock):
    """A named thing with a few sentences, which may lead to a page of the library."""

    name = blocks.CharBlock(
        label=_("Name"), max_length=HEADING_LENGTH, help_text=_("A few words: “Long stress”.")
    )
    text = blocks.TextBlock(
        label=_("Text"),
        rows=3,
        max_length=TEXT_LENGTH,
        help_text=_("One to three short sentences: “Stress that goes on can wear you out.”"),
    )
    page = blocks.PageChooserBlock(
        label=_("Page"),
        page_type="conditions.ConditionPage",
        required=False,
        help_text=_("Optional: the page about it. The link shows only while that page is live."),
    )

    class Meta:
        icon = "list-ul"


class TreatmentItemValue(blocks.StructValue):
    """What templates need of a treatment beside its fields."""

    @property
    def kind_label(self):
        return dict(TreatmentKind.choices).get(self["kind"], "")  # a draft may have none yet


class TreatmentItemBlock(blocks.StructBlock):
    """One treatment. Says what a clinician may do, never what the reader should start or stop."""

    kind = blocks.ChoiceBlock(label=_("Kind"), choices=TreatmentKind.choices)
    name = blocks.CharBlock(
        label=_("Name"),
        max_length=HEADING_LENGTH,
        help_text=_("A few words: “Cognitive behavioral therapy”."),
    )
    text = blocks.TextBlock(
        label=_("Text"),
        rows=3,
        max_length=TEXT_LENGTH,
        help_text=_(
            "What it is, and what a clinician may do: “Your psychiatrist may adjust the dose.” "
            "Never tell the reader to start, stop or change a medicine."
        ),
    )

    class Meta:
        icon = "pick"
        label_format = "{name}"
        value_class = TreatmentItemValue


class QuestionBlock(blocks.StructBlock):
    """A question that patients ask, and its answer."""

    question = blocks.CharBlock(
        label=_("Question"),
        max_length=QUESTION_LENGTH,
        help_text=_("As a patient asks it: “Will it go away?”"),
    )
    answer = blocks.TextBlock(
        label=_("Answer"),
        rows=3,
        max_length=TEXT_LENGTH,
        help_text=_("The answer first, then why: “For many people it does.”"),
    )

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class HelpCardValue(blocks.StructValue):
    """What templates need of a help card beside its fields."""

    @property
    def level_label(self):
        return dict(HelpLevel.choices).get(self["level"], "")  # a draft may have none yet


class HelpCardBlock(blocks.StructBlock):
    """When to get help: one action that ends in "if:", then what it is true of."""

    level = blocks.ChoiceBlock(label=_("Level"), choices=HelpLevel.choices)
    action = blocks.CharBlock(
        label=_("Action"), max_length=HEADING_LENGTH, help_text=_("One action that ends in “if:”.")
    )
    entries = blocks.ListBlock(
        blocks.TextBlock(rows=2, label=_("Sign"), max_length=SENTENCE_LENGTH),
        label=_("Signs"),
        min_num=1,
        max_num=MOST_ITEMS,
        help_text=_("Each goes on from “if:” and names no method: “you think about suicide”."),
    )

    class Meta:
        icon = "warning"
        value_class = HelpCardValue
