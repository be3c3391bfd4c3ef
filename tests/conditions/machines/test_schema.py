"""Structured data: true to schema.org, and to what the page shows."""

import csv
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.formats import date_format

from clinic_site.schema import script
from conditions.kinds import Kind
from conditions.models import ConditionPage, SignOff
from tests.conditions.machines import schema_org

RELEASE = Path(settings.BASE_DIR).parent / "shared" / "schema.org"
BASE = settings.BASE_URL


def data_of(client, url):
    """The structured data of an address, and its markup; no cache helps."""
    html = client.get(f"{url}?fresh").content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0]), html


def texts_of(value):
    """Every text in the data that is for people: neither an address nor schema.org's word."""
    if isinstance(value, dict):
        return [t for k, v in value.items() if k[0] != "@" for t in texts_of(v)]
    if isinstance(value, list):
        return [t for v in value for t in texts_of(v)]
    return [value] if isinstance(value, str) and not value.startswith("http") else []


# ------------------------------------------------------------ the table


@pytest.mark.skipif(not RELEASE.is_dir(), reason="schema.org's release is not at hand here")
def test_our_table_says_what_the_release_says():
    with (RELEASE / "types.csv").open() as file:
        types = {row["type"]: row for row in csv.DictReader(file)}
    with (RELEASE / "properties.csv").open() as file:
        properties = {row["property"]: row for row in csv.DictReader(file)}
    for name, parents in schema_org.TYPES.items():
        assert set(types[name]["subTypeOf"].split()) == parents, name
    for name, (domains, ranges) in schema_org.PROPERTIES.items():
        row = properties[name]
        assert set(row["domainIncludes"].split()) == set(domains.split()), name
        assert set(row["rangeIncludes"].split()) == set(ranges.split()), name
        assert not row["supersededBy"], name
    for name, lists in schema_org.MEMBERS.items():
        assert types[name]["enumerationtype"] in lists, name
    used = {**types, **properties}
    for name in [*schema_org.TYPES, *schema_org.PROPERTIES]:
        assert bool(used[name]["isPartOf"]) == (name in schema_org.PENDING), name


def test_the_check_finds_what_is_out_of_domain_and_out_of_range():
    treatment = {"@type": "MedicalProcedure", "name": "A procedure"}
    wrong = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "MedicalCondition", "possibleTreatment": [treatment]},
            {"@type": "Thing", "name": "Grief", "cause": {"@type": "MedicalCause"}},
            {"@type": "WebPage", "lastReviewed": "yesterday"},
        ],
    }
    found = " ".join(schema_org.problems(wrong))
    assert "possibleTreatment does not take" in found
    assert "Thing has no cause" in found
    assert "lastReviewed does not take yesterday" in found


# ------------------------------------------------------------ the pages


@pytest.mark.parametrize("kind", Kind)
def test_a_page_of_every_kind_is_true_to_schema_org(
    client, known_clinic, make_rich, make_condition, relate, kind
):
    page, grief = make_rich(kind=kind)
    relate(make_condition("A condition"), page, "may-be-part-of")  # and no symptom
    data, _html = data_of(client, page.url)
    assert schema_org.problems(data) == []
    web_page, clinic = data["@graph"]
    about = web_page["about"]
    assert (about["name"], about["alternateName"]) == ("Burnout", ["Burnout out"])
    if kind == Kind.LIFE_EXPERIENCE:
        assert about["@type"] == "Thing"
    else:
        assert about["@type"] == f"Medical{kind.capitalize()}"
        assert [item["@type"] for item in about["possibleTreatment"]] == [
            "MedicalTherapy",
            "MedicalTherapy",
            "LifestyleModification",
            "MedicalTherapy",
        ]
        assert about["signOrSymptom"] == [
            {"@type": "MedicalSymptom", "name": grief.title, "url": BASE + grief.url}
        ]
    assert web_page["medicalAudience"]["suggestedMinAge"] == 18
    assert [part["url"] for part in web_page["hasPart"]] == [
        f"{BASE}{page.url}#{section.value.anchor}" for section in page.body
    ]
    assert [item["item"] for item in web_page["breadcrumb"]["itemListElement"]] == [
        f"{BASE}/",
        f"{BASE}/conditions/",
        BASE + page.url,
    ]
    assert clinic["areaServed"]["name"] == "Florida"
    assert [office["name"] for office in clinic["department"]] == [
        "Elevate Psychiatry, Coconut Grove",
        "Elevate Psychiatry, Doral",
    ]


def test_the_data_say_nothing_that_the_page_does_not_show(client, known_clinic, make_rich, home):
    page, _grief = make_rich()
    for url in [page.url, home.url, "/conditions/"]:
        data, html = data_of(client, url)
        assert schema_org.problems(data) == []
        shown = re.sub(r"<script.*?</script>|<head>.*?</head>", "", html, flags=re.DOTALL)
        plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
        for text in texts_of(data["@graph"]):
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                text = date_format(date.fromisoformat(text), "DATE_FORMAT")
            elif re.fullmatch(r"\d\d:\d\d", text):
                text = {"09:00": "9:00 AM", "17:30": "5:30 PM"}[text]
            text = text.replace("+1 305-555-0123", "(305) 555-0123")
            for part in text.removeprefix("Elevate Psychiatry, ").split("\n"):
                escaped = part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                assert escaped in plain or text in {"en", "US"}, text


def test_what_the_clinic_has_not_told_is_not_in_the_data(client, make_condition, locations):
    data, _html = data_of(client, make_condition("Burnout", sources=[]).url)
    written = json.dumps(data)
    for name in ["telephone", "address", "openingHours", "description"]:
        assert name not in json.dumps(data["@graph"][1])
    for name in ["review", "cause", "possibleTreatment", "signOrSymptom", "citation"]:
        assert name not in written.lower()
    locations[2].delete()
    data, _html = data_of(client, ConditionPage.objects.get().url)
    assert "Florida" not in json.dumps(data)


def test_reviewed_is_what_the_sign_off_says(client, make_rich):
    page, _grief = make_rich()
    sign_off = page.sign_off()
    evening = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # 1 March in Miami
    SignOff.objects.filter(pk=sign_off.pk).update(signed_at=evening, reviewed_at=evening)
    web_page = data_of(client, page.url)[0]["@graph"][0]
    assert web_page["lastReviewed"] == "2026-03-01"
    assert web_page["reviewedBy"] == {
        "@type": "Person",
        "name": "Alex Example",
        "honorificSuffix": "MD",
    }
    sign_off.delete()
    assert "review" not in json.dumps(data_of(client, page.url)[0]).lower()


def test_what_editors_write_cannot_leave_the_script():
    markup = script({"name": "</script><!-- <b>& é"})
    assert markup.count("<") == 2 and "&" not in markup and "-->" not in markup
    content = re.search(r">(.*)</script>$", markup)[1]
    assert json.loads(content)["@graph"] == [{"name": "</script><!-- <b>& é"}]


def test_a_preview_has_no_data(make_rich):
    page, _grief = make_rich()
    request = RequestFactory().get("/")
    response = page.make_preview_request(request, page.default_preview_mode)
    assert b"ld+json" not in response.rendered_content.encode()
