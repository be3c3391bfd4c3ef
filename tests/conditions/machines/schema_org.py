"""The part of schema.org, release 30.0, that the site uses, and a check of data against it.

A test compares these tables with the release's own where they are at hand.
"""

RELEASE = "30.0"

# Each type with its parents, all the way up.
TYPES = {
    "AdministrativeArea": {"Place"},
    "Audience": {"Intangible"},
    "BreadcrumbList": {"ItemList"},
    "CollectionPage": {"WebPage"},
    "ContactPoint": {"StructuredValue"},
    "CreativeWork": {"Thing"},
    "HealthTopicContent": {"WebContent"},
    "Intangible": {"Thing"},
    "ItemList": {"Intangible"},
    "LifestyleModification": {"MedicalEntity"},
    "ListItem": {"Intangible"},
    "LocalBusiness": {"Organization", "Place"},
    "MedicalAudience": {"Audience", "PeopleAudience"},
    "MedicalBusiness": {"LocalBusiness"},
    "MedicalCause": {"MedicalEntity"},
    "MedicalClinic": {"MedicalBusiness", "MedicalOrganization"},
    "MedicalCondition": {"MedicalEntity"},
    "MedicalEntity": {"Thing"},
    "MedicalOrganization": {"Organization"},
    "MedicalProcedure": {"MedicalEntity"},
    "MedicalSignOrSymptom": {"MedicalCondition"},
    "MedicalSymptom": {"MedicalSignOrSymptom"},
    "MedicalTherapy": {"TherapeuticProcedure"},
    "MedicalWebPage": {"WebPage"},
    "OpeningHoursSpecification": {"StructuredValue"},
    "Organization": {"Thing"},
    "PeopleAudience": {"Audience"},
    "Person": {"Thing"},
    "Place": {"Thing"},
    "PostalAddress": {"ContactPoint"},
    "State": {"AdministrativeArea"},
    "StructuredValue": {"Intangible"},
    "TherapeuticProcedure": {"MedicalProcedure"},
    "Thing": set(),
    "WebContent": {"CreativeWork"},
    "WebPage": {"CreativeWork"},
}

# Each property with the types that have it, and what it takes.
PROPERTIES = {
    "about": (
        "Certification CommunicateAction CreativeWork DefinedTerm DefinedTermSet Event",
        "Thing",
    ),
    "address": ("GeoCoordinates GeoShape Organization Person Place", "PostalAddress Text"),
    "addressCountry": ("DefinedRegion GeoCoordinates GeoShape PostalAddress", "Country Text"),
    "addressLocality": ("PostalAddress", "Text"),
    "addressRegion": ("DefinedRegion PostalAddress", "AdministrativeArea Text"),
    "alternateName": ("Thing", "Text"),
    "areaServed": (
        "ContactPoint DeliveryChargeSpecification Demand FinancialIncentive Offer Organization "
        "Service",
        "AdministrativeArea GeoShape Place Text",
    ),
    "breadcrumb": ("WebPage", "BreadcrumbList Text"),
    "cause": ("MedicalCondition", "MedicalCause"),
    "citation": ("CreativeWork", "CreativeWork Text"),
    "closes": ("OpeningHoursSpecification", "Time"),
    "dateModified": ("CreativeWork DataFeedItem", "Date DateTime"),
    "datePublished": ("Certification CreativeWork", "Date DateTime"),
    "dayOfWeek": ("EducationalOccupationalProgram OpeningHoursSpecification", "DayOfWeek"),
    "department": ("Organization", "Organization"),
    "description": ("Thing", "Text TextObject"),
    "hasHealthAspect": ("HealthTopicContent", "HealthAspectEnumeration"),
    "hasPart": ("CreativeWork", "CreativeWork"),
    "honorificSuffix": ("Person", "Text"),
    "inLanguage": (
        "BroadcastService CommunicateAction CreativeWork Event LinkRole PronounceableText "
        "WriteAction",
        "Language Text",
    ),
    "item": ("DataFeedItem ListItem", "Thing"),
    "itemListElement": ("ItemList", "ListItem Text Thing"),
    "lastReviewed": ("WebPage", "Date"),
    "medicalAudience": ("MedicalWebPage", "MedicalAudience MedicalAudienceType"),
    "medicalSpecialty": (
        "Hospital MedicalClinic MedicalOrganization Physician",
        "MedicalSpecialty",
    ),
    "name": ("Thing", "Text"),
    "opens": ("OpeningHoursSpecification", "Time"),
    "openingHoursSpecification": ("Place", "OpeningHoursSpecification"),
    "position": ("CreativeWork ListItem", "Integer Text"),
    "possibleTreatment": (
        "MedicalCondition MedicalSignOrSymptom",
        "Drug DrugClass LifestyleModification MedicalTherapy",
    ),
    "postalCode": ("DefinedRegion GeoCoordinates GeoShape PostalAddress", "Text"),
    "publisher": ("CreativeWork FinancialIncentive", "Organization Person"),
    "reviewedBy": ("WebPage", "Organization Person"),
    "signOrSymptom": ("MedicalCondition", "MedicalSignOrSymptom"),
    "specialty": ("WebPage", "Specialty"),
    "streetAddress": ("PostalAddress", "Text"),
    "suggestedMinAge": ("PeopleAudience", "Number"),
    "telephone": ("ContactPoint Organization Person Place", "Text"),
    "url": ("Thing", "URL"),
}

