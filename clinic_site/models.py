"""The clinic itself, and the pages that are about it."""

from http import HTTPMethod

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from clinic_site.copying import DraftCopyForm
from clinic_site.languages import language_codes
from clinic_site.security_txt import check_contact
from clinic_site.sign_in.models import SignInTry  # noqa: F401 - a model of this app

RICH_TEXT_FEATURES = ["bold", "italic", "link", "ul", "ol"]
# Addresses of the site itself: a page with such a slug right below the home page would never be
# seen. Deeper in the tree these words are free.
RESERVED_SLUGS = {"_util", "admin", "api", "healthz", "media", "request", "search", "static"}


class ClinicPage(Page):
    """What every public page of this site has in common. Not a page of its own."""

    # A page is read, nothing else.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    copy_form_class = DraftCopyForm

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if problem := self.slug_problem(self.slug):
            raise ValidationError({"slug": problem})

    @classmethod
    def slug_problem(cls, slug):
        """The sentence where an address of the site itself would hide a page of this type.

        The type tells where it stands: a new page stands nowhere yet when its form is checked.
        """
        stands_below_home = HomePage in cls.allowed_parent_page_models()
        if stands_below_home and slug in RESERVED_SLUGS.union(language_codes()):
            return _("This word is an address of the site itself. Choose another.")
        return None

    def breadcrumbs(self):
        """The live pages above this one, the home page first."""
        return self.get_ancestors().live().filter(depth__gt=1)

    def ways_on(self):
        """The live, public pages for a reader who finds this one taken down."""
        return []


class HomePage(ClinicPage):
    """The front page: what the clinic does, where, for whom, and the ways on."""

    heading = models.CharField(_("heading"), max_length=120)
    introduction = models.TextField(
        _("introduction"), max_length=400, help_text=_("Two or three plain sentences.")
    )
    body = RichTextField(_("what we do"), features=["h2", "h3", *RICH_TEXT_FEATURES], blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Optional. Without one the page shows artwork of the site."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("introduction"),
        FieldPanel("image"),
        FieldPanel("body"),
        InlinePanel("featured_pages", label=_("Featured page"), max_num=6),
    ]
    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 1

    def featured(self):
        """The featured pages that are live and open to all, in the editors' order."""
        ids = [row.page_id for row in self.featured_pages.all()]
        pages = Page.objects.filter(pk__in=ids).live().public().specific().in_bulk()
        return [pages[pk] for pk in ids if pk in pages]


