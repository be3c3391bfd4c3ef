"""A page that moved is found, a page that is taken down says where to go, a draft stays unknown."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from clinic_site import roles
from clinic_site.models import ClinicSettings, StandardPage
from conditions.models import ConditionIndexPage, ConditionPage
from conditions.templatetags.pages_like import words_of
from tests.conftest import PHONE
from tests.signing import go_live

pytestmark = pytest.mark.django_db


def publish(page, revision):
    """Publish a page of the library as a demo does, any other as Wagtail does."""
    go_live(page, revision) if isinstance(page, ConditionPage) else revision.publish()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A function around a change: what waits for its commit runs, as on a site."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def rename(committed):
    """A function that gives a page another slug, published or, of a draft, saved."""

    def change(page, slug):
        page = page.__class__.objects.get(pk=page.pk)
        page.slug = slug
        with committed():
            publish(page, page.save_revision()) if page.live else page.save()

    return change


@pytest.fixture
def take_down(committed):
    def unpublish(page):
        with committed():
            page.__class__.objects.get(pk=page.pk).unpublish()

    return unpublish


def sent_to(client, address):
    response = client.get(address)
    assert response.status_code == 301, f"{address}: {response.status_code}"
    return response.headers["Location"]


def main(response):
    html = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(strip_tags(html).split())


# ------------------------------------------------------------ moved


def test_an_old_address_leads_to_the_new_one_and_its_view_for_paper_too(
    client, make_condition, rename
):
    numbness = make_condition("Numbness")
    rename(numbness, "feeling-numb")
    rename(numbness, "numb")
    for old in ["numbness", "feeling-numb"]:
        assert sent_to(client, f"/conditions/{old}/") == "/conditions/numb/"
        assert sent_to(client, f"/conditions/{old}/?from=a-leaflet") == "/conditions/numb/"
        assert sent_to(client, f"/conditions/{old}/print/") == "/conditions/numb/print/"
    assert client.get("/conditions/numb/").status_code == 200
    assert client.get("/conditions/numbness/").headers["Cache-Control"] == "no-cache"


def test_back_to_the_first_name_and_nothing_goes_in_circles(
    client, make_condition, rename, take_down
):
    numbness = make_condition("Numbness")
    rename(numbness, "numb")
    rename(numbness, "numbness")
    assert client.get("/conditions/numbness/").status_code == 200
    assert sent_to(client, "/conditions/numb/") == "/conditions/numbness/"
    take_down(numbness)
    assert client.get("/conditions/numbness/").status_code == 410
    assert client.get("/conditions/numb/").status_code == 410
    Redirect.add_redirect("/conditions/round/", "/conditions/round/")
    assert client.get("/conditions/round/").status_code == 404


def test_when_the_library_moves_its_pages_kinds_and_views_move_with_it(
    client, library, make_condition, rename
):
    make_condition("Numbness", kind="symptom")
    rename(library, "library")
    for rest in ["", "numbness/", "numbness/print/", "kind/symptom/", "print/"]:
        assert sent_to(client, f"/conditions/{rest}") == f"/library/{rest}"
        assert client.get(f"/library/{rest}").status_code == 200


def test_a_page_that_moves_to_another_library_is_found(
    client, home, library, make_condition, committed
):
    numbness = make_condition("Numbness")
    other = ConditionIndexPage(title="Other", introduction="I.", disclaimer="D.", invitation="I.")
    home.add_child(instance=other)
    with committed():
        numbness.move(other, pos="last-child")
    assert sent_to(client, "/conditions/numbness/") == "/other/numbness/"
    assert sent_to(client, "/conditions/numbness/print/") == "/other/numbness/print/"


def test_a_slug_that_another_page_takes_later_is_that_pages(
    client, make_condition, rename, take_down
):
    first = make_condition("Blues")
    rename(first, "winter-blues")
    assert sent_to(client, "/conditions/blues/") == "/conditions/winter-blues/"
    draft = make_condition("Blues again", slug="blues", live=False)
    assert sent_to(client, "/conditions/blues/") == "/conditions/winter-blues/"
    publish(draft, draft.get_latest_revision())
    assert "Blues again" in client.get("/conditions/blues/").content.decode()
    take_down(draft)  # its readers did not ask for the first page
    assert client.get("/conditions/blues/").status_code == 410
    Redirect.objects.filter(old_path="/conditions/blues").delete()
    Redirect.add_redirect("/conditions/blues/", first)  # unless an editor sends them there
    assert sent_to(client, "/conditions/blues/") == "/conditions/winter-blues/"


def test_no_redirect_tells_the_address_of_a_draft(client, make_condition, rename, take_down):
    secret = make_condition("Secret", live=False)
    rename(secret, "new-secret")
    assert client.get("/conditions/secret/").status_code == 404
    page = make_condition("Grief")
    rename(page, "mourning")
    take_down(page)
    rename(page, "what-we-plan")
    for old in ["grief", "mourning"]:
        response = client.get(f"/conditions/{old}/")
        assert response.status_code == 410
        assert "what-we-plan" not in response.content.decode()


# ------------------------------------------------------------ taken down


def test_a_page_taken_down_leads_to_what_it_was_related_to(
    client, make_condition, relate, take_down
):
    clinic = ClinicSettings.load()
    clinic.phone = PHONE
    clinic.save()
    page, burnout, grief = (make_condition(title) for title in ["Numbness", "Burnout", "Grief"])
    gone, private = make_condition("Gone"), make_condition("Private")
    for target in [burnout, gone, private]:
        relate(page, target, sentence="It follows.")
    relate(grief, page)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    take_down(gone)
    take_down(page)
    for address in [page.url, f"{page.url}print/", page.url.rstrip("/")]:
        response = client.get(address)
        assert response.status_code == 410
        assert response.headers["Cache-Control"] == "no-store"
    html = response.content.decode()
    for way in [burnout.url, grief.url, "/conditions/", "/request/", "tel:+1-305-555-0123"]:
        assert f'href="{way}"' in html
    words = main(response)
    assert "We have taken it down." in words
    for absent in ["Gone", "Private", "Numbness", "It follows."]:
        assert absent not in words
    assert '<meta name="robots" content="noindex">' in html


def test_an_expired_page_and_any_other_page_of_the_site_say_so_too(client, home, library):
    fees = home.add_child(
        instance=StandardPage(title="Fees", slug="fees", summary="S.", body="<p>Text.</p>")
    )
    fees.save_revision().publish()
    assert client.get("/fees/?fresh").status_code == 200
    Page.objects.get(pk=fees.pk).specific.unpublish(set_expired=True)
    response = client.get("/fees/")
    assert response.status_code == 410
    assert 'href="/conditions/"' in response.content.decode()


def test_a_draft_that_was_never_live_stays_unknown(client, make_condition):
    draft = make_condition("Draft", live=False)
    assert client.get("/conditions/draft/").status_code == 404
    scheduled = make_condition("Scheduled", live=False)
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    publish(scheduled, scheduled.save_revision())
    assert client.get("/conditions/scheduled/").status_code == 404
    response = client.get(f"/conditions/{draft.slug}/print/")
    assert (response.status_code, "Draft" in main(response)) == (404, False)


def test_a_page_that_was_for_some_only_stays_unknown(client, make_condition, take_down):
    page = make_condition("Private")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    take_down(page)
    assert client.get("/conditions/private/").status_code == 404


def test_once_taken_down_no_copy_of_it_comes_back(client, make_condition, committed):
    page = make_condition("Numbness")
    addresses = [page.url, f"{page.url}print/"]
    with committed():
        page.save()
    for address in addresses:
        assert client.get(address).status_code == 200
        assert caches["last_good_pages"].get(f"http://testserver{address}")
    with committed():
        page.unpublish()
    for address in addresses:
        assert client.get(address).status_code == 410
        assert caches["last_good_pages"].get(f"http://testserver{address}") is None
    with committed():
        publish(page, page.save_revision())
    assert client.get(page.url).status_code == 200


def test_an_old_name_is_not_kept_for_the_time_without_a_database(client, make_condition, rename):
    page = make_condition("Numbness")
    client.get(page.url)
    rename(page, "numb")
    assert caches["last_good_pages"].get(f"http://testserver{page.url}") is None


# ------------------------------------------------------------ deleted, or never there


def test_a_deleted_page_is_not_found_and_its_address_is_searched_for(
    client, make_condition, committed
):
    make_condition("Numbness")
    page = make_condition("Emotional numbness")
    with committed():
        page.delete()
    response = client.get("/conditions/emotional-numbness/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Did you look for one of these?" in html
    for way in ["/conditions/numbness/", "/conditions/", "/request/"]:
        assert f'href="{way}"' in html


def test_an_address_that_says_nothing_brings_no_suggestion(client, library):
    for address in ["/wp-login.php", "/%3Cscript%3E/", "/conditions/qqxxzz/"]:
        response = client.get(address)
        assert response.status_code == 404
        assert "Did you look" not in main(response)


def test_the_words_of_an_address_are_those_of_its_last_step():
    assert words_of("/conditions/emotinal-numbnes/") == "emotinal numbnes"
    assert words_of("/conditions/panic/print/") == "panic"
    assert [words_of(path) for path in ["/", "/x.php", "/a--b/", "/<b>/"]] == [""] * 4


def test_the_admin_keeps_its_own_404(client, admin_user):
    client.force_login(admin_user)
    assert client.get("/admin/nothing/").status_code == 404


def test_an_editor_says_where_a_deleted_pages_address_leads(client, make_condition, make_staff):
    numbness = make_condition("Numbness")
    client.force_login(make_staff(roles.EDITOR))
    fields = {"old_path": "/conditions/emptiness/", "site": "", "is_permanent": "on"}
    fields |= {"redirect_page": numbness.pk, "redirect_link": ""}
    assert client.post(reverse("wagtailredirects:add"), fields).status_code == 302
    client.logout()
    assert sent_to(client, "/conditions/emptiness/") == numbness.url
