"""The one table of who may ask for which address. What does not stand here must be refused.

A row says who may, and what: by GET, by POST, or by `both`. Names are those of addresses.py;
"NAMESPACE: a b c" stands for NAMESPACE:a, NAMESPACE:b and NAMESPACE:c. A row with `case` is about
the rows of that case alone.
"""

from dataclasses import dataclass, field

from tests.clinic_site.matrix.visitors import ANONYMOUS, PASSWORD_ONLY

EDITOR, REVIEWER, DESK, MANAGER = "editor", "reviewer", "front desk", "manager"
SUPERUSER = "superuser"
ROLES = [ANONYMOUS, PASSWORD_ONLY, EDITOR, REVIEWER, DESK, MANAGER, SUPERUSER]

EVERYBODY = {*ROLES}
STAFF = {EDITOR, REVIEWER, DESK, MANAGER, SUPERUSER}
EDITORS = {EDITOR, SUPERUSER}
PAGES = {EDITOR, REVIEWER, SUPERUSER}  # who keeps them
REQUESTS = {DESK, MANAGER, SUPERUSER}  # who answers them
MANAGERS = {MANAGER, SUPERUSER}
SERVER = {SUPERUSER}  # made on the server alone, for what no role needs
CLINICIAN = {REVIEWER}  # the matrix's reviewer is tied to a clinician; without that nobody signs


@dataclass(frozen=True)
class Row:
    who: set
    get: list = field(default_factory=list)
    post: list = field(default_factory=list)
    both: list = field(default_factory=list)
    case: str | None = None

    def names(self, method):
        """What the row allows by a method."""
        for entry in self.both + (self.get if method == "GET" else self.post):
            namespace, is_many, names = entry.partition(": ")
            yield from (f"{namespace}:{name}" for name in names.split()) if is_many else [entry]


def of_types(*names):
    """These addresses for each type of page."""
    types = ["homepage", "standardpage"], ["conditionindexpage", "conditionpage"]
    labels = [f"clinic_site.{name}" for name in types[0]] + [f"conditions.{n}" for n in types[1]]
    return [f"wagtailadmin_pages:{name} {label}" for name in names for label in labels]


def with_results(*lists):
    """Lists of a report, the part that is loaded anew as filters change, and their files."""
    parts = ["", "_results", " export", "_results export"]
    return [f"{name}{part}" for name in lists for part in parts]


def bulk(model, actions):
    return [f"wagtail_bulk_action {model} {action}" for action in actions.split()]


