"""The rows of a page that editors keep: names, relations, sources."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Lower
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Orderable

from conditions.kinds import NameKind, RelationKind


class ConditionName(Orderable):
    """Another name of a page's subject. It has its own entry in the A to Z."""

    page = ParentalKey("conditions.ConditionPage", on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(_("kind"), max_length=20, choices=NameKind, default=NameKind.EVERYDAY)
    name = models.CharField(_("name"), max_length=120)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("kind")])]

    class Meta(Orderable.Meta):
        constraints = [
            # A draft may hold names that are still empty.
            models.UniqueConstraint(
                "page", Lower("name"), condition=~Q(name=""), name="condition_name_once_a_page"
            )
        ]

    def __str__(self):
        return self.name


class RelatedCondition(Orderable):
    """A relation between two pages, held by one of them and shown on both."""

    page = ParentalKey(
        "conditions.ConditionPage", on_delete=models.CASCADE, related_name="related_conditions"
    )
    target = models.ForeignKey(
        "conditions.ConditionPage",
        verbose_name=_("related page"),
        on_delete=models.CASCADE,
        related_name="related_from",
    )
    kind = models.CharField(
        _("how it is related"),
        max_length=20,
        choices=RelationKind,
        help_text=_("Read it as: this page … the related page."),
    )
    sentence = models.CharField(
        _("sentence"), max_length=300, help_text=_("Says on this page how the two are related.")
    )
    inverse_sentence = models.CharField(
        _("sentence for the other page"),
        max_length=300,
        blank=True,
        help_text=_("Without it the other page shows the first sentence."),
    )

    panels = [
        PageChooserPanel("target", "conditions.ConditionPage"),
        FieldPanel("kind"),
        FieldPanel("sentence", widget=AdminAutoHeightTextInput),
        FieldPanel("inverse_sentence", widget=AdminAutoHeightTextInput),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(page=F("target")),
                name="related_condition_is_another_page",
                violation_error_message=_("A page cannot be related to itself."),
            ),
            models.UniqueConstraint(
                Least("page", "target"),
                Greatest("page", "target"),
                name="related_condition_pair_once",
                violation_error_message=_("These two pages are related already."),
            ),
        ]

    @property
    def sentence_for_target(self):
        """What the other page shows."""
        return self.inverse_sentence or self.sentence


class Source(Orderable):
    """A public source that the page's statements come from."""

    page = ParentalKey("conditions.ConditionPage", on_delete=models.CASCADE, related_name="sources")
    publisher = models.CharField(_("publisher"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=300)
    accessed_on = models.DateField(
        _("read on"),
        null=True,
        blank=True,
        help_text=_(
            "The day on which its text was read, in the original or in a stored copy. Empty until "
            "somebody has. Open and read each one before you sign off the page."
        ),
    )

    panels = [
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("title")]),
        FieldRowPanel([FieldPanel("url"), FieldPanel("accessed_on")]),
    ]
