"""A print in Chromium is recorded, with every request on the page."""

from playwright.sync_api import expect

from appointments.models import AccessRecord
from clinic_site import roles
from tests.browser.test_inbox import desktop, make  # noqa: F401 - a fixture


def printed():
    rows = AccessRecord.objects.filter(action=AccessRecord.Action.PRINT)
    return sorted(rows.values_list("reference", flat=True))


def test_who_prints_a_list_and_a_request_is_recorded(desktop, sign_in):  # noqa: F811
    both = [make(1), make(2, phone="+13055550101")]
    sign_in(desktop, roles.FRONT_DESK)
    for path in ["/admin/requests/", f"/admin/requests/inspect/{both[0].pk}/"]:
        before = printed()
        desktop.goto(desktop.url.split("/admin/")[0] + path)
        expect(desktop.locator("[data-printed]")).to_have_count(1)
        with desktop.expect_response("**/admin/requests/printed/") as answer:
            desktop.pdf()
        assert answer.value.status == 204
        assert printed() == sorted([*before, *(request.reference for request in both)])
