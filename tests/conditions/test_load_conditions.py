"""A folder of text files becomes pages of the library: all of them, or none."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinic_site.models import HomePage
from conditions.models import ConditionIndexPage, ConditionPage, RelatedCondition
from tests.signing import publish

pytestmark = pytest.mark.django_db

PAGE = """\
# A comment.
title: {title}
kind: life experience
summary: One sentence about it.
artwork: ember

== Names
everyday: Worn out
abbreviation: WO

== Phrases
i am so tired

== Overview
A paragraph
of two lines, with <b>no</b> HTML.

- An item.

== Causes
Many things.
- Work: Too much of it.
- Grief [grief]: A loss
  of somebody.

== Treatment
- therapy | Talking: It helps.

== When to get help: urgent
Call or text 988 if:
- you have thoughts of suicide

== Questions and answers
Q: Will it pass?
A: Often.

== Prose: At night
Rest.

== Related
- grief | can result from | Loss wears you out. | Grief can wear you out.

== Sources
- Publisher | Title | https://example.org/a | 2026-11-23
- Publisher | Other | https://example.org/b
"""
SHORT = """\
title: {title}
kind: symptom
summary: One sentence.

== Overview
Text.

== Sources
- Publisher | Title | https://example.org/
"""


@pytest.fixture
def folder(tmp_path, library):
    """A folder with two pages of which one leads to the other."""
    (tmp_path / "burnout.txt").write_text(PAGE.format(title="Burnout"))
    (tmp_path / "grief.txt").write_text(SHORT.format(title="Grief"))
    return tmp_path


def load(folder, **options):
    """What the command says."""
    out = StringIO()
    call_command("load_conditions", str(folder), stdout=out, **options)
    return out.getvalue()


def refusal(folder, **options):
    """The mistakes that the command names, each with file and line; it loads nothing."""
    before = set(ConditionPage.objects.values_list("slug", "latest_revision"))
    with pytest.raises(CommandError) as error:
        load(folder, **options)
    assert set(ConditionPage.objects.values_list("slug", "latest_revision")) == before
    *mistakes, last = str(error.value).splitlines()
    assert last == "Nothing was loaded."
    return mistakes


def get(slug):
    return ConditionPage.objects.get(slug=slug)


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def test_everything_that_a_file_holds_stands_on_its_page(folder, debug):
    load(folder)
    page = get("burnout")
    assert (page.title, page.kind, page.artwork) == ("Burnout", "life-experience", "ember")
    assert page.summary == "One sentence about it."
    assert [(n.kind, n.name) for n in page.names.all()] == [
        ("everyday", "Worn out"),
        ("abbreviation", "WO"),
    ]
    assert page.phrases == "i am so tired"
    overview, causes, treatment, care, questions, prose = page.body
    assert overview.value["introduction"].source == (
        "<p>A paragraph of two lines, with &lt;b&gt;no&lt;/b&gt; HTML.</p>"
        "<ul><li>An item.</li></ul>"
    )
    work, loss = causes.value["entries"]
    assert (work["name"], work["text"], work["page"]) == ("Work", "Too much of it.", None)
    assert (loss["text"], loss["page"].specific) == ("A loss of somebody.", get("grief"))
    assert treatment.value["entries"][0]["kind"] == "therapy"
    assert care.value["cards"][0]["action"] == "Call or text 988 if:"
    assert questions.value["entries"][0]["answer"] == "Often."
    assert prose.value.heading == "At night"
    relation = page.related_conditions.get()
    assert (relation.target, relation.kind) == (get("grief"), "can-result-from")
    assert relation.inverse_sentence == "Grief can wear you out."
    first, second = page.sources.all()
    assert (str(first.accessed_on), second.accessed_on) == ("2026-11-23", None)


def test_pages_go_live_only_where_debug_is_on(folder, client):
    assert "burnout: made, as a draft." in load(folder)
    page = get("burnout")
    assert not page.live
    assert page.latest_revision is not None
    assert client.get("/conditions/burnout/").status_code == 404


def test_where_debug_is_on_they_are_live_with_a_revision(folder, client, debug):
    assert "burnout: made, live." in load(folder)
    page = get("burnout")
    assert page.live
    assert page.live_revision == page.latest_revision
    assert client.get("/conditions/burnout/").status_code == 200


def test_a_second_run_changes_nothing(folder, debug):
    load(folder)
    page = get("burnout")
    page.title = "As an editor wrote it"
    publish(page)
    revisions = page.revisions.count()
    assert "burnout: kept." in load(folder)
    page = get("burnout")
    assert page.title == "As an editor wrote it"
    assert page.revisions.count() == revisions
    assert RelatedCondition.objects.count() == 1


def test_update_writes_the_file_over_the_page(folder, debug):
    load(folder)
    (folder / "burnout.txt").write_text(PAGE.format(title="Burnout, anew"))
    assert "burnout: updated, live." in load(folder, update=True)
    page = get("burnout")
    assert page.title == "Burnout, anew"
    assert page.revisions.count() == 2
    assert page.names.count() == 2


def test_update_elsewhere_leaves_a_live_page_as_readers_see_it(folder, settings):
    settings.DEBUG = True
    load(folder)
    settings.DEBUG = False
    (folder / "burnout.txt").write_text(PAGE.format(title="Burnout, anew"))
    assert "burnout: updated, as a draft." in load(folder, update=True)
    page = get("burnout")
    assert (page.live, page.title) == (True, "Burnout")
    assert page.has_unpublished_changes
    assert page.get_latest_revision_as_object().title == "Burnout, anew"


def test_update_elsewhere_publishes_no_draft(folder):
    load(folder)
    load(folder, update=True)
    assert not get("burnout").live


def test_a_relation_may_move_to_the_other_pages_file(folder, debug):
    load(folder)
    relation = "- grief | can result from | Loss wears you out. | Grief can wear you out.\n"
    (folder / "burnout.txt").write_text(
        PAGE.format(title="Burnout").replace(f"== Related\n{relation}\n", "")
    )
    (folder / "grief.txt").write_text(
        SHORT.format(title="Grief") + "\n== Related\n- burnout | can lead to | It wears you out.\n"
    )
    load(folder, update=True)
    assert RelatedCondition.objects.get().page == get("grief")


def test_a_folder_may_lead_to_pages_that_are_in_the_library_already(folder, make_condition):
    make_condition("Grief")
    (folder / "grief.txt").unlink()
    load(folder)
    assert get("burnout").related_conditions.get().target == get("grief")


def test_a_relation_that_the_library_holds_from_its_side_is_named(folder, make_condition, relate):
    load(folder)
    (folder / "sleep.txt").write_text(SHORT.format(title="Sleep"))
    load(folder)
    relate(get("grief"), get("sleep"))
    (folder / "sleep.txt").write_text(
        SHORT.format(title="Sleep") + "\n== Related\n- grief | can result from | It can.\n"
    )
    (folder / "burnout.txt").unlink()
    (folder / "grief.txt").unlink()
    assert refusal(folder, update=True) == [
        "sleep.txt, line 12: The page “grief” of the library has this relation already."
    ]


MISTAKES = [
    ("title: Burnout", "", "1: “title” is missing."),
    ("title: Burnout", "title: ", "2: “title” is missing."),
    ("summary: One sentence about it.", "", "1: “summary” is missing."),
    ("One sentence about it.", "x" * 201, "4: The summary is longer than 200 characters (201)."),
    ("artwork: ember", "artwork: dragon", "5: “dragon” is no artwork."),
    ("artwork: ember", "color: red", "5: “color” is not a line of this format."),
    ("artwork: ember", "title: Again", "5: “title” stands twice."),
    ("kind: life experience", "kind: mood", "3: “mood” is no kind."),
    ("# A comment.", "Lost text\n", "1: This text stands before the first section."),
    ("abbreviation: WO", "nickname: WO", "9: “nickname” is no kind of name."),
    ("abbreviation: WO", "WO", "9: “kind: Name” is expected here."),
    ("abbreviation: WO", "former: worn OUT", "9: The name “worn OUT” stands twice."),
    ("abbreviation: WO", "former: burnout", "9: The name “burnout” is the page's title."),
    ("== Overview", "== Preview", "1: The section “Overview” is missing."),
    ("== Overview", "== Preview", "14: “Preview” is not a section of this format."),
    ("== Sources", "== Sauces", "1: The section “Sources” is missing."),
    ("== Phrases\ni am so tired", "== Phrases", "11: The section “Phrases” is empty."),
    ("== Treatment", "== Causes", "26: The section “Causes” stands twice."),
    ("- Work: Too much", "- Work too much", "22: A name, a colon and a sentence"),
    ("[grief]", "[greef]", "23: “greef” is no page of this folder or of the library."),
    ("[grief]", "[burnout]", "23: A page cannot lead to itself."),
    ("- therapy |", "- magic |", "27: “magic” is no kind of treatment."),
    ("- therapy | Talking: It", "- Talking. It", "27: “kind | Name: sentences” is expected"),
    ("help: urgent", "help: someday", "29: “someday” is no level of help."),
    ("988 if:", "988 when", "30: A help card begins with one line that ends in “if:”."),
    ("A: Often.", "", "34: This question has no answer"),
    ("Q: Will it pass?", "Will it pass?", "34: A line that begins with “Q: ” is expected"),
    ("- grief | can", "- greef | can", "41: “greef” is no page"),
    ("- grief | can", "- burnout | can", "41: A page cannot lead to itself."),
    ("| can result from |", "| knows |", "41: “knows” is no kind of relation."),
    ("| can result from ", "", "41: “Loss wears you out.” is no kind of relation."),
    ("Loss wears you out.", "x" * 301, "41: The sentence is longer than 300 characters (301)."),
    ("https://example.org/a", "example", "44: “example” is not a web address."),
    ("https://example.org/a", "javascript:alert(1)", "44: “javascript:alert(1)” is not a web"),
    ("2026-11-23", "2026-11-31", "44: “2026-11-31” is not a date"),
    (" | Other | https", " | https", "45: 3 to 4 parts"),
    (
        "== Prose: At night",
        "== Prose: At night\nA.\n\n== Prose: At night?",
        "40: “At night?” is too",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "mistake"), MISTAKES, ids=lambda value: value[:40])
def test_a_mistake_is_named_with_its_file_and_line(folder, right, wrong, mistake):
    text = PAGE.format(title="Burnout")
    assert right in text
    (folder / "burnout.txt").write_text(text.replace(right, wrong, 1))
    mistakes = refusal(folder)
    assert any(m.startswith(f"burnout.txt, line {mistake}") for m in mistakes), mistakes


def test_a_pair_named_from_both_sides_is_a_mistake_of_the_second(folder):
    related = "\n== Related\n- burnout | can lead to | It wears you out.\n"
    (folder / "grief.txt").write_text(SHORT.format(title="Grief") + related)
    assert refusal(folder) == [
        "grief.txt, line 12: These two pages are related already: burnout.txt, line 41."
    ]


def test_the_mistakes_of_all_files_are_named_at_once(folder):
    (folder / "burnout.txt").write_text("title: Burnout\n")
    (folder / "grief.txt").write_text("kind: symptom\n")
    files = {mistake.split(",")[0] for mistake in refusal(folder)}
    assert files == {"burnout.txt", "grief.txt"}


def test_a_file_that_is_not_utf_8_is_named_with_its_line(folder):
    (folder / "grief.txt").write_bytes(b"title: Grief\nsummary: Caf\xe9\n")
    assert "grief.txt, line 2: This is not UTF-8 text." in refusal(folder)


@pytest.mark.parametrize("name", ["two words", "grief!"])
def test_a_name_that_cannot_be_an_address_is_a_mistake(folder, name):
    (folder / f"{name}.txt").write_text(SHORT.format(title="Two"))
    assert refusal(folder) == [
        f"{name}.txt, line 1: The file's name “{name}” cannot be an address."
    ]


def test_a_folder_without_files_is_refused(tmp_path, library):
    with pytest.raises(CommandError, match="no .txt file"):
        load(tmp_path)


def test_without_a_home_page_it_says_what_to_run_first(folder):
    HomePage.objects.get().delete()
    with pytest.raises(CommandError, match="load_site"):
        load(folder)


def test_the_index_is_made_where_it_is_missing_and_kept_where_it_is(folder, library, client):
    library.introduction = "As an editor wrote it."
    library.save_revision().publish()
    load(folder)
    assert ConditionIndexPage.objects.get().introduction == "As an editor wrote it."
    library.delete()
    load(folder)
    index = ConditionIndexPage.objects.get()
    assert index.live_revision is not None
    assert len(index.things_to_bring.splitlines()) == 8
    assert client.get("/conditions/").status_code == 200


def test_update_fills_what_is_empty_in_the_index_and_nothing_else(folder, library):
    library.introduction, library.things_to_bring = "As an editor wrote it.", "A pen"
    library.save_revision().publish()
    load(folder)
    assert ConditionIndexPage.objects.get().questions_to_ask == ""
    assert "Index of conditions: filled questions_to_ask." in load(folder, update=True)
    index = ConditionIndexPage.objects.get()
    assert "When should I come back?" in index.questions_to_ask.splitlines()
    assert (index.introduction, index.things_to_bring) == ("As an editor wrote it.", "A pen")


def test_an_index_that_somebody_is_editing_is_left_alone(folder, library):
    library.title = "Not yet"
    library.save_revision()
    assert "Index" not in load(folder, update=True)
    assert not ConditionIndexPage.objects.get().questions_to_ask


def test_the_home_page_gets_its_first_featured_pages_once(home, debug):
    call_command("load_conditions", stdout=StringIO())
    featured = ["emotional-numbness", "depression", "ptsd", "burnout"]
    assert [page.slug for page in HomePage.objects.get().featured()] == featured
    home = HomePage.objects.get()
    home.featured_pages = []
    home.save_revision().publish()
    call_command("load_conditions", stdout=StringIO())
    assert HomePage.objects.get().featured() == []


def test_featured_pages_that_editors_chose_stay(home, folder, library, debug):
    home.featured_pages.create(page=library)
    home.save_revision().publish()
    load(folder)
    assert [page.pk for page in HomePage.objects.get().featured()] == [library.pk]
