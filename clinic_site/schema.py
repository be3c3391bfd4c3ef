"""Structured data about the clinic: schema.org's words (release 30), as JSON-LD. Pure functions.

Only what the page shows is said, so whatever the clinic has not told stays out here too.
"""

import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import mark_safe

ORG = "https://schema.org/"
# A member of schema.org's list of specialties.
PSYCHIATRIC = f"{ORG}Psychiatric"
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# Inside a script element these could end it, or begin a comment (HTML, 13.1.2.6).
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def script(*nodes):
    """The nodes as the script element of a page. Browsers take it for data and run nothing."""
    graph = {"@context": "https://schema.org", "@graph": [node for node in nodes if node]}
    text = json.dumps(graph, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(  # noqa: S308 - escaped on this line
        f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>'
    )


def filled(node):
    """The node without what is empty."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def clinic_id(base_url):
    """What other nodes call the clinic."""
    return f"{base_url}/#clinic"


def clinic_node(base_url, clinic, locations, *, with_hours=False):
    """The clinic and its offices. `with_hours`: whether the page shows when they are open."""
    offices = [location for location in locations if not location.is_virtual]
    return filled(
        {
            "@type": "MedicalOrganization",
            "@id": clinic_id(base_url),
            "name": settings.WAGTAIL_SITE_NAME,
            "url": f"{base_url}/",
            "medicalSpecialty": PSYCHIATRIC,
            "telephone": international(clinic.phone),
            # Virtual care is what reaches all of Florida.
            "areaServed": {"@type": "State", "name": "Florida"}
            if len(offices) < len(locations)
            else None,
            "department": [office_node(office, with_hours=with_hours) for office in offices],
        }
    )


def office_node(office, *, with_hours):
    """One office."""
    hours = office.opening_hours.all() if with_hours else []
    return filled(
        {
            "@type": "MedicalClinic",
            "name": f"{settings.WAGTAIL_SITE_NAME}, {office.name}",
            "description": office.description if with_hours else "",
            "medicalSpecialty": PSYCHIATRIC,
            "telephone": international(office.phone),
            "address": address_node(office) if office.street_address else None,
            "openingHoursSpecification": [hours_node(row) for row in hours],
        }
    )


def address_node(office):
    """An office's address. All offices are in Florida."""
    return filled(
        {
            "@type": "PostalAddress",
            "streetAddress": office.street_address,
            "addressLocality": office.city,
            "addressRegion": "FL",
            "postalCode": office.postal_code,
            "addressCountry": "US",
        }
    )


def hours_node(row):
    """Opening hours of one day, in Eastern Time, where the offices are."""
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"{ORG}{DAYS[row.weekday]}",
        "opens": row.opens.isoformat("minutes"),
        "closes": row.closes.isoformat("minutes"),
    }


def international(phone):
    """A phone number as it is dialled from anywhere."""
    return phone.as_international if phone else ""


def breadcrumb_node(crumbs):
    """The way to a page: pairs of a name and an address, the home page first."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(name), "item": url}
            for position, (name, url) in enumerate(crumbs, start=1)
        ],
    }


def home_node(page, base_url):
    """The front page."""
    return {
        "@type": "WebPage",
        "@id": f"{base_url}/",
        "url": f"{base_url}/",
        "name": page.heading,
        "description": page.introduction,
        "inLanguage": page.locale.language_code,
        "about": {"@id": clinic_id(base_url)},
    }
