"""The sentences of the request form, the e-mails and the patient's link that editors own."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.requests import Language
from appointments.text_rules import ClinicFacts, faults
from appointments.texts import TEXTS


class PatientText(models.Model):
    """What a message or a page of the journey says, in one language.

    `appointments.texts` knows the keys, what each may hold, and the words that stand where nobody
    has written any. It holds nothing of any request.
    """

    key = models.CharField(max_length=40, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=Language, editable=False)
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    body = models.TextField(_("text"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("text for patients")
        verbose_name_plural = _("texts for patients")
        default_permissions = ["view", "change"]
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="patient_text_once")
        ]

    def __str__(self):
        return f"{self.key} · {self.language}"

    def clean(self):
        """Raises ValidationError, by field, where it could not be sent or shown as it is."""
        if self.key not in TEXTS:
            raise ValidationError(_("There is no such text."))
        found = {}
        text, facts = TEXTS[self.key], ClinicFacts()
        for field, sentence in faults(text, self.heading, self.body, facts):
            found.setdefault(field, []).append(sentence)
        if found:
            raise ValidationError(found)
