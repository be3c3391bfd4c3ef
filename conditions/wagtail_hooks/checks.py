"""The library's checks in the editor: by the server's rules, shown in Wagtail's checks panel."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_editor_js")
def checks_script():
    """Brings what the server found in the draft from the preview to the panel, with its look."""
    return format_html(
        '<link rel="stylesheet" href="{}"><script src="{}" defer></script>',
        static("conditions/page_checks.css"),
        static("conditions/page_checks.js"),
    )