class FeaturedPage(Orderable):
    """A page that editors chose for the home page."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured_pages")
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("page")]


class StandardPage(ClinicPage):
    """A page of text, among them the notices that the law or the clinic asks for."""

    class Purpose(models.TextChoices):
        """The notices that the site looks for by itself; FACTS names the rule behind each."""

        WEBSITE_PRIVACY = "website-privacy", _("Website privacy notice")
        PRIVACY_PRACTICES = "privacy-practices", _("Notice of Privacy Practices")
        GOOD_FAITH_ESTIMATE = "good-faith-estimate", _("Good Faith Estimate notice")
        TELEHEALTH = "telehealth", _("Telehealth")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")

    purpose = models.CharField(
        _("purpose"),
        max_length=30,
        choices=Purpose,
        blank=True,
        help_text=_("Says which notice this page is. Leave it empty for any other page."),
    )
    summary = models.CharField(
        _("summary"), max_length=200, help_text=_("One plain sentence, for lists and search.")
    )
    body = RichTextField(_("text"), features=["h2", "h3", *RICH_TEXT_FEATURES])
    effective_date = models.DateField(_("in effect from"), null=True, blank=True)
    next_review_date = models.DateField(_("next review"), null=True, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("purpose"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("effective_date"), FieldPanel("next_review_date")], heading=_("Dates")
        ),
    ]
    parent_page_types = ["clinic_site.HomePage"]
    subpage_types = []

    def clean(self):
        super().clean()
        same = StandardPage.objects.filter(purpose=self.purpose, locale_id=self.locale_id)
        if self.purpose and same.exclude(pk=self.pk).exists():
            raise ValidationError({"purpose": _("Another page is this notice already.")})


class Location(ClusterableModel):
    """An office, or virtual care. What the clinic has not told us stays empty and is not shown."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("Office")
        VIRTUAL = "virtual", _("Virtual")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(
        _("short name"),
        unique=True,
        help_text=_("Lower-case letters and hyphens. It names the place in the request form."),
    )
    description = models.CharField(
        _("description"), max_length=200, blank=True, help_text=_("One plain sentence.")
    )
    street_address = models.CharField(_("street address"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    postal_code = models.CharField(_("ZIP code"), max_length=10, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("kind"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        MultiFieldPanel(
            [FieldPanel("street_address"), FieldPanel("city"), FieldPanel("postal_code")],
            heading=_("Address (offices only)"),
        ),
        FieldPanel("phone"),
        InlinePanel("opening_hours", label=_("Opening hours"), heading=_("Opening hours")),
        FieldPanel("sort_order"),
    ]

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["sort_order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="office") | Q(street_address="", city="", postal_code=""),
                name="location_virtual_has_no_address",
                violation_error_message=_("A virtual location has no address."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_virtual(self):
        return self.kind == self.Kind.VIRTUAL


class OpeningHours(Orderable):
    """When a location is open on one day of the week, in Eastern Time."""

    class Weekday(models.IntegerChoices):
        """Numbered as in `datetime.date.weekday()`."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    location = ParentalKey(Location, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta(Orderable.Meta):
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=models.F("closes")),
                name="opening_hours_open_before_they_close",
                violation_error_message=_("The closing time must be after the opening time."),
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 6)), name="opening_hours_weekday_is_a_day"
            ),
        ]


class Clinician(models.Model):
    """A clinician of the clinic: signs pages off, and is booked for visits."""

    name = models.CharField(_("name"), max_length=120)
    credentials = models.CharField(
        _("credentials"), max_length=80, help_text=_("As shown behind the name, such as MD.")
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("staff account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="clinician",
        help_text=_("The account with which this clinician signs pages off."),
    )
    is_active = models.BooleanField(_("works here now"), default=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("credentials"),
        FieldPanel("job_title"),
        FieldPanel("user", permission="clinic_site.tie_clinician"),
        FieldPanel("is_active"),
    ]

    class Meta:
        verbose_name = _("clinician")
        verbose_name_plural = _("clinicians")
        ordering = ["name"]
        permissions = [("tie_clinician", "Can tie a clinician to a staff account")]

    def __str__(self):
        return f"{self.name}, {self.credentials}"


@register_setting(icon="home")
class ClinicSettings(BaseGenericSetting):
    """Facts of the clinic that stand on many pages. An empty one is not shown anywhere."""

    phone = PhoneNumberField(_("phone"), blank=True)
    desk_mailbox = models.EmailField(
        _("front desk's mailbox"),
        blank=True,
        help_text=_("Gets a short note, with nothing personal in it, about each new request."),
    )
    response_business_days = models.PositiveSmallIntegerField(
        _("response time in business days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Within how many business days a request is answered for the first time."),
    )

    spanish_read_on = models.DateField(
        _("day on which the Spanish was read"),
        null=True,
        blank=True,
        help_text=_(
            "When somebody of the clinic who speaks Spanish has read the messages to patients and "
            "the pages behind their link, and found the words right. Empty: nobody has yet."
        ),
    )
    security_contact = models.CharField(
        _("contact for security reports"),
        max_length=200,
        blank=True,
        validators=[check_contact],
        help_text=_(
            "Where somebody who finds a hole in this site tells you: an e-mail address that is "
            "read each working day, or a page that begins with https://. Everybody can see it."
        ),
    )

    panels = [
        FieldPanel("phone"),
        FieldPanel("desk_mailbox"),
        FieldPanel("response_business_days"),
        FieldPanel("spanish_read_on"),
        FieldPanel("security_contact"),
    ]

    class Meta:
        verbose_name = _("clinic's facts")
