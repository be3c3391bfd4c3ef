"""The closed set of sections that a condition page is made of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

RICH_TEXT_FEATURES = ["bold", "italic", "link", "ul", "ol"]
HEADING_LENGTH = 120  # of a name, a heading or an action: one line on a phone, two at most
QUESTION_LENGTH = 200


class TreatmentKind(models.TextChoices):
    """schema.org: Drug, MedicalTherapy, LifestyleModification, MedicalProcedure."""

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

    name = blocks.CharBlock(label=_("Name"), max_length=HEADING_LENGTH)
    text = blocks.TextBlock(label=_("Text"), rows=3)
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
        return TreatmentKind(self["kind"]).label


class TreatmentItemBlock(blocks.StructBlock):
    """One treatment. Says what a clinician may do, never what the reader should start or stop."""

    kind = blocks.ChoiceBlock(label=_("Kind"), choices=TreatmentKind.choices)
    name = blocks.CharBlock(label=_("Name"), max_length=HEADING_LENGTH)
    text = blocks.TextBlock(label=_("Text"), rows=3)

    class Meta:
        icon = "pick"
        value_class = TreatmentItemValue


class QuestionBlock(blocks.StructBlock):
    """A question that patients ask, and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=QUESTION_LENGTH)
    answer = blocks.TextBlock(label=_("Answer"), rows=3)

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class SectionValue(blocks.StructValue):
    """What templates need of a section beside its fields."""

    @property
    def heading(self):
        return self.block.heading(self)

    @property
    def anchor(self):
        return self.block.anchor(self)


class SectionBlock(blocks.StructBlock):
    """A section: its anchor and heading come from the block, its introduction from editors.

    Subclasses say `heading` and `anchor` in their Meta.
    """

    introduction = blocks.RichTextBlock(
        label=_("Introduction"), features=RICH_TEXT_FEATURES, required=False
    )

    def heading(self, value):
        """The section's heading on the page."""
        return self.meta.heading

    def anchor(self, value):
        """The section's id on the page, for the list of contents."""
        return self.meta.anchor

    class Meta:
        heading = ""
        anchor = ""
        value_class = SectionValue


class TextSectionBlock(SectionBlock):
    """A section that is text alone."""

    introduction = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES)


class OverviewBlock(TextSectionBlock):
    """What it is."""

    class Meta:
        icon = "info-circle"
        label = _("Overview")
        heading = _("Overview")
        anchor = "overview"
        template = "blocks/text_section.html"


class HowItFeelsBlock(SectionBlock):
    """What people notice, one thing an item."""

    entries = blocks.ListBlock(
        blocks.TextBlock(rows=2, label=_("Sentence")), label=_("What people notice")
    )

    class Meta:
        icon = "view"
        label = _("How it feels")
        heading = _("How it feels")
        anchor = "how-it-feels"
        template = "blocks/how_it_feels.html"


class DiffersBlock(SectionBlock):
    """How it differs from what it is taken for."""

    entries = blocks.ListBlock(NamedItemBlock(), label=_("Differs from"))

    class Meta:
        icon = "sliders"
        label = _("How it differs from…")
        heading = _("How it differs")
        anchor = "how-it-differs"
        template = "blocks/named_items.html"


class CausesBlock(SectionBlock):
    """What can lead to it. Never one single cause."""

    entries = blocks.ListBlock(NamedItemBlock(), label=_("Causes"))

    class Meta:
        icon = "list-ul"
        label = _("Causes")
        heading = _("Causes")
        anchor = "causes"
        template = "blocks/named_items.html"


class TreatmentBlock(SectionBlock):
    """What may help, with the kind of each."""

    entries = blocks.ListBlock(TreatmentItemBlock(), label=_("Treatments"))

    class Meta:
        icon = "pick"
        label = _("Treatment")
        heading = _("Treatment")
        anchor = "treatment"
        template = "blocks/treatment.html"


class HelpCardValue(blocks.StructValue):
    """What templates need of a help card beside its fields."""

    @property
    def level_label(self):
        return HelpLevel(self["level"]).label


class HelpCardBlock(blocks.StructBlock):
    """When to get help: one action that ends in "if:", then what it is true of."""

    level = blocks.ChoiceBlock(label=_("Level"), choices=HelpLevel.choices)
    action = blocks.CharBlock(
        label=_("Action"), max_length=HEADING_LENGTH, help_text=_("One action that ends in “if:”.")
    )
    entries = blocks.ListBlock(blocks.TextBlock(rows=2, label=_("Sign")), label=_("Signs"))

    class Meta:
        icon = "warning"
        value_class = HelpCardValue


class WhenToGetHelpBlock(SectionBlock):
    """The help cards, the least urgent first."""

    cards = blocks.ListBlock(HelpCardBlock(), label=_("Help cards"))

    class Meta:
        icon = "warning"
        label = _("When to get help")
        heading = _("When to get help")
        anchor = "when-to-get-help"
        template = "blocks/when_to_get_help.html"


class EvaluationBlock(TextSectionBlock):
    """What happens at an evaluation."""

    class Meta:
        icon = "calendar-check"
        label = _("At an evaluation")
        heading = _("What happens at an evaluation")
        anchor = "evaluation"
        template = "blocks/text_section.html"


class SelfCareBlock(SectionBlock):
    """What a person can do beside treatment."""

    entries = blocks.ListBlock(NamedItemBlock(), label=_("What may help"))

    class Meta:
        icon = "thumbtack"
        label = _("Self-care")
        heading = _("What you can do yourself")
        anchor = "self-care"
        template = "blocks/named_items.html"


class QuestionsBlock(SectionBlock):
    """Questions and answers."""

    entries = blocks.ListBlock(QuestionBlock(), label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        heading = _("Questions and answers")
        anchor = "questions"
        template = "blocks/questions.html"


class ProseBlock(TextSectionBlock):
    """A section under a heading of the editor's own."""

    title = blocks.CharBlock(label=_("Heading"), max_length=HEADING_LENGTH)

    def heading(self, value):
        return value["title"]

    def anchor(self, value):
        """Begins with a word of its own, so that no heading takes another element's id."""
        return f"section-{slugify(value['title'])}"

    class Meta:
        icon = "pilcrow"
        label = _("Another section")
        form_layout = ["title", "introduction"]
        template = "blocks/text_section.html"


class SectionsBlock(blocks.StreamBlock):
    """The body of a condition page."""

    overview = OverviewBlock()
    how_it_feels = HowItFeelsBlock()
    differs = DiffersBlock()
    causes = CausesBlock()
    treatment = TreatmentBlock()
    when_to_get_help = WhenToGetHelpBlock()
    evaluation = EvaluationBlock()
    self_care = SelfCareBlock()
    questions = QuestionsBlock()
    prose = ProseBlock()

    def clean(self, value):
        """Refuses a second heading of the same words, whose anchor would lead to the first."""
        value = super().clean(value)
        seen, errors = set(), {}
        for position, child in enumerate(value):
            if child.block_type != "prose" or not child.value["title"]:
                continue
            if child.value.anchor in seen:
                twice = ValidationError(_("Another section has this heading already."))
                errors[position] = blocks.StructBlockValidationError({"title": twice})
            seen.add(child.value.anchor)
        if errors:
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return value

    class Meta:
        collapsed = True  # ten open sections are too long a way
        # Every section but prose has one anchor, so it may stand once.
        block_counts = {
            name: {"max_num": 1}
            for name in [
                "overview",
                "how_it_feels",
                "differs",
                "causes",
                "treatment",
                "when_to_get_help",
                "evaluation",
                "self_care",
                "questions",
            ]
        }
