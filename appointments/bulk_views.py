"""The pages of what is done with many requests at once. What closes requests asks once more."""

from django import forms
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from appointments.assignment import desk_members
from appointments.bulk import ASSIGN, CLOSING, DUPLICATE, SPAM, act_on, chosen_of
from appointments.desk_columns import name_of
from appointments.inbox_groups import GROUPS
from appointments.models import BookingRequest
from appointments.move_forms import ReferenceField

NOBODY = "nobody"
TITLES = {
    ASSIGN: gettext_lazy("Assign"),
    SPAM: gettext_lazy("Close as spam"),
    DUPLICATE: gettext_lazy("Close as duplicates"),
}


class AssignForm(forms.Form):
    """To whom. One's own name comes first."""

    to = forms.ChoiceField(
        label=gettext_lazy("To"),
        error_messages={"required": gettext_lazy("Choose to whom.")},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in desk_members()}
        others = [(key, name_of(member)) for key, member in self.members.items()]
        others = [choice for choice in others if choice[0] != str(user.pk)]
        me = [(str(user.pk), _("Me"))] if str(user.pk) in self.members else []
        nobody = (NOBODY, _("Nobody: give back"))
        self.fields["to"].choices = [("", _("Choose to whom")), *me, *others, nobody]

    def details(self):
        """What `appointments.bulk.act_on` takes."""
        return {"to": self.members.get(self.cleaned_data["to"])}


class SpamForm(forms.Form):
    """Nothing is asked."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)

    def details(self):
        return {}


class DuplicateForm(SpamForm):
    """Of which request the chosen ones are duplicates."""

    duplicate_of = ReferenceField(
        label=gettext_lazy("Reference of the request that goes on"), max_length=20
    )

    def details(self):
        return {"duplicate_of": self.cleaned_data["duplicate_of"]}


FORMS = {ASSIGN: AssignForm, SPAM: SpamForm, DUPLICATE: DuplicateForm}


class BulkView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What the inbox's boxes were chosen for: asked once more where it closes, then done."""

    permission_required = "move"
    template_name = "appointments/admin/bulk.html"
    header_icon = "mail"
    index_url_name = None
    bulk_url_name = None

    def get(self, request):
        """Such as a reload: there is nothing to see."""
        return redirect(self.index_url_name)

    def post(self, request):
        chosen = chosen_of(request.POST.getlist("chosen"))
        if not chosen or self.act not in FORMS:
            messages.warning(request, _("Choose one or more requests first."))
            return redirect(self.list_url)
        is_confirmed = self.act not in CLOSING or "confirmed" in request.POST
        form = FORMS[self.act](request.POST if is_confirmed else None, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, chosen=chosen))
        details = form.details()
        chosen = without_kept(chosen, details.get("duplicate_of"))
        if not chosen:
            messages.warning(request, _("Choose the requests that repeat it."))
            return redirect(self.list_url)
        done, left = act_on(chosen, self.act, by=request.user, now=timezone.now(), **details)
        if not left:
            # Without the references: the message travels in a cookie.
            messages.success(request, done_in_words(self.act, done))
            return redirect(self.list_url)
        context = self.get_context_data(form=None, chosen=chosen, left=left, done=done)
        return self.render_to_response(context, status=409)

    @property
    def act(self):
        return self.request.POST.get("act", "")

    @cached_property
    def list_url(self):
        """The tab of the inbox where the requests were chosen."""
        group = self.request.POST.get("group", "")
        query = f"?group={group}" if group and group in GROUPS else ""
        return reverse(self.index_url_name) + query

    def get_page_title(self):
        return TITLES[self.act]

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": self.list_url, "label": _("Requests")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, *, form, chosen, done=0, **kwargs):
        keys = [key for key, _version in chosen]
        found = BookingRequest.objects.only("reference", "state").filter(pk__in=keys)
        return super().get_context_data(
            act=self.act,
            form=form,
            closes=self.act in CLOSING,
            chosen=[f"{key}:{version}" for key, version in chosen],
            requests=found.order_by("received_at", "pk"),
            done=done_in_words(self.act, done) if done else "",
            list_url=self.list_url,
            group=self.request.POST.get("group", ""),
            bulk_url=reverse(self.bulk_url_name),
            **kwargs,
        )


def without_kept(chosen, kept):
    """The chosen ones without the request that goes on: staff choose all that are alike."""
    return [pair for pair in chosen if kept is None or pair[0] != kept.pk]


def done_in_words(act, count):
    """What was done with how many."""
    words = {
        ASSIGN: ngettext(
            "%(count)s request is assigned.", "%(count)s requests are assigned.", count
        ),
        SPAM: ngettext(
            "%(count)s request is closed as spam.", "%(count)s requests are closed as spam.", count
        ),
        DUPLICATE: ngettext(
            "%(count)s request is closed as a duplicate.",
            "%(count)s requests are closed as duplicates.",
            count,
        ),
    }
    return words[act] % {"count": count}
