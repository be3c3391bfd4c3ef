"""Load the pages of the library from text files. docs/starter-content.md is their format."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Site

from clinic_site.models import FeaturedPage, HomePage
from clinic_site.starter_text import read_document
from conditions.loader import BadFiles, load_folder
from conditions.models import ConditionIndexPage, ConditionPage

APP = Path(__file__).resolve().parents[2]
FEATURED = ["emotional-numbness", "depression", "ptsd", "burnout"]


class Command(BaseCommand):
    help = "Load condition pages from a folder of text files. Live where DEBUG is on, else drafts."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=APP / "starter_content")
        parser.add_argument(
            "--update", action="store_true", help="Write the files over pages that are there."
        )

    @transaction.atomic
    def handle(self, *, folder, update, **options):
        if not any(folder.glob("*.txt")):
            raise CommandError(f"There is no .txt file in {folder}.")
        home = find_home()
        index = self.find_index(home, update=update)
        try:
            done = load_folder(folder, index, update=update, go_live=settings.DEBUG)
        except BadFiles as error:
            lines = [str(mistake) for mistake in error.mistakes]
            raise CommandError("\n".join([*lines, "Nothing was loaded."])) from error
        state = "live" if settings.DEBUG else "as a draft"
        for slug, what in done:
            self.stdout.write(f"{slug}: {what}." if what == "kept" else f"{slug}: {what}, {state}.")
        if any(what == "made" for _slug, what in done):
            self.feature(home, index)

    def find_index(self, home, *, update):
        """The library's index: the one that is there, or a live one with the starter text.

        With `update`, what is empty in an index that nobody is editing is filled from that text.
        What editors wrote stays.
        """
        index = ConditionIndexPage.objects.child_of(home).first()
        fields = read_index(APP / "starter_index.txt")
        if index is None:
            index = home.add_child(instance=ConditionIndexPage(slug="conditions", **fields))
            index.save_revision().publish()
            self.stdout.write("Index of conditions: made, live.")
        elif update and not index.has_unpublished_changes:
            empty = [name for name in fields if not getattr(index, name)]
            for name in empty:
                setattr(index, name, fields[name])
            if empty:
                index.save_revision().publish()
                self.stdout.write(f"Index of conditions: filled {', '.join(empty)}.")
        return index

    def feature(self, home, index):
        """Give a home page that shows no page yet, and that nobody is editing, its first ones."""
        if home.featured_pages.exists() or home.has_unpublished_changes:
            return
        pages = ConditionPage.objects.child_of(index).filter(slug__in=FEATURED)
        by_slug = {page.slug: page for page in pages}
        home.featured_pages = [
            FeaturedPage(page=by_slug[slug], sort_order=order)
            for order, slug in enumerate(FEATURED)
            if slug in by_slug
        ]
        home.save_revision().publish()


def read_index(path):
    """The fields of the index, as its starter text has them; a list is a line for each item."""
    document = read_document(path)
    fields = {name: line.text for name, line in document.fields.items()}
    for section in document.sections:
        name = section.name.lower().replace(" ", "_")
        fields[name] = "\n".join(chunk.text for chunk in section.chunks())
    return fields


def find_home():
    """The site's home page. Raises CommandError while there is none."""
    site = Site.objects.filter(is_default_site=True).first()
    home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    if home is None:
        raise CommandError("The site has no home page yet. Run first: manage.py load_site")
    return home
