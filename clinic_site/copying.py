"""How pages are copied in the admin."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm


class DraftCopyForm(CopyForm):
    """A copy begins as a draft, and there are no aliases.

    A copy repeats words that were signed off for another page; somebody must look at it first. An
    alias repeats its page's relations at every publishing, past the checks of the library.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ["publish_copies", "alias"]:
            self.fields.pop(name, None)
        self.fields["new_title"].help_text = _("The copy is a draft until somebody publishes it.")

    def clean_new_slug(self):
        """Beside the field, what the page itself would refuse when it is saved."""
        slug = self.cleaned_data["new_slug"]
        if problem := self.page.specific_class.slug_problem(slug):
            raise ValidationError(problem)
        return slug
