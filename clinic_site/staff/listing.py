"""The list of staff: its cells and its filters."""

import django_filters
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef
from django.forms import CheckboxSelectMultiple
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect

from clinic_site import roles
from clinic_site.sign_in.second_factor import KINDS, Authenticator

MORE = "staff-more"  # left out on a phone, where it stands on the account's own page


def with_facts(users):
    """Accounts with what the list says of each, read at once."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=KINDS)
    related = users.select_related("clinician").prefetch_related("groups")
    return related.annotate(has_second_factor=Exists(factors))


def state(user):
    """Whether the person can sign in, in a word."""
    if not user.is_active:
        return _("Disabled")
    return _("Active") if user.has_usable_password() else _("Invited")


def roles_of(user):
    """The names of the account's groups; "None" where it has none."""
    names = sorted(group.name for group in user.groups.all())
    if user.is_superuser:
        names.insert(0, _("Superuser"))
    return ", ".join(names) or _("None")


def last_sign_in(user):
    """When the person last signed in, in Eastern Time."""
    if user.last_login is None:
        return _("Never")
    moment = user.last_login.astimezone(get_default_timezone())
    return date_format(moment, "M j, Y, g:i A") + " ET"


def second_factor(user):
    """Whether a second factor is set up. `user` is one of `with_facts`."""
    return _("Set up") if user.has_second_factor else _("None yet")


def clinician(user):
    """The clinician whom the account is tied to, or ""."""
    return getattr(user, "clinician", "")


def columns(get_url):
    """The list's columns. `get_url` gives the address of an account's page."""
    return [
        TitleColumn(
            "name",
            accessor=get_user_display_name,
            label=gettext_lazy("Name"),
            sort_key="name",
            get_url=get_url,
        ),
        Column("username", label=gettext_lazy("User name"), sort_key="username", classname=MORE),
        Column("roles", accessor=roles_of, label=gettext_lazy("Roles")),
        StatusTagColumn(
            "state",
            accessor=state,
            label=gettext_lazy("State"),
            primary=lambda user: user.is_active and user.has_usable_password(),
        ),
        Column(
            "second_factor",
            accessor=second_factor,
            label=gettext_lazy("Second factor"),
            classname=MORE,
        ),
        Column(
            "last_login",
            accessor=last_sign_in,
            label=gettext_lazy("Last sign-in"),
            sort_key="last_login",
            classname=MORE,
        ),
        Column("clinician", accessor=clinician, label=gettext_lazy("Clinician"), classname=MORE),
    ]


class StaffFilterSet(WagtailFilterSet):
    """Who is active, and who has which role."""

    is_active = django_filters.BooleanFilter(
        label=gettext_lazy("Active"), widget=BooleanRadioSelect
    )
    groups = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Role"),
        queryset=lambda request: Group.objects.filter(name__in=roles.PERMISSIONS),
        widget=CheckboxSelectMultiple,
    )

    class Meta:
        model = get_user_model()
        fields = ["is_active", "groups"]
