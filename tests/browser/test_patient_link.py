"""The patient's own link, from the mail to the end, in Chromium."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from appointments import outbox
from appointments.models import BookingRequest
from appointments.move_needs import Visit
from appointments.moves import move
from appointments.submission import Answers, submit
from clinic_site.models import Clinician, Location
from tests.browser.conftest import SIZES, assert_accessible


@pytest.fixture
def mailed(site, settings, mailoutbox):
    """A function that sends what waits, and gives the link of the patient's last mail."""

    def mailed():
        outbox.send_due(timezone.now())
        bodies = [mail.body for mail in mailoutbox if mail.to == ["zoe@patient.example"]]
        address = next(word for word in bodies[-1].split() if "/request/link/" in word)
        return address.replace(settings.BASE_URL, site)

    return mailed


@pytest.fixture
def booking(site, request):
    """A request that somebody has sent, in English or in the language that a test names."""
    answers = Answers(
        location=Location.objects.get(slug="doral"),
        date_of_birth=date(1984, 2, 29),
        patient_type="new",
        first_name="Zoë",
        last_name="Sentinel",
        language=getattr(request, "param", "en"),
        preferred_times=(("mon", "morning"),),
        phone="+13055550177",
        email="zoe@patient.example",
        email_allowed=True,
    )
    return submit(answers, form_key="0" * 31 + "1", now=timezone.now())


def answer(page, name):
    """Reach a button with the keyboard alone, and press it."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text().strip() == name:
            break
    else:
        raise AssertionError(f"{name} is not reached by Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("has_script", [True, False])
def test_from_the_mail_to_the_end_by_keyboard_on_a_phone(
    browser, watched, mailed, booking, has_script
):
    size = SIZES["phone"] if has_script else {"width": 320, "height": 640}
    context = browser.new_context(viewport=size, java_script_enabled=has_script)
    page = watched(context.new_page())
    referrers = []
    page.on("request", lambda request: referrers.append(request.headers.get("referer", "")))

    page.goto(mailed())
    main, heading = page.locator("main"), page.get_by_role("heading", level=1)

    def looks_right(title):
        expect(heading).to_have_text(title)
        if has_script:  # axe is one
            assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    looks_right("Open your link")
    expect(main).not_to_contain_text(booking.reference)
    page.get_by_label("What year").focus()
    page.keyboard.type("1985")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("Error:")
    page.get_by_label("What year").fill("1984")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    looks_right("We have your request")
    expect(main).to_contain_text(booking.reference)

    answer(page, "Tell us a better time to call")
    answer(page, "Send")
    expect(main).to_contain_text("Choose a day, or “Any day”.")
    looks_right("When should we call?")
    page.get_by_label("Day", exact=True).first.select_option(label="Tuesday")
    page.get_by_label("Part of the day").first.select_option(label="Morning")
    answer(page, "Send")
    expect(main).to_contain_text("You asked us to call: Tuesday, Morning (ET)")
    looks_right("We have your request")

    book(booking)
    page.goto(mailed())
    page.get_by_label("What year").fill("1984")
    answer(page, "Open")
    looks_right("Your appointment is booked")
    with page.expect_download() as download:
        page.get_by_role("button", name="Get the file for your calendar").click()
    assert "BEGIN:VEVENT" in download.value.path().read_text()
    answer(page, "I can’t make it")
    page.get_by_role("radio", name="Yes, please contact me").check()
    answer(page, "Cancel this appointment")
    expect(page.get_by_role("alert")).to_be_focused()
    looks_right("We are looking for a time")

    answer(page, "Take back my request")
    looks_right("Take back your request?")
    answer(page, "Yes, take it back")
    looks_right("You took back your request")
    moves = list(BookingRequest.objects.get().events.values_list("move", flat=True))
    assert moves == ["submit", "better_time", "take", "book", "cant_come", "withdraw"]
    assert not [referrer for referrer in referrers if "/request/link/" in referrer]
    context.close()


@pytest.mark.parametrize("booking", ["es"], indirect=True)
def test_a_spanish_message_leads_to_spanish_pages_that_fit_a_phone(
    browser, watched, mailed, booking
):
    context = browser.new_context(viewport=SIZES["phone"], locale="en-US")
    page = watched(context.new_page())
    heading = page.get_by_role("heading", level=1)

    def looks_right(title):
        expect(heading).to_have_text(title)
        assert page.locator("html").get_attribute("lang") == "es"
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto(mailed())
    looks_right("Abra su enlace")
    page.get_by_label("¿En qué año nació?").fill("1984")
    answer(page, "Abrir")
    looks_right("Tenemos su solicitud")
    answer(page, "Decirnos cuándo llamarle")
    looks_right("¿Cuándo le llamamos?")
    page.get_by_label("Día", exact=True).first.select_option(label="Martes")
    page.get_by_label("Parte del día").first.select_option(label="Por la mañana")
    answer(page, "Enviar")
    expect(page.locator("main")).to_contain_text("Usted nos pidió llamar: Martes, Por la mañana")
    page.get_by_role("link", name="Pedir una cita").first.click()
    expect(heading).to_have_text("Ask for an appointment")  # until the Spanish site is live
    context.close()


def book(booking):
    """What staff do meanwhile."""
    booking = BookingRequest.objects.get(pk=booking.pk)
    now = timezone.now()
    move(booking, "take", by=None, now=now, version=booking.version)
    visit = Visit(
        now + timedelta(days=7),
        50,
        Clinician.objects.first(),
        booking.location,
        entered_elsewhere=True,
    )
    move(booking, "book", by=None, now=now, version=booking.version, visit=visit)
