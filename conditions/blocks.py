"""The closed set of sections that a condition page is made of."""

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from conditions.section_items import (
    HEADING_LENGTH,
    MOST_ITEMS,
    SENTENCE_LENGTH,
    HelpCardBlock,
    HelpLevel,
    NamedItemBlock,
    QuestionBlock,
    TreatmentItemBlock,
)

RICH_TEXT_FEATURES = ["bold", "italic", "link", "ul", "ol"]


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
        label=_("Introduction"),
        features=RICH_TEXT_FEATURES,
        required=False,
        help_text=_("Optional: one or two sentences before the list."),
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

    def clean(self, value):
        """Refuses a text without a word, which the editor's field sends as an empty paragraph."""
        value = super().clean(value)
        if not self.is_deferred_validation and not strip_tags(value["introduction"].source).strip():
            empty = ValidationError(_("This field is required."))
            raise blocks.StructBlockValidationError({"introduction": empty})
        return value


class OverviewBlock(TextSectionBlock):
    """What it is."""

    introduction = blocks.RichTextBlock(
        label=_("Text"),
        features=RICH_TEXT_FEATURES,
        help_text=_(
            "What it is, in two or three short paragraphs. Begin with one plain sentence: “Burnout "
            "is a state of being worn out.”"
        ),
    )

    class Meta:
        icon = "info-circle"
        label = _("Overview")
        heading = _("Overview")
        anchor = "overview"
        template = "blocks/text_section.html"


class HowItFeelsBlock(SectionBlock):
    """What people notice, one thing an item."""

    entries = blocks.ListBlock(
        blocks.TextBlock(rows=2, label=_("Sentence"), max_length=SENTENCE_LENGTH),
        label=_("What people notice"),
        min_num=1,
        max_num=MOST_ITEMS,
        help_text=_("One thing in each, in the reader's words: “You feel tired all the time.”"),
    )

    class Meta:
        icon = "view"
        label = _("How it feels")
        heading = _("How it feels")
        anchor = "how-it-feels"
        template = "blocks/how_it_feels.html"


class DiffersBlock(SectionBlock):
    """How it differs from what it is taken for."""

    entries = blocks.ListBlock(
        NamedItemBlock(),
        label=_("Differs from"),
        min_num=1,
        max_num=MOST_ITEMS,
        help_text=_("What it is taken for, and one sentence that tells the two apart."),
    )

    class Meta:
        icon = "sliders"
        label = _("How it differs from…")
        heading = _("How it differs")
        anchor = "how-it-differs"
        template = "blocks/named_items.html"


class CausesBlock(SectionBlock):
    """What can lead to it. Never one single cause."""

    entries = blocks.ListBlock(
        NamedItemBlock(),
        label=_("Causes"),
        min_num=1,
        max_num=MOST_ITEMS,
        help_text=_("What can lead to it. Several, and none as the only one."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Causes")
        heading = _("Causes")
        anchor = "causes"
        template = "blocks/named_items.html"


class TreatmentBlock(SectionBlock):
    """What may help, with the kind of each."""

    entries = blocks.ListBlock(
        TreatmentItemBlock(), label=_("Treatments"), min_num=1, max_num=MOST_ITEMS
    )

    class Meta:
        icon = "pick"
        label = _("Treatment")
        heading = _("Treatment")
        anchor = "treatment"
        template = "blocks/treatment.html"


class WhenToGetHelpBlock(SectionBlock):
    """The help cards, the least urgent first."""

    cards = blocks.ListBlock(
        HelpCardBlock(),
        label=_("Help cards"),
        min_num=1,
        max_num=len(HelpLevel),
        help_text=_("One for each level, the least urgent first."),
    )

    class Meta:
        icon = "warning"
        label = _("When to get help")
        heading = _("When to get help")
        anchor = "when-to-get-help"
        template = "blocks/when_to_get_help.html"


class EvaluationBlock(TextSectionBlock):
    """What happens at an evaluation."""

    introduction = blocks.RichTextBlock(
        label=_("Text"),
        features=RICH_TEXT_FEATURES,
        help_text=_("What is asked, what may be tested, and that nothing has to be prepared."),
    )

    class Meta:
        icon = "calendar-check"
        label = _("At an evaluation")
        heading = _("What happens at an evaluation")
        anchor = "evaluation"
        template = "blocks/text_section.html"


class SelfCareBlock(SectionBlock):
    """What a person can do beside treatment."""

    entries = blocks.ListBlock(
        NamedItemBlock(),
        label=_("What may help"),
        min_num=1,
        max_num=MOST_ITEMS,
        help_text=_("Small steps for a bad day: “A short walk counts.”"),
    )

    class Meta:
        icon = "thumbtack"
        label = _("Self-care")
        heading = _("What you can do yourself")
        anchor = "self-care"
        template = "blocks/named_items.html"


class QuestionsBlock(SectionBlock):
    """Questions and answers."""

    entries = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1, max_num=MOST_ITEMS)

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
        } | {"prose": {"max_num": 6}}
