"""Exports that a spreadsheet opens without harm and without a wrong hour."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.formats import date_format
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# OWASP, "CSV Injection": a cell that begins so is run as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text):
    """The text as a cell that is never run: an apostrophe before what would start a formula.

    Characters that a sheet cannot hold, and that a title can, are left out.
    """
    text = ILLEGAL_CHARACTERS_RE.sub("", force_str(text))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def eastern(moment):
    """A moment in Eastern Time as text: a sheet's own times have no zone."""
    local = moment.astimezone(timezone.get_default_timezone())
    return date_format(local, "Y-m-d H:i") + " ET"


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export with every cell made harmless, in both formats.

    Wagtail itself keeps formulas out of XLSX alone, and writes its times in UTC.
    """

    def preprocess_field_value(self, field, value, export_format):
        if isinstance(value, datetime):
            return eastern(value)
        if value is None or isinstance(value, date | int | float):
            return value
        return harmless(value)
