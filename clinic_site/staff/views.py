"""The pages on which managers look after the staff's accounts.

Each asks for the permission before it looks for the account, and no manager's page finds a
superuser: there, such an account is one that does not exist.
"""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name, set_query_params
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from clinic_site import roles
from clinic_site.staff import acts, invitations, listing
from clinic_site.staff.forms import InvitationForm
from clinic_site.staff.rules import Refused, accounts_seen_by, why_not_disable, why_not_reset


class StaffMixin:
    """What the pages have in common."""

    header_icon = "group"

    def setup(self, request, *args, **kwargs):
        self.request = request
        if not request.user.has_perm("auth.change_user"):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        staff = {"url": reverse(self.index_url_name), "label": _("Staff")}
        return [*self.breadcrumbs_items, staff, *self.get_last_crumbs()]

    def get_last_crumbs(self):
        return [{"url": "", "label": self.get_page_subtitle()}]


class AccountMixin(StaffMixin):
    """A page about one account."""

    edit_url_name = None

    def get_last_crumbs(self):
        name = self.get_page_subtitle()
        account = {"url": reverse(self.edit_url_name, args=[self.object.pk]), "label": name}
        return [account, {"url": "", "label": self.get_page_title(), "sublabel": name}]

    def get_object(self, queryset=None):
        accounts = listing.with_facts(accounts_seen_by(self.request.user))
        return get_object_or_404(accounts, pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return get_user_display_name(self.object)


class StaffListView(StaffMixin, generic.IndexView):
    """Who works here, and what each may do."""

    page_title = gettext_lazy("Staff")
    add_item_label = gettext_lazy("Add staff")
    results_template_name = "clinic_site/staff/index_results.html"
    search_fields = ["username", "first_name", "last_name", "email"]
    verbose_name_plural = gettext_lazy("accounts")
    filterset_class = listing.StaffFilterSet

    @cached_property
    def columns(self):
        return listing.columns(self.get_edit_url)

    @cached_property
    def header_more_buttons(self):
        address = reverse("wagtailadmin_reports:site_history")
        of_accounts = {"object_type": ContentType.objects.get_for_model(self.model).pk}
        url = set_query_params(address, of_accounts)
        return [Button(_("History of all accounts"), url=url, icon_name="history")]

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": _("Staff")}]

    def get_base_queryset(self):
        return listing.with_facts(accounts_seen_by(self.request.user))

    def order_queryset(self, queryset):
        if self.ordering in {"name", "-name"}:
            sign = self.ordering.removesuffix("name")
            names = ["last_name", "first_name", "username"]
            return queryset.order_by(*[sign + name for name in names])
        return super().order_queryset(queryset)

    def get_list_buttons(self, instance):
        return []


class AddStaffView(StaffMixin, generic.CreateView):
    """A new account, which is invited at once."""

    page_title = gettext_lazy("Staff")
    page_subtitle = gettext_lazy("Add a member of staff")
    submit_button_label = gettext_lazy("Add and invite")
    submit_button_active_label = gettext_lazy("Inviting…")
    error_message = gettext_lazy("The account was not added. Look at what is marked.")

    def save_instance(self):
        acts.begin_change(self.request.user)
        user = self.form.save()
        log(user, "wagtail.create", content_changed=True)
        acts.give_roles(user, self.form.cleaned_data["groups"], by=self.request.user)
        return user

    def save_action(self):
        return invite(self, by_hand=self.form.by_hand)


class EditStaffView(AccountMixin, generic.EditView):
    """Name, address and roles of an account, and the ways to what else is done with it."""

    page_title = gettext_lazy("Staff")
    template_name = "clinic_site/staff/edit.html"
    success_message = gettext_lazy("The account was saved.")
    error_message = gettext_lazy("The account was not saved. Look at what is marked.")

    def get_last_crumbs(self):
        return [{"url": "", "label": self.get_page_subtitle()}]

    def get_form_kwargs(self):
        is_own = self.object == self.request.user
        return {**super().get_form_kwargs(), "for_own_account": is_own}

    def save_instance(self):
        by, old_address = self.request.user, self.form.initial["email"]
        acts.begin_change(by)
        user = self.form.save()
        log(user, "wagtail.edit", content_changed=self.form.has_changed())
        if "email" in self.form.changed_data:
            acts.note_new_address(user, old_address, by=by)
        if "groups" in self.form.cleaned_data:
            acts.give_roles(user, self.form.cleaned_data["groups"], by=by)
        return user

    def get_success_url(self):
        if "email" in self.form.changed_data and not self.object.has_usable_password():
            text = _(
                "The invitation went to the other address, and is dead now. Reset the sign-in."
            )
            messages.warning(self.request, text)
        return self.get_edit_url()

    def get_success_buttons(self):
        return []

    def get_context_data(self, **kwargs):
        user, by = self.object, self.request.user
        groups = [group.name for group in user.groups.all()]
        return super().get_context_data(
            facts=facts(user),
            other_groups=[name for name in groups if name not in roles.PERMISSIONS],
            is_own=user == by,
            may_disable=user.is_active and not why_not_disable(user, by),
            may_reset=not why_not_reset(user, by),
            **kwargs,
        )


class StaffHistoryView(AccountMixin, generic.HistoryView):
    """What was done to an account, when, and by whom."""


class ActView(AccountMixin, WagtailAdminTemplateMixin, FormView):
    """An act on an account: a page that says what it does, and a button that does it."""

    form_class = Form
    template_name = "clinic_site/staff/act.html"
    index_url_name = None
    is_serious = True
    why_not = staticmethod(lambda user, by: "")

    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_edit_url(self):
        return reverse(self.edit_url_name, args=[self.object.pk])

    def form_valid(self, form):
        try:
            return self.act(form)
        except Refused as refusal:
            messages.error(self.request, refusal)
        return redirect(self.get_edit_url())

    def done(self, sentence):
        """Back to the account, with what happened."""
        messages.success(self.request, sentence)
        return redirect(self.get_edit_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            object=self.object,
            edit_url=self.get_edit_url(),
            why_not=self.why_not(self.object, self.request.user),
            **kwargs,
        )


class DisableView(ActView):
    page_title = gettext_lazy("Disable account")
    header_icon = "lock"
    button = gettext_lazy("Disable")
    what_it_does = [
        gettext_lazy("The person is signed out at once, and cannot sign in until you enable it."),
        gettext_lazy("Open requests that they have count as unassigned in the inbox."),
        gettext_lazy("What they did stays in every history under their name."),
    ]
    why_not = staticmethod(why_not_disable)

    def act(self, form):
        acts.disable(self.object, by=self.request.user)
        return self.done(
            _("The account is disabled. Open requests of theirs count as unassigned now.")
        )


class EnableView(ActView):
    page_title = gettext_lazy("Enable account")
    header_icon = "lock-open"
    button = gettext_lazy("Enable")
    is_serious = False
    what_it_does = [
        gettext_lazy(
            "The person can sign in again, with the password and second factor of before."
        ),
        gettext_lazy("Were they away for long, or lost a device? Then reset the sign-in, too."),
    ]

    def act(self, form):
        acts.enable(self.object, by=self.request.user)
        return self.done(_("The account is enabled."))


class ResetView(ActView):
    page_title = gettext_lazy("Reset sign-in")
    header_icon = "rotate"
    button = gettext_lazy("Reset and invite")
    form_class = InvitationForm
    what_it_does = [
        gettext_lazy("The password, the second factor and recovery codes stop working at once."),
        gettext_lazy("The person is signed out everywhere. Earlier invitations are dead."),
        gettext_lazy("A new invitation lets them choose a password and a second factor."),
        gettext_lazy("Be sure who asks you for this: see them, or call a number that you know."),
    ]
    why_not = staticmethod(why_not_reset)

    def act(self, form):
        acts.reset(self.object, by=self.request.user)
        return invite(self, by_hand=form.by_hand)


def invite(view, *, by_hand):
    """Invite the person whose account a view has: by mail, or with a page that shows the link.

    The page is the answer itself, so that the link is kept nowhere and shown once.
    """
    user, request = view.object, view.request
    link = acts.invite(user, by=request.user, by_hand=by_hand)
    edit_url = reverse(view.edit_url_name, args=[user.pk])
    if not link:
        text = _("The invitation was sent. It works once, for %(days)s days.")
        messages.success(request, text % {"days": invitations.WORKS_FOR.days})
        return redirect(edit_url)
    context = {
        "page_title": _("Invitation"),
        "header_title": _("Invitation"),
        "header_icon": "key",
        "breadcrumbs_items": [
            *view.breadcrumbs_items,
            {"url": reverse(view.index_url_name), "label": _("Staff")},
            {"url": edit_url, "label": get_user_display_name(user)},
            {"url": "", "label": _("Invitation")},
        ],
        "link": link,
        "days": invitations.WORKS_FOR.days,
        "was_not_sent": not by_hand,
        "edit_url": edit_url,
    }
    return TemplateResponse(request, "clinic_site/staff/invitation_shown.html", context)


def facts(user):
    """What stands above the form: label and value. `user` is one of `listing.with_facts`."""
    return [
        (_("User name"), user.get_username()),
        (_("State"), listing.state(user)),
        (_("Second factor"), listing.second_factor(user)),
        (_("Last sign-in"), listing.last_sign_in(user)),
        (_("Clinician"), listing.clinician(user) or _("Tied to none")),
    ]