TABLE = [
    # What patients read, and their requests.
    Row(EVERYBODY, get=["sitemap", "robots", "security_txt", "healthz"]),
    Row(EVERYBODY, get=["conditions: search suggestions"], both=["conditions:changes"]),
    Row(EVERYBODY, get=["api:conditions: listing detail"]),
    Row(EVERYBODY, get=["wagtail_serve"], case="other"),
    Row(EVERYBODY, get=["wagtail_serve"], case="home"),
    Row(EVERYBODY, get=["media/<path:path>"], both=["appointments: request link"]),
    Row(EVERYBODY, both=["wagtailcore_authenticate_with_password"]),
    # The way in, and what its pages are made of.
    Row(EVERYBODY, get=["session_state"], both=["account_login", "staff_invitation"]),
    Row(EVERYBODY, get=["wagtailadmin_javascript_catalog"], both=["wagtailadmin_sprite"]),
    # A person's own account; who has shown the password alone adds a second factor.
    Row({PASSWORD_ONLY, *STAFF}, get=["mfa_index"]),
    Row({PASSWORD_ONLY, *STAFF}, both=["account_reauthenticate"]),
    Row({PASSWORD_ONLY, *STAFF}, both=["mfa_activate_totp", "mfa_add_webauthn"]),
    Row({PASSWORD_ONLY, *STAFF}, post=["account_logout"], both=["mfa_authenticate"]),
    Row(STAFF, get=["wagtailadmin_home", "wagtailadmin_dismissibles", "mfa_view_recovery_codes"]),
    Row(STAFF, post=["session_stay"], both=["staff_account", "mfa_generate_recovery_codes"]),
    Row(STAFF, both=["mfa_edit_webauthn", "second_factor_remove"], case="own"),
    # Pages: found, read and written.
    Row(PAGES, get=["wagtailadmin_explore_root", "wagtailadmin_explore"]),
    Row(PAGES, get=["wagtailadmin_explore_results", "wagtailadmin_api:pages: listing detail"]),
    Row(PAGES, get=["wagtailadmin_pages: search search_results usage history history_results"]),
    Row(PAGES, get=["wagtailadmin_pages: workflow_history workflow_history_detail"]),
    Row(PAGES, get=["wagtailadmin_pages: revisions_view revisions_compare"]),
    Row(PAGES, get=of_types("type_use", "type_use_results")),
    Row(PAGES, both=["wagtailadmin_pages: edit view_draft preview_on_edit delete set_privacy"]),
    Row(PAGES, both=["wagtailadmin_pages: revisions_index revisions_revert revisions_unschedule"]),
    Row(PAGES, both=["wagtailadmin_pages: move copy confirm_workflow_cancellation"]),
    Row(PAGES, both=["wagtailadmin_pages:unpublish"]),
    Row(PAGES, both=of_types("choose_parent") + bulk("wagtailcore.page", "delete move")),
    Row(PAGES, both=bulk("wagtailcore.page", "publish unpublish")),
    Row(PAGES, get=["wagtailadmin_choose_page", "wagtailadmin_choose_page_child"]),
    Row(PAGES, get=["wagtailadmin_choose_page_search", "wagtailadmin_choose_page_chosen_multiple"]),
    Row(PAGES, both=["wagtailadmin_choose_page_external_link"]),
    Row(PAGES, both=["wagtailadmin_choose_page_email_link", "wagtailadmin_choose_page_phone_link"]),
    Row(PAGES, both=["wagtailadmin_choose_page_anchor_link"]),
    Row(PAGES, post=["wagtailadmin_editing_sessions:ping wagtailcore.page"]),
    Row(PAGES, post=["wagtailadmin_editing_sessions:release"]),
    # Who may not add pages reaches these two and is refused what they ask for.
    Row(PAGES, get=["wagtailadmin_pages: move_confirm set_page_position"]),
    Row(EDITORS, post=["wagtailadmin_pages: move_confirm set_page_position"]),
    Row(EDITORS, both=["wagtailadmin_pages:add_subpage"]),
    Row(EDITORS, both=["wagtailadmin_pages:add clinic_site.standardpage"]),
    Row(EDITORS, both=["wagtailadmin_pages:add conditions.conditionpage"]),
    Row(EDITORS, both=of_types("preview_on_add")),
    Row(SERVER, post=["wagtailadmin_pages: lock unlock"]),
    # The library, and a clinician's sign-off.
    Row(PAGES, get=["library: index index_results", "conditions_sign_off"]),
    Row(EDITORS, both=["library:choose_parent"]),
    Row(CLINICIAN, post=["conditions_sign_off"], get=["wagtailadmin_pages:workflow_preview"]),
    Row(CLINICIAN, both=["wagtailadmin_pages:workflow_action approve"]),
    Row(CLINICIAN, both=["wagtailadmin_pages:workflow_action reject"]),
    Row(CLINICIAN, both=["wagtailadmin_pages:collect_workflow_action_data approve"]),
    Row(CLINICIAN, both=["wagtailadmin_pages:collect_workflow_action_data reject"]),
    # Reports.
    Row(PAGES, get=with_results("library_reviews", "missed_searches")),
    Row(PAGES, get=with_results("wagtailadmin_reports:workflow")),
    Row(PAGES, get=with_results("wagtailadmin_reports:workflow_tasks")),
    Row(PAGES, get=with_results("wagtailadmin_reports:aging_pages")),
    Row(PAGES, get=["wagtailadmin_reports: page_types_usage page_types_usage_results"]),
    Row(PAGES | MANAGERS, get=with_results("wagtailadmin_reports:site_history")),
    Row(SERVER, get=with_results("wagtailadmin_reports:locked_pages")),
    # Images, redirects, the words of the request form and of the messages.
    Row(EDITORS, get=["wagtailimages: index index_results image_usage"]),
    Row(EDITORS, both=["wagtailimages: add edit delete preview add_multiple"]),
    Row(EDITORS, post=["wagtailimages: edit_multiple delete_multiple"]),
    Row(EDITORS, post=["wagtailimages:create_multiple_from_uploaded_image"], case="own"),
    Row(EDITORS, post=["wagtailimages:delete_upload_multiple"], case="own"),
    Row(EDITORS, both=bulk("wagtailimages.image", "add_tags add_to_collection delete")),
    Row(EDITORS, get=["wagtailimages_chooser:chosen"], both=["wagtailimages_chooser:create"]),
    Row(EDITORS, both=["wagtailimages_chooser:select_format", "wagtailadmin_tag_autocomplete"]),
    Row(EDITORS, both=["wagtailadmin_tag_model_autocomplete taggit.tag"]),
    Row(PAGES, get=["wagtailimages_chooser: choose choose_results chosen_multiple"]),
    Row(EDITORS, get=["redirects", "redirects export"]),
    Row(EDITORS, get=["wagtailredirects:index_results", "wagtailredirects:index_results export"]),
    Row(EDITORS, both=["wagtailredirects: add edit delete"]),
    Row(EDITORS, get=["patient-texts:index"], both=["patient-texts: edit preview"]),
    Row(EDITORS, post=["patient-texts:standard"]),
    # Requests.
    Row(REQUESTS, get=["requests: index index_results inspect"]),
    Row(REQUESTS, both=["requests: enter book move attempt assign note contact_details link"]),
    Row(REQUESTS, both=["requests: search bulk quarantine"], post=["requests:printed"]),
    Row(REQUESTS, get=["requests: hold lift_hold"]),  # both lead to the request
    Row(MANAGERS, post=["requests: hold lift_hold"]),
    Row(REQUESTS, get=["visits:index", "request-figures:index"]),
    Row(REQUESTS, get=["time-off: index index_results", "closed-days: index index_results"]),
    Row(REQUESTS, both=["time-off: add edit delete", "closed-days: add edit delete"]),
    Row(MANAGERS, get=["request-figures:export", "request-figures:export_requests export"]),
    Row(MANAGERS, get=["request-deletion:index", "request-pauses: index index_results"]),
    Row(MANAGERS, both=["request-pauses: add edit delete"]),
    Row(MANAGERS, get=["request-access:index"], post=["request-access:settle"]),
    Row(MANAGERS, both=["request-access: request person"]),
    Row(MANAGERS, both=["request-access:request export", "request-access:person export"]),
    # The clinic and its staff.
    Row(MANAGERS | EDITORS, get=["locations: index index_results"]),
    Row(MANAGERS | EDITORS, get=["clinicians: index index_results"]),
    Row(MANAGERS, get=["locations: history history_results usage"]),
    Row(MANAGERS, get=["clinicians: history history_results usage"]),
    Row(MANAGERS, both=["locations: add edit delete", "clinicians: add edit delete"]),
    Row(MANAGERS, both=["wagtailsettings:edit clinic_site.clinicsettings"]),
    Row(MANAGERS, both=["wagtailsettings:edit appointments.requestsettings"]),
    Row(MANAGERS, get=["wagtailusers_users: index index_results"], both=["wagtailusers_users:add"]),
    Row(MANAGERS, get=["wagtailusers_users: history history_results"], case="other"),
    Row(MANAGERS, get=["wagtailusers_users: history history_results"], case="own"),
    Row(MANAGERS, both=["wagtailusers_users: edit disable enable reset"], case="other"),
    Row(MANAGERS, both=["wagtailusers_users: edit disable enable reset"], case="own"),
    Row(SERVER, get=["wagtailusers_users: history history_results"], case="a superuser"),
    Row(SERVER, both=["wagtailusers_users: edit disable enable reset"], case="a superuser"),
    # What no role needs.
    Row(SERVER, get=["wagtailadmin_collections:index"]),
    Row(SERVER, both=["wagtailadmin_collections: add edit delete set_privacy"]),
    Row(SERVER, get=["wagtailsites: index index_results history history_results usage"]),
    Row(SERVER, both=["wagtailsites: add edit delete copy"]),
    Row(SERVER, get=["wagtailadmin_workflows: index index_results usage usage_results"]),
    Row(SERVER, get=["wagtailadmin_workflows: task_index task_index_results"]),
    Row(SERVER, get=["wagtailadmin_workflows: task_chooser task_chooser_results"]),
    Row(SERVER, both=["wagtailadmin_workflows: add edit disable edit_task disable_task"]),
    Row(SERVER, both=["wagtailadmin_workflows: select_task_type task_chooser_create task_chosen"]),
    Row(SERVER, both=["wagtailadmin_workflows:add_task wagtailcore.groupapprovaltask"]),
    Row(SERVER, both=["wagtailadmin_workflows:add_task conditions.clinicalapprovaltask"]),
    Row(SERVER, post=["wagtailadmin_workflows: enable enable_task remove"]),
]

# Who may is sent home by these, as who may not is: they were done, or there was nothing to do.
LEADS_HOME = {
    "account_login": "who is signed in already",
    "mfa_authenticate": "who is signed in already",
    "account_logout": "out",
    "mfa_add_webauthn": "the matrix's passkeys are none that could be read",
    "second_factor_remove": "the only one stays",
    "mfa_generate_recovery_codes": "to one's own second factors",
    "locations:delete": "a place that is used stays",
    "wagtailadmin_workflows:disable_task": "to the page before",
}


def allowed(name, case, method):
    """Who may ask for an address."""
    rows = [row for row in TABLE if row.case in (None, case) and name in row.names(method)]
    return set().union(*(row.who for row in rows))
