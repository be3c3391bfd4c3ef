"""Every message and page has a text, and the standard words keep the editors' rules."""

import re
from pathlib import Path

from django.conf import settings

from appointments.models import Language, PatientText
from appointments.text_rules import ClinicFacts, faults
from appointments.texts import MESSAGES, TEXTS, state_key
from appointments.transitions import REMINDERS, TRANSITIONS, State
from tests.appointments.texts.conftest import standard

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "appointments"


def test_every_kind_of_message_to_a_patient_has_a_text():
    by_moves = {move.message for move in TRANSITIONS.values() if move.message}
    assert {"received", "new_link", *REMINDERS, *by_moves} == set(MESSAGES)


def test_every_state_has_a_text_and_every_such_text_has_a_state():
    of_states = {key for key in TEXTS if key.startswith("state-")}
    assert {state_key(state) for state in State} == of_states


def test_every_page_of_the_journey_has_a_text():
    frames = {"message", "step"}
    pages = {path.stem for path in TEMPLATES.glob("*.html")} - frames
    pages |= {f"link-{path.stem}" for path in (TEMPLATES / "link").glob("*.html")}
    pages -= {"link-base", "link-ask", "link-hidden", "link-state"}
    others = {key for key in TEXTS if key.startswith("state-")} | {"joining_link", *MESSAGES}
    assert pages == set(TEXTS) - others


def test_keys_fit_into_their_column():
    longest = PatientText._meta.get_field("key").max_length
    assert max(len(key) for key in TEXTS) <= longest


def test_the_standard_words_keep_the_rules_in_every_language(db):
    facts = ClinicFacts()
    for key, text in TEXTS.items():
        for language in Language.values:
            heading, body = standard(text, language)
            assert list(faults(text, heading, body, facts)) == [], (key, language)


def test_the_standard_words_hold_the_same_placeholders_in_every_language():
    for key, text in TEXTS.items():
        found = {
            tuple(
                tuple(sorted(re.findall(r"\{\w+\}", words))) for words in standard(text, language)
            )
            for language in Language.values
        }
        assert len(found) == 1, key


def test_the_standard_words_are_translated():
    for key, text in TEXTS.items():
        (heading, body), (cabecera, cuerpo) = (standard(text, code) for code in ["en", "es"])
        assert heading != cabecera or text.heading is None, key
        assert body != cuerpo or not body, key
        assert not [part for part in text.fixed if str(part) in cuerpo]
