"""Make the site's frame: its address, home page, locations, and drafts of its notices."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Page, Site

from clinic_site.models import HomePage, Location, StandardPage
from clinic_site.starter_text import Mistake, body_html, read_document

CONTENT = Path(__file__).resolve().parents[2] / "starter_content"
HOME = "home.txt"
# What the clinic's own text says of its places, and no more; staff fill in the rest.
LOCATIONS = [
    (Location.Kind.OFFICE, "Coconut Grove", "coconut-grove", "Our Miami office in Coconut Grove."),
    (Location.Kind.OFFICE, "Doral", "doral", "Our Miami office in Doral."),
    (
        Location.Kind.VIRTUAL,
        "Virtual care in Florida",
        "virtual",
        "Online visits, while you are in Florida.",
    ),
]


class Command(BaseCommand):
    help = "Make the home page, the locations and drafts of the notices. Keeps what is there."

    @transaction.atomic
    def handle(self, **options):
        home = self.load_home()
        self.load_site(home)
        for order, (kind, name, slug, description) in enumerate(LOCATIONS):
            self.load_location(order, kind=kind, name=name, slug=slug, description=description)
        for path in sorted(CONTENT.glob("*.txt")):
            if path.name != HOME:
                self.load_notice(home, path)

    def load_home(self):
        """The home page: the one that is there, or a live one with the starter text."""
        home = HomePage.objects.order_by("depth", "path").first()
        if home is not None:
            return home
        text = read(CONTENT / HOME)
        home = HomePage(
            title=text.value("title"),
            slug="home",
            heading=text.value("heading"),
            introduction=text.value("introduction"),
            body=body_html(text),
        )
        remove_welcome_page()
        Page.get_first_root_node().add_child(instance=home)
        home.save_revision().publish()
        self.stdout.write("Home page: made, live.")
        return home

    def load_site(self, home):
        """Wagtail's row of the site: it follows BASE_URL, and begins at the home page."""
        address = urlsplit(settings.BASE_URL)
        wanted = {
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "site_name": settings.WAGTAIL_SITE_NAME,
        }
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            Site.objects.create(is_default_site=True, root_page=home, **wanted)
        elif any(getattr(site, name) != value for name, value in wanted.items()):
            vars(site).update(wanted)
            site.save()

    def load_location(self, order, *, slug, name, **fields):
        """A location, unless one of its slug or name is there."""
        if Location.objects.filter(slug=slug).exists() or Location.objects.filter(name=name):
            return
        Location.objects.create(slug=slug, name=name, sort_order=order, **fields)
        self.stdout.write(f"Location {name}: made.")

    def load_notice(self, home, path):
        """A draft of a notice, unless the site has that notice or a page of that slug."""
        text = read(path)
        page = StandardPage(
            title=text.value("title"),
            slug=path.stem,
            purpose=text.value("purpose"),
            summary=text.value("summary"),
            body=body_html(text),
            live=False,
        )
        same_purpose = StandardPage.objects.exclude(purpose="").filter(purpose=page.purpose)
        if same_purpose.exists() or home.get_children().filter(slug=page.slug).exists():
            return
        try:
            home.add_child(instance=page)
            page.save_revision()
        except ValidationError as error:
            raise CommandError(f"{path.name}: {error}") from error
        self.stdout.write(f"Page {page.slug}: made, as a draft.")


def read(path):
    """The document in a file. Raises CommandError where it cannot be read as text."""
    try:
        return read_document(path)
    except ValueError as error:
        raise CommandError(str(Mistake(path.name, *error.args))) from error


def remove_welcome_page():
    """Delete the page that Wagtail's migrations put below the root; its site goes with it."""
    for page in Page.objects.filter(depth=2, content_type__model="page"):
        page.delete()
