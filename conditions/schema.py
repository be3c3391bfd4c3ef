"""Structured data about the library: schema.org's words (release 30), as JSON-LD.

Pure functions from a page and plain values. Only what the page shows is said, and only in the
range that schema.org gives to a property; a test holds that against the release's own tables.
"""

from django.utils import timezone

from clinic_site.schema import ORG, PSYCHIATRIC, breadcrumb_node, clinic_id, filled
from conditions.kinds import Kind
from conditions.section_items import TreatmentKind

# A life experience, such as grief, is no condition; schema.org has no narrower word for it.
TYPES = {
    Kind.CONDITION: "MedicalCondition",
    Kind.SYMPTOM: "MedicalSymptom",
    Kind.LIFE_EXPERIENCE: "Thing",
}
# `possibleTreatment` takes no procedure, and no medicine but by the drug's own name. Editors name
# ways of treating ("Antidepressants", "A change in your medicine"), and MedicalTherapy is the word
# for those: its definition counts care by medicine among them.
TREATMENT_TYPES = {
    TreatmentKind.MEDICINE: "MedicalTherapy",
    TreatmentKind.THERAPY: "MedicalTherapy",
    TreatmentKind.PROCEDURE: "MedicalTherapy",
    TreatmentKind.LIFESTYLE: "LifestyleModification",
}
# What a section is about, in words that are pending at schema.org but in use.
ASPECTS = {
    "overview": "OverviewHealthAspect",
    "how_it_feels": "SymptomsHealthAspect",
    "causes": "CausesHealthAspect",
    "treatment": "TreatmentsHealthAspect",
    "when_to_get_help": "SeeDoctorHealthAspect",
    "self_care": "SelfCareHealthAspect",
}


def condition_node(page, *, url, base_url, crumbs, sign_off, may_include, url_of):
    """A condition page.

    `crumbs` are pairs of a name and an address, `may_include` the relations of that kind, `url_of`
    the function from a page to its address. `sign_off` is None where the page was not reviewed.
    """
    return filled(
        {
            "@type": "MedicalWebPage",
            "@id": url,
            "url": url,
            "name": page.title,
            "description": page.summary,
            "inLanguage": page.locale.language_code,
            "datePublished": day(page.first_published_at),
            "dateModified": day(page.last_published_at),
            **review(sign_off),
            "specialty": PSYCHIATRIC,
            "medicalAudience": {"@type": "MedicalAudience", "suggestedMinAge": 18},
            "publisher": {"@id": clinic_id(base_url)},
            "breadcrumb": breadcrumb_node(crumbs),
            "about": about_node(page, url=url, may_include=may_include, url_of=url_of),
            "hasPart": [section_node(section, url) for section in page.body],
            "citation": [source_node(source) for source in page.sources.all()],
        }
    )


def index_node(page, *, url, crumbs):
    """The A to Z. Its pages are links, and not named a second time: there may be thousands."""
    return {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": page.title,
        "description": page.introduction,
        "inLanguage": page.locale.language_code,
        "breadcrumb": breadcrumb_node(crumbs),
    }


def day(moment):
    """The date of a moment by the clinic's calendar (ET), as the page shows it."""
    return timezone.localtime(moment).date().isoformat() if moment else None


def review(sign_off):
    """Who reviewed the page, and when: by its sign-off alone. schema.org has no next review."""
    if sign_off is None:
        return {}
    reviewer = sign_off.reviewer
    person = {"@type": "Person", "name": reviewer.name, "honorificSuffix": reviewer.credentials}
    return {"lastReviewed": day(sign_off.reviewed_at), "reviewedBy": person}


def about_node(page, *, url, may_include, url_of):
    """What the page is about."""
    node = {
        "@type": TYPES[page.kind],
        "@id": f"{url}#about",
        "name": page.title,
        "alternateName": [row.name for row in page.names.all()],
    }
    if page.kind != Kind.LIFE_EXPERIENCE:
        node["cause"] = [
            {"@type": "MedicalCause", "name": item["name"]} for item in entries(page, "causes")
        ]
        node["possibleTreatment"] = [treatment_node(item) for item in entries(page, "treatment")]
        node["signOrSymptom"] = [
            {"@type": "MedicalSymptom", "name": relation.page.title, "url": url_of(relation.page)}
            for relation in may_include
            if relation.page.kind == Kind.SYMPTOM
        ]
    return filled(node)


def entries(page, block_type):
    """The items of a page's section of one type; none where it has no such section."""
    sections = [section for section in page.body if section.block_type == block_type]
    return [item for section in sections for item in section.value["entries"]]


def treatment_node(item):
    """A treatment, with its sentences: a name alone may promise more than the page says."""
    return {
        "@type": TREATMENT_TYPES[item["kind"]],
        "name": item["name"],
        "description": item["text"],
    }


def section_node(section, url):
    """A section of the page."""
    address = f"{url}#{section.value.anchor}"
    aspect = ASPECTS.get(section.block_type)
    return filled(
        {
            "@type": "HealthTopicContent",
            "@id": address,
            "url": address,
            "name": str(section.value.heading),
            "hasHealthAspect": f"{ORG}{aspect}" if aspect else None,
        }
    )


def source_node(source):
    """A public source of the page."""
    return {
        "@type": "CreativeWork",
        "name": source.title,
        "url": source.url,
        "publisher": {"@type": "Organization", "name": source.publisher},
    }
