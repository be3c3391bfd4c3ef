"""The library: its index, its pages, and how they hang together."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from clinic_site.models import ClinicPage
from conditions.atoz import Entry, by_letter
from conditions.blocks import SectionsBlock
from conditions.forms import ConditionPageForm
from conditions.kinds import Artwork, Kind, NameKind, RelationKind
from conditions.rules import name_problems, relation_problems


@dataclass(frozen=True)
class Relation:
    """A related page as one page shows it."""

    page: Page
    kind: RelationKind
    sentence: str


class ConditionIndexPage(ClinicPage):
    """The A to Z of the library, and the sentences that all its pages share."""

    introduction = models.TextField(_("introduction"), max_length=400)
    disclaimer = models.TextField(
        _("disclaimer"), max_length=400, help_text=_("Stands at the end of every condition page.")
    )
    invitation = models.TextField(
        _("invitation"),
        max_length=400,
        help_text=_("Stands above the way to the request form on every condition page."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("disclaimer"),
        FieldPanel("invitation"),
    ]
    parent_page_types = ["clinic_site.HomePage"]
    subpage_types = ["conditions.ConditionPage"]
    max_count_per_parent = 1

    def letters(self):
        """The A to Z: titles and other names of the live pages, grouped by letter."""
        pages = (
            ConditionPage.objects.child_of(self)
            .live()
            .public()
            .only("title", "url_path", "summary", "kind")
        )
        entries = {page.pk: page for page in pages}
        names = ConditionName.objects.filter(page__in=pages).values_list("page_id", "name")
        return by_letter(
            [Entry(page.title, page) for page in entries.values()]
            + [Entry(name, entries[pk], is_other_name=True) for pk, name in names if pk in entries]
        )


class ConditionPage(ClinicPage):
    """A page about a condition, a symptom or a life experience."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CONDITION)
    summary = models.CharField(
        _("summary"),
        max_length=200,
        help_text=_("One plain sentence. It stands in lists, in search, and on top of the page."),
    )
    phrases = models.TextField(
        _("phrases people use"),
        blank=True,
        help_text=_("One a line, as patients type them: “i can't feel anything”."),
    )
    image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Optional. Without one the page shows the artwork."),
    )
    artwork = models.CharField(_("artwork"), max_length=20, choices=Artwork, blank=True)
    body = StreamField(SectionsBlock(), verbose_name=_("sections"))

    base_form_class = ConditionPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        InlinePanel("names", label=_("other name"), heading=_("Other names")),
        FieldPanel("phrases"),
        FieldPanel("image"),
        FieldPanel("artwork"),
        FieldPanel("body"),
        InlinePanel(
            "related_conditions", label=_("related condition"), heading=_("Related conditions")
        ),
        InlinePanel("sources", label=_("source"), heading=_("Sources")),
        InlinePanel("change_notes", label=_("change note"), heading=_("Change notes")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=3),
        index.SearchField("phrases", boost=3),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.RelatedFields("names", [index.SearchField("name", boost=5)]),
    ]
    parent_page_types = ["conditions.ConditionIndexPage"]
    subpage_types = []

    is_previewed = False  # set on the copy that a preview shows

    def save(self, clean=True, update_fields=None, **kwargs):
        """Raises ValidationError where its rows must not stand so; see `check_rows`."""
        with transaction.atomic():
            if update_fields is None:  # else no row is written
                if clean:
                    self.check_rows()
                self.make_way()
            return super().save(clean=clean, update_fields=update_fields, **kwargs)

    def check_rows(self):
        """Refuse names and relations that the form would refuse.

        Publishing a revision passes no form, and since it was written the other page may have
        entered the same relation. Raises ValidationError with a sentence for each.
        """
        names, relations = list(self.names.all()), list(self.related_conditions.all())
        problems = name_problems(self.title, [row.name for row in names])
        errors = [f"{names[position]}: {text}" for position, text in problems.items()]
        errors += relation_problems(
            self.pk, [row.target_id for row in relations], self.holders_of_relations()
        ).values()
        if self.live:  # what a draft may leave empty, a live page may not
            for row in [*names, *relations, *self.sources.all(), *self.change_notes.all()]:
                errors += errors_in(row)
        if errors:
            raise ValidationError(errors)

    def holders_of_relations(self):
        """The ids and titles of the pages that hold a relation to this one."""
        rows = RelatedCondition.objects.filter(target_id=self.pk)
        return dict(rows.values_list("page_id", "page__title"))

    def make_way(self):
        """Delete the rows whose unique part changes; saving writes them anew.

        Rows are saved one by one: two that swap their names would meet half-way.
        """
        for rows, unique in [(self.names, "name"), (self.related_conditions, "target_id")]:
            if self.pk and rows.is_deferring:
                wanted = {(row.pk, getattr(row, unique)) for row in rows.all()}
                kept = set(rows.get_live_queryset().values_list("pk", unique)) & wanted
                rows.get_live_queryset().exclude(pk__in=[pk for pk, _value in kept]).delete()

    def serve_preview(self, request, mode_name):
        self.is_previewed = True
        return super().serve_preview(request, mode_name)

    def sign_off(self):
        """The sign-off of the revision that is live, or None. The only source of "reviewed".

        A preview shows none: what it shows is not what was signed.
        """
        if self.is_previewed:
            return None
        return (
            SignOff.objects.filter(page_id=self.pk, revision_id=self.live_revision_id)
            .select_related("clinician")
            .first()
        )

    def relations(self):
        """The live, public pages related to this one, from both sides, worded for this page."""
        own = {row.target_id: row for row in self.related_conditions.all() if row.kind}
        rows = RelatedCondition.objects.filter(target_id=self.pk).order_by("page__title")
        others = {row.page_id: row for row in rows}
        shown = ConditionPage.objects.live().public().defer_streamfields()
        pages = shown.filter(pk__in=[*own, *others]).in_bulk()
        return [
            Relation(pages[pk], RelationKind(row.kind), row.sentence)
            for pk, row in own.items()
            if pk in pages
        ] + [
            Relation(pages[pk], RelationKind(row.kind).inverse, row.sentence_for_target)
            for pk, row in others.items()
            if pk in pages and pk not in own
        ]

    def relations_by_kind(self):
        """The relations in groups of one kind, in the order of their first."""
        groups = defaultdict(list)
        for relation in self.relations():
            groups[relation.kind].append(relation)
        return [(kind.label, relations) for kind, relations in groups.items()]


