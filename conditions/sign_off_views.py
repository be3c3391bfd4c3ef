"""The page of the admin on which a clinician reads a version, and signs it off or sends it back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from clinic_site.dates import clinic_date
from conditions.completeness import missing_parts
from conditions.models import ConditionPage
from conditions.models.approval import ChangesForm, clinician_of
from conditions.page_texts import page_texts
from conditions.reading import AIM, page_grade
from conditions.sign_off import proposed_due, reading_of, review_again, sign_off
from conditions.sign_off_forms import SignOffForm
from conditions.wording import problems

FIRST_NOTE = gettext_lazy("First version of this page.")


class SignOffView(WagtailAdminTemplateMixin, TemplateView):
    """For all who may open the page's editor; only a clinician's account gets the forms."""

    template_name = "conditions/admin/sign_off.html"
    header_icon = "success"
    breadcrumbs_items = []

    def dispatch(self, request, page_id):
        self.page = get_object_or_404(ConditionPage, pk=page_id)
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.clinician = clinician_of(request.user)
        try:
            self.reading, self.obstacle = reading_of(page_id), ""
        except ValidationError as error:
            self.reading, self.obstacle = None, " ".join(error.messages)
        return super().dispatch(request, page_id=page_id)

    def post(self, request, page_id):
        """One of the two forms, by its button."""
        if not self.clinician:
            raise PermissionDenied
        if not self.reading:
            messages.error(request, self.obstacle)
            return self.get(request, page_id=page_id)
        if "ask" in request.POST:
            return self.ask_for_changes()
        return self.sign()

    def sign(self):
        """Sign off, or show what is wrong beside what was typed."""
        form = self.form
        if form.is_valid():
            try:
                signed = self.signed(form)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(self.request, self.what_came_of(signed))
                return HttpResponseRedirect(self.edit_url)
        if form.is_of_other_version:
            form.show_other_version()
        messages.error(self.request, _("Nothing was signed off yet. See what is missing below."))
        return self.render_to_response(self.get_context_data())

    def signed(self, form):
        """The sign-off. Raises ValidationError."""
        fields = form.cleaned_data
        decision = {
            "user": self.request.user,
            "kind": fields["kind"],
            "note": fields["note"],
            "next_review_due": fields["next_review_due"],
            "overrides": form.overrides(),
            "now": timezone.now(),
            "mark": fields["mark"],
        }
        if self.reading.task_state:
            return sign_off(self.reading.task_state, **decision)
        return review_again(self.page, **decision)

    def what_came_of(self, signed):
        """The sentence about it."""
        page = ConditionPage.objects.get(pk=self.page.pk)
        if page.live_revision_id == signed.revision_id:
            text = _("“%(title)s” is signed off and live.")
        else:
            text = _("“%(title)s” is signed off and will go live at its time.")
        return text % {"title": page.title}

    def ask_for_changes(self):
        """Send the version back to its editor."""
        task_state = self.reading.task_state
        if self.changes_form.is_valid() and task_state:
            comment = self.changes_form.cleaned_data["comment"]
            task_state.task.specific.on_action(
                task_state, self.request.user, "reject", comment=comment
            )
            messages.success(self.request, _("The page went back to its editor."))
            return HttpResponseRedirect(self.edit_url)
        if not task_state:
            messages.error(self.request, _("Somebody else has already handled this page."))
        return self.render_to_response(self.get_context_data())

    @cached_property
    def form(self):
        """The sign-off's form, filled in as far as can be proposed."""
        initial = {
            "mark": self.reading.mark,
            "next_review_due": proposed_due(self.page, clinic_date()),
            "note": "" if self.reading.changed() is not None else FIRST_NOTE,
        }
        is_sent = self.request.method == "POST" and "ask" not in self.request.POST
        return SignOffForm(
            self.request.POST if is_sent else None,
            initial=initial,
            kinds=self.reading.kinds(),
            harmful=[problem for problem in self.wordings if problem.is_harmful],
            reasons=self.last_reasons(),
        )

    def last_reasons(self):
        """Why wordings of the live page stand, by rule and excerpt."""
        before = self.page.sign_off()
        rows = before.wording_overrides.all() if before else []
        return {(row.rule, row.excerpt): row.reason for row in rows}

    @cached_property
    def changes_form(self):
        """The form with which a version goes back."""
        return ChangesForm(self.request.POST if "ask" in self.request.POST else None)

    @cached_property
    def wordings(self):
        return problems(page_texts(self.reading.version))

    @property
    def edit_url(self):
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_page_title(self):
        return _("Sign off “%(title)s”") % {"title": self.page.get_admin_display_title()}

    def get_context_data(self, **kwargs):
        shown = {"page": self.page, "edit_url": self.edit_url, "obstacle": self.obstacle}
        if self.reading:
            shown |= self.what_is_read()
        if self.reading and self.clinician:
            shown |= {"form": self.form, "media": self.form.media}
            if self.reading.task_state:
                shown["changes_form"] = self.changes_form
        if self.request.method == "POST":
            shown["typed"] = self.typed_in_vain(shown)
        return super().get_context_data(**kwargs) | shown | {"clinician": self.clinician}

    def typed_in_vain(self, shown):
        """The texts of a form that is no longer there, since the page was handled meanwhile."""
        if ("changes_form" if "ask" in self.request.POST else "form") in shown:
            return []
        sent = self.request.POST.items()
        texts = [text for name, text in sent if name.startswith(("comment", "note", "reason-"))]
        return [text for text in texts if text.strip()]

    def what_is_read(self):
        """The version, where it came from, and what the checks say of it."""
        reading = self.reading
        return {
            "reading": reading,
            "changed": reading.changed(),
            "missing": missing_parts(reading.version),
            "live_sign_off": self.page.sign_off(),
            "version_url": reverse(
                "wagtailadmin_pages:revisions_view", args=[self.page.pk, reading.revision.pk]
            )
            if reading.task_state
            else self.page.url,
            "compare_url": reverse(
                "wagtailadmin_pages:revisions_compare",
                args=[self.page.pk, "live", reading.revision.pk],
            )
            if reading.task_state and self.page.live
            else "",
            "grade": round(page_grade(reading.version), 1),
            "aim": AIM,
            "wordings": self.wordings,
            "unread_sources": [s for s in reading.version.sources.all() if not s.accessed_on],
        }
