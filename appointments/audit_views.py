"""What managers ask the record of access: who has seen a request, and what somebody has seen.

Questions are posted, so that no reference lands in an address. Each is recorded itself.
"""

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from appointments import audit, audit_words
from appointments.audit_alarm import settle
from appointments.audit_forms import PersonForm, RequestForm
from appointments.eligibility import clinic_date
from appointments.models import AccessHead, AccessRecord, ReadingAlarm
from clinic_site.spreadsheets import SafeExportMixin

Action = AccessRecord.Action
AT_ONCE = 100  # rows on a page
ALARMS = 20  # that the page lists

READ = Q(action__in=[Action.VIEW, Action.SEARCH, Action.EXPORT, Action.PRINT])
LISTED = Q(action=Action.LIST)
CHANGED = Q(action__in=[Action.CHANGE, Action.DELETION])


class ManagersMixin(PermissionCheckedMixin):
    """For those who may see the record."""

    permission_policy = ModelPermissionPolicy(AccessRecord)
    permission_required = "view"
    index_url_name = None

    @cached_property
    def now(self):
        return timezone.now()

    def get_forms(self):
        """Both questions, empty."""
        return {"request": RequestForm(), "person": PersonForm(today=clinic_date(self.now))}


class RecordView(ManagersMixin, WagtailAdminTemplateMixin, TemplateView):
    """The two questions, the alarms, and whether the record is whole."""

    template_name = "appointments/admin/access.html"
    page_title = gettext_lazy("Who saw what")
    header_icon = "history"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        forms = self.get_forms()
        return super().get_context_data(
            request_form=forms["request"],
            person_form=forms["person"],
            alarms=alarms(),
            head=AccessHead.objects.filter(pk=AccessHead.ONLY).first(),
            first=AccessRecord.objects.values_list("at", flat=True).first(),
            **kwargs,
        )


def alarms():
    """The alarms that nobody has looked into, then the newest of the others."""
    is_open = ReadingAlarm.objects.filter(settled_at=None)
    return [*is_open, *ReadingAlarm.objects.exclude(settled_at=None)[:ALARMS]]


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AnswerView(ManagersMixin, SafeExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """The rows that answer a question, page by page, or all of them as a file."""

    template_name = "appointments/admin/access_answer.html"
    header_icon = "history"
    http_method_names = ["get", "head", "post"]
    export_filename = "access-record"
    export_headings = {
        "sequence": gettext_lazy("Row"),
        "at": gettext_lazy("When"),
        "who": gettext_lazy("Who"),
        "staff_id": gettext_lazy("Account"),
        "action": gettext_lazy("What"),
        "what": gettext_lazy("Where"),
        "reference": gettext_lazy("Request"),
    }
    list_export = list(export_headings)
    show_export_buttons = False  # Wagtail's lead by GET: an answer has no address

    def get(self, request):
        """Such as a reload: an answer has no address of its own."""
        return redirect(self.index_url_name)

    def post(self, request):
        self.form = self.get_form(request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(rows=None))
        file_format = request.POST.get("export", "")
        if file_format and file_format not in self.FORMATS:
            raise Http404
        action = Action.EXPORT if file_format else Action.AUDIT
        # Before the rows are read: who asks stands among them.
        audit.record_staff(action, request, [self.get_reference()], now=self.now)
        rows = self.form.rows().order_by("-sequence")
        if file_format:
            return self.as_spreadsheet(rows.iterator(), file_format)
        return self.render_to_response(self.get_context_data(rows=rows))

    def get_reference(self):
        return ""

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": RecordView.page_title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, *, rows, **kwargs):
        page = Paginator(rows, AT_ONCE).get_page(self.request.POST.get("page")) if rows else None
        shown = [(row, audit_words.who(row), audit_words.what(row)) for row in page or []]
        answer = {**self.get_summary(rows), "page": page, "shown": shown} if page else {}
        return super().get_context_data(form=self.form, **answer, **kwargs)

    def get_filename(self):
        return f"{self.export_filename}-{clinic_date(self.now)}"

    def to_row_dict(self, row):
        names = ["sequence", "at", "staff_id", "reference"]
        words = {"who": audit_words.who(row), "what": audit_words.what(row)}
        values = {name: getattr(row, name) for name in names} | words
        values["action"] = row.get_action_display()
        return {name: values[name] for name in self.list_export}


class RequestAnswer(AnswerView):
    """Who has seen this request, also after it was deleted."""

    page_title = gettext_lazy("Who has seen this request")

    def get_form(self, data):
        return RequestForm(data)

    def get_reference(self):
        return self.form.cleaned_data["reference"]

    def get_summary(self, rows):
        """By person: how often they read it, and between when."""
        people = (
            rows.order_by()
            .values("actor", "staff_id", "username")
            .annotate(
                read=Count("pk", filter=READ),
                listed=Count("pk", filter=LISTED),
                changed=Count("pk", filter=CHANGED),
                first=Min("at"),
                last=Max("at"),
            )
        )
        names = dict(AccessRecord.Actor.choices)
        found = people.order_by("-read", "-last")
        return {
            "reference": self.get_reference(),
            "people": [row | {"who": row["username"] or names[row["actor"]]} for row in found],
        }


class PersonAnswer(AnswerView):
    """What somebody has seen in some days."""

    page_title = gettext_lazy("What has this person seen")

    def get_form(self, data):
        return PersonForm(data, today=clinic_date(self.now))

    def get_summary(self, rows):
        """How many different requests."""
        different = {"expression": "reference", "distinct": True}
        named = rows.exclude(reference="").order_by()
        return named.aggregate(
            read=Count(filter=READ, **different),
            listed=Count(filter=LISTED, **different),
            changed=Count(filter=CHANGED, **different),
        )


class SettleView(ManagersMixin, View):
    """A manager has looked into an alarm."""

    http_method_names = ["post"]

    def post(self, request, pk):
        if settle(pk, by=request.user, now=self.now):
            audit.record_staff(Action.AUDIT, request, now=self.now)
            messages.success(request, _("Done. The alarm is over."))
        return redirect(self.index_url_name)
