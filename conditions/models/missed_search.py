"""What readers looked for and did not find: words and counts, and nothing about the readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MissedSearch(models.Model):
    """A search without a result. It keeps no time of day, no address and nothing of a session."""

    words = models.CharField(_("words"), max_length=80, unique=True)
    count = models.PositiveIntegerField(_("how often"), default=1)
    last_asked_on = models.DateField(_("last asked on"), help_text=_("In Eastern Time."))

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        ordering = ["-count", "words"]

    def __str__(self):
        return self.words
