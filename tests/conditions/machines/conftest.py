"""Builders for what machines read."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from clinic_site.models import ClinicSettings, OpeningHours
from conditions.models import ChangeNote, ConditionName, Source
from tests.conftest import PHONE


def body_with(page):
    """Every kind of section; `page` is where links lead."""
    text = {"introduction": f'<p>See <a linktype="page" id="{page.pk}">this</a>.</p>'}
    item = {"name": "A thing", "text": "A few words.", "page": page}
    treatments = [
        {"kind": kind, "name": f"A {kind}", "text": "It may help."}
        for kind in ["medicine", "therapy", "lifestyle", "procedure"]
    ]
    card = {"level": "urgent", "action": "Call 988 if:", "entries": ["you cannot cope"]}
    values = {
        "overview": text,
        "how_it_feels": {**text, "entries": ["You feel flat."]},
        "differs": {"introduction": "", "entries": [item]},
        "causes": {"introduction": "", "entries": [item]},
        "treatment": {"introduction": "", "entries": treatments},
        "when_to_get_help": {"introduction": "", "cards": [card]},
        "evaluation": text,
        "self_care": {"introduction": "", "entries": [item]},
        "questions": {"introduction": "", "entries": [{"question": "Why?", "answer": "So."}]},
        "prose": {**text, "title": "At </script><!-- night & day"},
    }
    return list(values.items())


@pytest.fixture
def known_clinic(locations):
    """A clinic that has told all of its facts."""
    office = locations[0]
    office.street_address, office.city, office.postal_code = "1 Example Way", "Miami", "33133"
    office.phone = PHONE
    office.save()
    OpeningHours.objects.create(location=office, weekday=0, opens="09:00", closes="17:30")
    clinic = ClinicSettings.load()
    clinic.phone = PHONE
    clinic.save()
    return clinic


@pytest.fixture
def make_rich(make_condition, relate):
    """A function that makes a signed page with all that a page can have.

    It is related to a live page ("Grief", which it may include), and leads there.
    """

    def make(title="Burnout", **fields):
        grief = make_condition(f"{title} grief", kind="symptom", signed=True)
        page = make_condition(
            title,
            signed=True,
            body=body_with(grief),
            names=[ConditionName(name=f"{title} out", kind="former")],
            sources=[Source(publisher="NIMH", title="Stress", url="https://nimh.example/")],
            **fields,
        )
        relate(grief, page, "may-be-part-of", "Grief may be part of it.", "It may include grief.")
        ChangeNote.objects.create(page=page, kind="medical", note="A new treatment.")
        return page, grief

    return make


@pytest.fixture
def hidden(make_condition):
    """A draft, a private page, and one that was taken down; none of which machines may see."""
    draft, private, down = (
        make_condition(f"Hidden {number}", live=number != 0, signed=number != 0)
        for number in range(3)
    )
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    down.unpublish()
    for page in [draft, private, down]:
        newest = timezone.localdate() + timedelta(days=1)
        ChangeNote.objects.create(
            page=page, kind="medical", note="Hidden change", changed_on=newest
        )
    return [draft, private, down]
