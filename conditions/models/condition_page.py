"""A page of the library."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from clinic_site.models import ClinicPage
from conditions.atoz import ATOZ_WORDS
from conditions.blocks import SectionsBlock
from conditions.completeness import unfinished_sections
from conditions.forms import ConditionPageForm
from conditions.kinds import Artwork, Kind, RelationKind
from conditions.models.panels import condition_panels
from conditions.models.printable import PrintablePage
from conditions.models.rows import RelatedCondition
from conditions.models.sign_off import SignOff
from conditions.models.signed_page import SignedPage
from conditions.relations import position_of_ways, sorted_out
from conditions.rules import name_problems, relation_problems
from conditions.search_texts import stems_of_page


@dataclass(frozen=True)
class Relation:
    """A related page as one page shows it."""

    page: Page
    kind: RelationKind
    sentence: str


class ConditionPage(SignedPage, PrintablePage, ClinicPage):
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
    content_panels = condition_panels()
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=3),
        index.SearchField("phrases", boost=3),
        index.SearchField("body"),
        index.SearchField("search_stems"),
        index.FilterField("kind"),
        index.RelatedFields("names", [index.SearchField("name", boost=5)]),
    ]
    parent_page_types = ["conditions.ConditionIndexPage"]
    subpage_types = []

    print_template = "conditions/condition_print.html"
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
        """Refuse names, relations and sections that the form would refuse.

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
            for row in [*names, *relations, *self.sources.all()]:
                errors += errors_in(row)
            errors += unfinished_sections(self)
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

    @classmethod
    def slug_problem(cls, slug):
        """The sentence where an address of the A to Z would hide a page."""
        if slug in ATOZ_WORDS:
            return _("This word is an address of the A to Z. Choose another.")
        return super().slug_problem(slug)

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
            .select_related("reviewer")
            .first()
        )

    def history(self):
        """The lines of the public history, newest first. A page that is not made yet has none."""
        return self.change_notes.all() if self.pk else []

    def search_stems(self):
        """What the public search looks for in the sections; see `conditions.search`."""
        return stems_of_page(self)

    def relations(self):
        """The live, public pages related to this one, from both sides, worded for this page.

        A copy to be translated still names the pages of the first language: readers of neither
        see them, until an editor chooses others. A preview shows those that are not live too, and
        marks them.
        """
        own = {row.target_id: row for row in self.related_conditions.all() if row.kind}
        rows = RelatedCondition.objects.filter(target_id=self.pk).order_by("page__title")
        others = {row.page_id: row for row in rows}
        shown = ConditionPage.objects.public().filter(locale_id=self.locale_id)
        shown = shown.defer_streamfields()
        if not self.is_previewed:
            shown = shown.live()
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

    @cached_property
    def shown_targets(self):
        """The live, public pages that the sections' entries may lead to, by id."""
        entries = [entry for section in self.body for entry in section.value.get("entries", [])]
        targets = [
            entry["page"].pk for entry in entries if hasattr(entry, "get") and entry.get("page")
        ]
        return ConditionPage.objects.live().public().defer_streamfields().in_bulk(targets)

    def ways_on(self):
        """The pages related to this one; not the sentences, which a draft may have changed."""
        return [relation.page for relation in self.relations()]

    def related(self):
        """The relations in the lists that the page shows."""
        return sorted_out(self.relations())

    def position_of_ways(self):
        """The section behind which the ways between symptom and condition stand."""
        return position_of_ways([section.block_type for section in self.body])


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
