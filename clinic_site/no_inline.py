"""The admin without inline scripts, so that its policy need not allow any.

Wagtail 7.4 writes an inline script behind a date, a time, a chooser and a list of rows, and nowhere
else. Each only calls one function. Here the call stands in an element instead, as data, and
`start.js` makes it. The templates in whose place ours come are `wagtailadmin/widgets/*_input.html`
and `wagtailadmin/panels/inline_panel.html`; a chooser's script is put together in Python.

The crawl (tests/browser/test_crawl.py) finds what a later Wagtail adds.
"""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def start_without_inline_script():
    """Give Wagtail's choosers their start as data. For the start of the server."""
    BaseChooser.render = render_chooser


def render_chooser(chooser, name, value, attrs=None, renderer=None):
    """What `BaseChooser.render` returns, with the call as data instead of a script."""
    data = chooser.get_value_data(value)
    field_id = attrs["id"]
    call = {"function": chooser.js_constructor, "id": field_id}
    if isinstance(chooser, AdminTaskChooser):
        call["function"] = "createTaskChooser"
    call["options"] = chooser.get_js_init_options(field_id, name, data)
    start = render_to_string("clinic_site/admin/start.html", call)
    return mark_safe(chooser.render_html(name, data, attrs) + start)  # noqa: S308 - two templates
