"""Every address that the URL conf knows, written out with the keys of real and missing rows.

An address is named as `reverse` names it, by its route where it has no name. Where a word in the
address decides what it does, each such word makes a name of its own, such as
"wagtailsettings:edit clinic_site.clinicsettings"; so does the spreadsheet of a list, such as
"library_reviews export".
"""

from dataclasses import dataclass
from itertools import product

from django.urls import URLResolver, get_resolver
from django.utils import translation
from django.utils.regex_helper import normalize
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Page, get_page_models

from appointments.desk_offers import TAKE_OVER
from appointments.patient_link import SENT_ANEW

# The kind of row that an argument names. What stands before it narrows that down: the name of an
# address, a model that the address names, or a namespace.
KINDS = {
    "page_id": "page",
    "parent_page_id": "page",
    "page_to_move_id": "page",
    "page_pk": "page",
    "destination_id": "library",
    "wagtailadmin_pages:add_subpage parent_page_id": "home",
    "wagtailadmin_pages:unpublish page_id": "live page",
    "conditions.conditionpage parent_page_id": "library",
    "conditions.conditionindexpage parent_page_id": "home",
    "clinic_site.standardpage parent_page_id": "home",
    "clinic_site.homepage parent_page_id": "home",
    "appointments.bookingrequest parent_page_id": "home",
    "revision_id": "revision",
    "task_state_id": "task state",
    "workflow_state_id": "workflow state",
    "workflow_pk": "workflow",
    "task_id": "task",
    "collection_id": "collection",
    "redirect_id": "redirect",
    "image_id": "image",
    "uploaded_file_id": "upload",
    "session_id": "session",
    "wagtailcore.page object_id": "page",
    "appointments.bookingrequest object_id": "request",
    "page_view_restriction_id": "restriction",
    "wagtailcore_authenticate_with_password page_id": "restricted page",
    "wagtailadmin_api:pages pk": "page",
    "wagtailadmin_api:images pk": "image",
    "wagtailadmin_collections pk": "collection",
    "wagtailadmin_workflows pk": "workflow",
    "wagtailadmin_workflows:edit_task pk": "task",
    "wagtailadmin_workflows:disable_task pk": "task",
    "wagtailadmin_workflows:enable_task pk": "task",
    "wagtailadmin_pages:revisions_compare _0": "page",
    "wagtailadmin_pages:revisions_compare _1": "revision",
    "wagtailsettings pk": "settings",
    "wagtailimages_chooser pk": "image",
    "wagtailusers_users pk": "user",
    "wagtailusers_groups pk": "group",
    "wagtailsites pk": "site",
    "locations pk": "location",
    "clinicians pk": "clinician",
    "requests pk": "request",
    "time-off pk": "time off",
    "closed-days pk": "closed days",
    "request-pauses pk": "pause",
    "patient-texts key": "text",
    "api:conditions pk": "condition",
    "media/<path:path> path": "picture",
    "appointments:link token": "token",
    "wagtail_serve _0": "address",
    "uidb64": "uid",
    "staff_invitation token": "invitation",
    "wagtailadmin_password_reset_confirm token": "invitation",
    "request-access pk": "alarm",
    "mfa_edit_webauthn pk": "passkey",
    "second_factor_remove pk": "passkey",
    # Bulk actions name their rows behind a question mark.
    "wagtailcore.page id": "page",
    "wagtailimages.image id": "image",
    "auth.user id": "user",
    "appointments.bookingrequest id": "request",
}
REQUEST = "appointments.bookingrequest"  # asked for wherever an address names a model
# The models that an address is for.
MODELS = {
    "wagtailadmin_pages": [m._meta.label_lower for m in get_page_models() if m is not Page],
    "wagtailadmin_tag_model_autocomplete": ["taggit.tag"],
    "wagtailadmin_workflows": ["wagtailcore.groupapprovaltask", "conditions.clinicalapprovaltask"],
    "wagtailadmin_editing_sessions": ["wagtailcore.page"],
    "wagtailsettings": [m._meta.label_lower for m in settings_registry],
}
# Other words of addresses, that decide what is done…
VERBS = {"wagtailadmin_pages action_name": ["approve", "reject"]}
# …or whose rights are the same for all.
ALIKE = {
    "wagtailadmin_api:pages:action action_name": ["delete"],
    "requests:move name": ["withdraw"],
    "requests:assign name": [TAKE_OVER],
    "requests:link name": [SENT_ANEW],
    "patient-texts language": ["en"],
    "wagtailimages filter_spec": ["width-100"],
    "wagtailadmin_pages:revisions_compare _2": ["latest"],
}
# What no argument fills.
SPELLED = {
    "admin/^.*/$": "admin/no-such-address/",
    "request-figures:export": "admin/request-figures/export/?export=csv",
}


