"""SECRET_KEY changes; who is in the middle of something goes on under SECRET_KEY_FALLBACKS."""

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client

from clinic_site.roles import FRONT_DESK
from clinic_site.sign_in import known_browser
from clinic_site.staff import invitations

FORM, STAFF = "/request/", "/admin/account/"
OLD, NEW = ("a secret of the tests, fifty characters or more, " + which for which in ["old", "new"])


@pytest.fixture
def change(settings):
    """A function that changes the secret, with the old one beside it or not."""
    settings.SECRET_KEY = OLD

    def change(remember):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD] if remember else []

    return change


@pytest.mark.parametrize("remembered", [True, False])
def test_who_is_signed_in_stays_so_while_the_old_secret_is_remembered(
    change, client, make_staff, remembered
):
    client.force_login(make_staff(FRONT_DESK))
    assert client.get(STAFF).status_code == 200
    change(remember=remembered)
    assert (client.get(STAFF).status_code == 200) is remembered
    change(remember=False)  # the old one has run out: the session was signed anew meanwhile
    assert (client.get(STAFF).status_code == 200) is remembered


def test_a_form_that_was_opened_before_is_sent_after(change, open_clinic):
    client = Client(enforce_csrf_checks=True)
    form = client.get(FORM).context
    change(remember=True)
    token = {"csrfmiddlewaretoken": str(form["csrf_token"])}
    assert client.post(FORM, {"step": "where", "go": "next", **token}).status_code == 200
    assert client.post(FORM, {"step": "where", "go": "next"}).status_code == 403


@pytest.mark.parametrize("remembered", [True, False])
def test_an_invitation_works_while_the_old_secret_is_remembered(change, make_staff, remembered):
    user = make_staff(FRONT_DESK)
    token = invitations.tokens.make_token(user)
    change(remember=remembered)
    assert invitations.tokens.check_token(user, token) is remembered


@pytest.mark.parametrize("remembered", [True, False])
def test_signed_cookies_are_read_while_the_old_secret_is_remembered(change, rf, remembered):
    """The mark of a known browser, and a sentence that waits for the next page."""
    request, messages = rf.get("/"), CookieStorage(rf.get("/"))
    known = known_browser.signing.dumps({"id": "a", "names": []}, salt=known_browser.SALT)
    sentence = messages._encode(["Saved."])
    change(remember=remembered)
    request.COOKIES[known_browser.cookie_name()] = known
    assert (known_browser.read(request) is not None) is remembered
    assert CookieStorage(request)._decode(sentence) == (["Saved."] if remembered else None)
