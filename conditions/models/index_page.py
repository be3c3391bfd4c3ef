"""The library's index: the A to Z, and the sentences that all its pages share."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import re_path
from wagtail.models import Page

from clinic_site.models import ClinicPage
from conditions.atoz import (
    Entry,
    Link,
    ListedPage,
    address,
    by_letter,
    letter_links,
    letter_of,
    part_links,
    plain,
    shown,
    stands_on_first_page,
)
from conditions.kinds import KINDS, Kind
from conditions.models.condition_page import ConditionPage
from conditions.models.printable import PrintablePage
from conditions.models.rows import ConditionName
from conditions.permissions import LibraryPermissionTester
from conditions.workflow import sign_off_workflow

# NHS.uk reviews its pages at least every three years.
LONGEST_REVIEW_INTERVAL = 36
# Steps of the A to Z's addresses, as `conditions.atoz.address` writes them.
KIND = "(?:kind/(?P<kind>[a-z-]+)/)?"
LETTER = "letter/(?P<letter>[a-z]|other)/"


class ConditionIndexPage(PrintablePage, ClinicPage):
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
    questions_to_ask = models.TextField(
        _("questions to ask"),
        blank=True,
        help_text=_("One a line. They stand on the print view of every page, for a first visit."),
    )
    things_to_bring = models.TextField(
        _("things to bring"),
        blank=True,
        help_text=_("One a line. They stand below the questions."),
    )
    review_interval_months = models.PositiveSmallIntegerField(
        _("months until the next review"),
        default=LONGEST_REVIEW_INTERVAL,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_REVIEW_INTERVAL)],
        help_text=_("What a sign-off proposes. At most 36: three years, as on NHS.uk."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("disclaimer"),
        FieldPanel("invitation"),
        FieldPanel("questions_to_ask"),
        FieldPanel("things_to_bring"),
        FieldPanel("review_interval_months"),
    ]
    parent_page_types = ["clinic_site.HomePage"]
    subpage_types = ["conditions.ConditionPage"]
    max_count_per_parent = 1

    print_template = "conditions/index_print.html"

    @property
    def questions(self):
        """What to ask at a first visit, one by one."""
        return lines_of(self.questions_to_ask)

    @property
    def things(self):
        """What to bring to a first visit, one by one."""
        return lines_of(self.things_to_bring)

    @re_path(rf"^{KIND}$")
    @re_path(rf"^{KIND}{LETTER}$")
    @re_path(rf"^{KIND}{LETTER}(?P<part>[2-9]|[1-9][0-9])/$")
    def atoz(self, request, kind="", letter="", part="1"):
        """The A to Z: of all pages or of one kind; whole, or one letter where it is long."""
        if kind and kind not in Kind.values:
            raise Http404
        base, pages = self.get_url(request), self.listed_pages(request)
        try:
            page = shown(by_letter(self.entries(pages, kind)), letter_of(letter), int(part))
        except LookupError as error:
            raise Http404 from error
        if letter and stands_on_first_page(page):
            return redirect(f"{address(base, kind)}#letter-{letter}")
        context = {
            "atoz": page,
            "kind_heading": kind and KINDS[kind],
            "letters": letter_links(page, base, kind),
            "parts": part_links(page, base, kind),
            "kinds": kind_links(pages.values(), base, kind),
            "is_first_page": not (kind or letter),
            "symptoms": symptoms(pages.values()),
            "symptoms_address": address(base, Kind.SYMPTOM),
        }
        return self.render(request, context_overrides=context)

    def permissions_for_user(self, user):
        return LibraryPermissionTester(user, self)

    @property
    def has_workflow(self):
        return True

    def get_workflow(self):
        """What a new page of the library is submitted to."""
        return sign_off_workflow()

    def get_route_paths(self):
        return [*super().get_route_paths(), *(f"/kind/{kind}/" for kind in Kind.values)]

    def whole_list(self):
        """All letters with all their entries, for paper."""
        return by_letter(self.entries(self.listed_pages()))

    def listed_pages(self, request=None):
        """What the A to Z says of each live, public page, by id."""
        base = self.get_url(request)
        rows = self.open_pages().values_list("pk", "title", "slug", "summary", "kind")
        return {
            pk: ListedPage(title, f"{base}{slug}/", summary, kind)
            for pk, title, slug, summary, kind in rows
        }

    def entries(self, pages, kind=""):
        """An entry for each title and each other name of the pages, or of those of a kind."""
        titles = [Entry(page.title, page) for page in pages.values()]
        rows = ConditionName.objects.filter(page__in=self.open_pages())
        names = rows.order_by().values_list("page_id", "name")
        others = [Entry(name, pages[pk], is_other_name=True) for pk, name in names if pk in pages]
        return [entry for entry in titles + others if kind in {"", entry.page.kind}]

    def open_pages(self):
        """The live pages of the library that are open to all."""
        return ConditionPage.objects.child_of(self).live().public()


def lines_of(text):
    """The lines of a text that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def kind_links(pages, base, current):
    """A choice for each kind that has pages, and for all; none where there is but one kind."""
    kinds = {page.kind for page in pages}
    if len(kinds) < 2 and not current:
        return []
    return [Link(_("All"), base, not current)] + [
        Link(plural, address(base, kind), kind == current)
        for kind, plural in KINDS.items()
        if kind in kinds or kind == current
    ]


def symptoms(pages):
    """The pages about what people feel, in alphabetical order."""
    return sorted(
        (page for page in pages if page.kind == Kind.SYMPTOM), key=lambda page: plain(page.title)
    )