@dataclass(frozen=True)
class Route:
    """A pattern of the URL conf with all that stands before it."""

    name: str
    path: str  # with %(name)s for each argument
    arguments: tuple
    has_export: bool


@dataclass(frozen=True)
class Address:
    """An address in full: its name, whose row it names ("" where it names none), its path."""

    name: str
    case: str
    path: str


def routes():
    """All routes of the URL conf in both languages, but for those that one before them hides."""
    found = [*walk()]
    with translation.override("es"):  # whose pages send on to the English ones until they are live
        found += [route for route in walk() if route.name != "wagtail_serve"]
    return {route.path: route for route in reversed(found)}.values()


def walk(patterns=None, before=(), namespaces=()):
    """All routes, in the order in which they are tried."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        steps = [*before, pattern.pattern]
        if isinstance(pattern, URLResolver):
            within = [*namespaces, pattern.namespace] if pattern.namespace else namespaces
            yield from walk(pattern.url_patterns, steps, within)
        else:
            yield route_of(pattern, steps, namespaces)


def route_of(pattern, steps, namespaces):
    """The route that ends with a pattern."""
    whole = "".join(step.regex.pattern.lstrip("^") for step in steps)
    path, arguments = max(normalize(whole), key=lambda way: len(way[1]))
    name = ":".join([*namespaces, pattern.name or "".join(str(step) for step in steps)])
    view = getattr(pattern.callback, "view_class", type(None))
    has_export = issubclass(view, SpreadsheetExportMixin) and bool(view.list_export)
    return Route(name, SPELLED.get(name, path), tuple(arguments), has_export)


def look_up(table, route, argument, model=""):
    """What a table says of an argument: under the narrowest name that it knows, else None."""
    names = route.name.split(":")
    scopes = [route.name, model, *(":".join(names[:n]) for n in range(len(names) - 1, 0, -1)), ""]
    return next((table[key] for s in scopes if (key := f"{s} {argument}".strip()) in table), None)


def addresses(rows, role):
    """All addresses, for somebody in a role. Raises LookupError where an argument is unknown."""
    for route in routes():
        for name, model, words in wordings(route):
            yield from in_full(route, name, model, words, rows, role)


def wordings(route):
    """What a route can be asked for: a name, the model that it names, and its words."""
    if route.name == "wagtail_bulk_action":
        return [bulk_wording(route, *which) for which in [*bulk_actions(), (REQUEST, "delete")]]
    of_model = [a for a in route.arguments if a.endswith(("app_label", "app_name", "model_name"))]
    models = [*look_up(MODELS, route, ""), REQUEST] if of_model else [""]
    found = [
        (
            f"{route.name} {model}".strip(),
            model,
            dict(zip(of_model, model.split("."), strict=False)),
        )
        for model in models
    ]
    for argument in route.arguments:
        if verbs := look_up(VERBS, route, argument):
            found = [
                (f"{name} {verb}", model, words | {argument: verb})
                for (name, model, words), verb in product(found, verbs)
            ]
        elif alike := look_up(ALIKE, route, argument):
            found = [
                (name, model, words | {argument: word})
                for (name, model, words), word in product(found, alike)
            ]
    return found


def bulk_actions():
    """The models and verbs of all bulk actions."""
    bulk_action_registry._scan_for_bulk_actions()
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            yield from ((f"{app}.{model}", action) for action in actions)


def bulk_wording(route, model, action):
    app_label, model_name = model.split(".")
    words = {"app_label": app_label, "model_name": model_name, "action": action}
    return f"{route.name} {model} {action}", model, words


def in_full(route, name, model, words, rows, role):
    """The addresses of a wording: one for each case of the rows that it names."""
    is_bulk = route.name == "wagtail_bulk_action"
    open_arguments = [a for a in route.arguments if a not in words] + ["id"] * is_bulk
    values = {a: values_of(route, a, model, rows, role) for a in open_arguments}
    path = "/" + route.path + "?id=%(id)s" * is_bulk
    for case in cases_of(values.values()):
        chosen = {a: of_kind.get(case, of_kind["other"]) for a, of_kind in values.items()}
        yield Address(name, case, path % {**words, **chosen})
    if route.has_export:
        yield Address(f"{name} export", "", f"{path}?export=csv")


def cases_of(values):
    """Whose rows all arguments of an address can name. What is nobody's goes with each of them."""
    if not values:
        return [""]
    cases = max(values, key=len)
    alone = {"other", "missing"}
    return [case for case in cases if all(case in v for v in values if set(v) != alone)]


def values_of(route, argument, model, rows, role):
    kind = look_up(KINDS, route, argument, model)
    if kind is None:
        raise LookupError(
            f"{route.name} has an argument “{argument}” that no row fills: say in "
            "tests/clinic_site/matrix/addresses.py what it names."
        )
    return rows.values(kind, role)
