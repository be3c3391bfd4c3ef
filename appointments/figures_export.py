"""The figures, and the list of requests without names, as files for managers.

Nothing encrypted is read. A file's name holds the day alone, and no cell is run as a formula. Each
file is recorded before it leaves, with every request that is in it.
"""

import csv

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from openpyxl import Workbook
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.mixins import Echo
from wagtail.permission_policies import ModelPermissionPolicy

from appointments import audit
from appointments.eligibility import clinic_date
from appointments.figure_terms import MAIL_FAILED, contact_minutes
from appointments.figures import gather, received_in
from appointments.figures_tables import NOTES, hours, tables
from appointments.figures_views import weeks_asked_for
from appointments.models import BookingRequest, Language
from appointments.place_hours import hours_of_places
from appointments.transitions import CLOSED, DeclineCode, State
from clinic_site.spreadsheets import SafeExportMixin

LONGEST_SHEET_NAME = 31  # characters, as Excel has it


class FileView(PermissionCheckedMixin, SafeExportMixin, View):
    """A file in one of Wagtail's two formats, of the weeks that the address asks for."""

    permission_policy = ModelPermissionPolicy(BookingRequest)
    permission_required = "export"
    http_method_names = ["get", "head"]

    def get(self, request):
        if not self.is_export:
            raise Http404
        weeks = weeks_asked_for(request)
        return self.as_spreadsheet(self.get_content(weeks), request.GET["export"])

    def get_filename(self):
        return f"{self.export_filename}-{clinic_date(timezone.now())}"


class FiguresExport(FileView):
    """The tables of the page: a sheet for each, or one below the other in a text file."""

    export_filename = "request-figures"

    def get_content(self, weeks):
        audit.record_staff(audit.Action.EXPORT, self.request, now=timezone.now())
        return tables(gather(weeks))

    def cells(self, values, file_format):
        return [self.preprocess_field_value("", value, file_format) for value in values]

    def stream_csv(self, found):
        writer = csv.writer(Echo())
        for table in found:
            for values in [[table.title], *rows_of(table), []]:
                yield writer.writerow(self.cells(values, self.FORMAT_CSV))
        for note in NOTES:
            yield writer.writerow(self.cells([note], self.FORMAT_CSV))

    def write_xlsx(self, found, output):
        workbook = Workbook(write_only=True)
        sheets = [(table.title, rows_of(table)) for table in found]
        for title, rows in [*sheets, (_("What is counted"), [[note] for note in NOTES])]:
            sheet = workbook.create_sheet(str(title)[:LONGEST_SHEET_NAME])
            for values in rows:
                sheet.append(self.cells(values, self.FORMAT_XLSX))
        workbook.save(output)


def rows_of(table):
    """A table with its headings and its sums."""
    return [table.headings, *table.rows, table.total]


class RequestsExport(FileView):
    """The requests that came in the weeks, the oldest first, in four queries and without names."""

    export_filename = "requests"
    export_headings = {
        "reference": gettext_lazy("Reference"),
        "received_at": gettext_lazy("Received"),
        "place": gettext_lazy("Place"),
        "language": gettext_lazy("Language"),
        "state": gettext_lazy("State"),
        "first_contact_at": gettext_lazy("First contact"),
        "hours": gettext_lazy("Business hours to the first contact"),
        "closed_at": gettext_lazy("Closed"),
        "decline_code": gettext_lazy("Reason for declining"),
        "mail_failed": gettext_lazy("Mail failed"),
    }
    list_export = list(export_headings)

    def get_content(self, weeks):
        fields = ["reference", "received_at", "location_id", "location__name", "language", "state"]
        fields += ["first_contact_at", "state_changed_at", "decline_code"]
        found = dict(received_in(weeks).values_list("pk", "reference"))
        references = sorted(found.values()) or [""]
        audit.record_staff(audit.Action.EXPORT, self.request, references, now=timezone.now())
        # What comes after this moment is not recorded, so it does not leave.
        requests = received_in(weeks).filter(pk__lte=max(found, default=0)).oldest_first()
        requests = requests.annotate(mail_failed=MAIL_FAILED)
        return requests.values(*fields, "mail_failed").iterator()

    @cached_property
    def hours_of_places(self):
        return hours_of_places()

    def to_row_dict(self, request):
        return {
            "reference": request["reference"],
            "received_at": request["received_at"],
            "place": request["location__name"],
            "language": Language(request["language"]).label,
            "state": State(request["state"]).label,
            "first_contact_at": request["first_contact_at"],
            "hours": self.hours_to_contact(request),
            "closed_at": request["state_changed_at"] if request["state"] in CLOSED else None,
            "decline_code": DeclineCode(code).label if (code := request["decline_code"]) else "",
            "mail_failed": _("Yes") if request["mail_failed"] else _("No"),
        }

    def hours_to_contact(self, request):
        """In the opening hours of the place; None where nobody has turned to the person."""
        if request["first_contact_at"] is None:
            return None
        opening = self.hours_of_places[request["location_id"]]
        return hours(contact_minutes(request["received_at"], request["first_contact_at"], opening))