# The members of lists that stand as values, each with its list and what that is a kind of.
MEMBERS = {
    "Psychiatric": {"MedicalSpecialty", "Specialty"},
    **dict.fromkeys(
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        {"DayOfWeek"},
    ),
    **dict.fromkeys(
        [
            "CausesHealthAspect",
            "OverviewHealthAspect",
            "SeeDoctorHealthAspect",
            "SelfCareHealthAspect",
            "SymptomsHealthAspect",
            "TreatmentsHealthAspect",
        ],
        {"HealthAspectEnumeration"},
    ),
}

# Words that schema.org has not settled yet. The NHS uses them; they may still change.
PENDING = {"HealthTopicContent", "WebContent", "hasHealthAspect", "HealthAspectEnumeration"}


def with_parents(name):
    """A type and all that it is a kind of."""
    return {name}.union(*(with_parents(parent) for parent in TYPES[name]))


def problems(data):
    """What a page's data says against the tables: sentences, none where all is well."""
    assert data["@context"] == "https://schema.org"
    nodes = {
        node["@id"]: node for node in walk(data["@graph"]) if "@type" in node and "@id" in node
    }
    return [problem for node in data["@graph"] for problem in problems_of(node, nodes)]


def walk(value):
    """Every node of the data, however deep."""
    if isinstance(value, list):
        return [node for child in value for node in walk(child)]
    if isinstance(value, dict):
        return [value, *walk(list(value.values()))]
    return []


def problems_of(node, nodes):
    """What is wrong with one node and those in it."""
    kinds = with_parents(node["@type"])
    found = []
    for name, value in node.items():
        if name.startswith("@"):
            continue
        domains, ranges = (set(names.split()) for names in PROPERTIES[name])
        if not kinds & domains:
            found.append(f"{node['@type']} has no {name}")
        for each in value if isinstance(value, list) else [value]:
            if not forms(each, nodes) & ranges:
                found.append(f"{name} does not take {each}")
            if isinstance(each, dict) and "@type" in each:
                found += problems_of(each, nodes)
    return found


def forms(value, nodes):
    """What a value may be taken for."""
    if isinstance(value, dict):
        return with_parents(
            nodes[value["@id"]]["@type"] if "@type" not in value else value["@type"]
        )
    if isinstance(value, int):
        return {"Integer", "Number"}
    name = value.removeprefix("https://schema.org/")
    if name in MEMBERS:
        return MEMBERS[name]
    if value.startswith(("http://", "https://")):
        return {"URL", "Thing"}  # a thing by its address, as `item` of a breadcrumb
    return {"Text"} | written_form(value)


def written_form(value):
    """Date or Time, where a text is written as one (ISO 8601)."""
    shape = "".join("9" if sign.isdigit() else sign for sign in value)
    return {"9999-99-99": {"Date"}, "99:99": {"Time"}}.get(shape, set())