def errors_in(row):
    """The sentences about what a row of a page lacks, each with its field's name."""
    try:
        row.full_clean(exclude=["page"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return [
            f"{row._meta.get_field(name).verbose_name}: {text}"
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    return []


class ConditionName(Orderable):
    """Another name of a page's subject. It has its own entry in the A to Z."""

    page = ParentalKey(ConditionPage, on_delete=models.CASCADE, related_name="names")
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

    page = ParentalKey(ConditionPage, on_delete=models.CASCADE, related_name="related_conditions")
    target = models.ForeignKey(
        ConditionPage,
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

    page = ParentalKey(ConditionPage, on_delete=models.CASCADE, related_name="sources")
    publisher = models.CharField(_("publisher"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=300)
    accessed_on = models.DateField(
        _("read on"),
        null=True,
        blank=True,
        help_text=_("The day on which you opened it and read it. Empty until somebody has."),
    )

    panels = [
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("title")]),
        FieldRowPanel([FieldPanel("url"), FieldPanel("accessed_on")]),
    ]


class ChangeNote(Orderable):
    """A line of the page's public history."""

    class ChangeKind(models.TextChoices):
        """What changed."""

        REVIEWED = "reviewed", _("Reviewed, no change")
        MEDICAL = "medical", _("Medical change")
        WORDING = "wording", _("Wording")

    page = ParentalKey(ConditionPage, on_delete=models.CASCADE, related_name="change_notes")
    changed_on = models.DateField(_("date"), default=timezone.localdate)
    kind = models.CharField(_("kind"), max_length=20, choices=ChangeKind)
    note = models.CharField(_("note"), max_length=200, blank=True)

    panels = [FieldRowPanel([FieldPanel("changed_on"), FieldPanel("kind")]), FieldPanel("note")]

    class Meta(Orderable.Meta):
        ordering = ["-changed_on", "sort_order"]


class SignOff(models.Model):
    """A clinician's sign-off of one revision.

    Kept beside the page and not in its content, so that copying, reverting or publishing can
    neither forge nor lose it. The revision stays for as long as the page does: RESTRICT lets it go
    only together with the sign-off.
    """

    page = models.ForeignKey(ConditionPage, on_delete=models.CASCADE, related_name="sign_offs")
    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.RESTRICT, related_name="sign_off"
    )
    clinician = models.ForeignKey(
        "clinic_site.Clinician", on_delete=models.PROTECT, related_name="sign_offs"
    )
    signed_at = models.DateTimeField(_("signed off at"), help_text=_("Stored in UTC."))
    next_review_due = models.DateField(_("next review due"))

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-signed_at"]

    def __str__(self):
        return f"{self.page_id} · {self.revision_id}"

    def is_overdue(self, today=None):
        """Whether the next review is due: from the day after, by the clinic's calendar (ET)."""
        return self.next_review_due < (today or timezone.localdate())
