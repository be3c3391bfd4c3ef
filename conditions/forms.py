"""The form in which editors keep a condition page."""

from wagtail.admin.forms import WagtailAdminPageForm


class ConditionPageForm(WagtailAdminPageForm):
    """Explains beside its field what the database would refuse."""
