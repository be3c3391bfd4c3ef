"""The search of the inbox: by reference, or exactly by name, phone or e-mail through keyed hashes.

It is a POST form, so that nothing personal lands in an address, and it decrypts nothing. The
hashes know whole values alone: a last name by itself, or a part of a number, finds nobody.
"""

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from phonenumber_field.phonenumber import to_python as parse_phone
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from appointments.audit_reading import note_search
from appointments.desk_columns import COLUMNS, RequestTable
from appointments.inbox_rows import rows_of
from appointments.models import BookingRequest
from appointments.models.requests import reference_of
from clinic_site.encryption import keyed_hashes

MOST_FOUND = 50


class SearchForm(forms.Form):
    """One box. What was typed comes back in the answer, which nobody keeps."""

    looked_for = forms.CharField(
        label=gettext_lazy("Find a request"),
        max_length=254,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=gettext_lazy(
            "A reference, or the whole phone number, e-mail, or first and last name."
        ),
    )


@dataclass(frozen=True)
class Search:
    """Where to look, and what to say where nothing is there."""

    condition: Q
    nothing: str
    is_reference: bool = False


def search_for(text):
    """The Search that a text means; None for no text."""
    text = " ".join(text.split())
    if not text:
        return None
    reference = reference_of(text)
    if reference:
        # Eight such letters may be a name too, since the alphabet has some of ours.
        return Search(
            Q(reference=reference) | by_name(text),
            _("No request has this reference. It may be deleted already: check the spelling."),
            is_reference=True,
        )
    if "@" in text:
        return Search(
            Q(email_hash__in=keyed_hashes("email", text)), _("No request has this e-mail address.")
        )
    if not any(sign.isalpha() for sign in text):
        phone = parse_phone(text)
        hashes = keyed_hashes("phone", phone.as_e164) if phone else []
        found = Q(phone_hash__in=hashes)
        return Search(found, _("No request has this number. Give it whole, with its area code."))
    return Search(
        by_name(text),
        _(
            "No request has exactly this first and last name. Names are kept sealed, so a last "
            "name alone or another spelling cannot be found. Try the phone number or the e-mail."
        ),
    )


def by_name(text):
    """A condition: the person gave this first and last name. "Last, First" is read as well."""
    last, comma, first = text.partition(",")
    name = f"{first} {last}" if comma else text
    return Q(name_hash__in=keyed_hashes("name", name))


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SearchView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What the search finds, as rows of the inbox, closed and held back ones too."""

    permission_required = "view"
    template_name = "appointments/admin/inbox_search.html"
    page_title = gettext_lazy("Search")
    header_icon = "search"
    index_url_name = None
    search_url_name = None

    def get(self, request):
        """Such as a reload: the search has no address of its own."""
        return redirect(self.index_url_name)

    def post(self, request):
        form = SearchForm(request.POST)
        text = form.cleaned_data["looked_for"] if form.is_valid() else ""
        search = search_for(text)
        keys = found_keys(search)
        if search:
            note_search(keys[:MOST_FOUND])
        if len(keys) == 1 and search.is_reference:
            return redirect("requests:inspect", keys[0])
        return self.render_to_response(self.get_context_data(form=form, search=search, keys=keys))

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Requests")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, *, form, search, keys, **kwargs):
        rows = rows_of(keys[:MOST_FOUND], timezone.now())
        return super().get_context_data(
            desk_search_form=form,
            desk_search_url=reverse(self.search_url_name),
            search=search,
            count=len(rows),
            has_more=len(keys) > MOST_FOUND,
            table=RequestTable(
                COLUMNS, rows, classname="listing desk-inbox", caption=_("Requests")
            ),
            **kwargs,
        )


def found_keys(search):
    """The keys of what is found, the newest first, and one more than is shown."""
    if search is None:
        return []
    found = BookingRequest.objects.filter(search.condition).order_by("-received_at", "-pk")
    return list(found.values_list("pk", flat=True)[: MOST_FOUND + 1])
