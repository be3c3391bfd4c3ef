"""The link by which a patient comes back to a request."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.encryption import EncryptedTextField
from appointments.models.reads import ReadRow
from appointments.models.requests import BookingRequest

MOST_WRONG_YEARS = 5


class PatientLink(ReadRow):
    """A request's one link, which its messages to the patient carry.

    Its token stands nowhere: `appointments.link_tokens` makes it from `nonce` with a key that the
    database does not have. `token_hash` is what a token that comes back is found by.
    """

    request = models.OneToOneField(
        BookingRequest, on_delete=models.CASCADE, related_name="patient_link"
    )
    nonce = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    wrong_years = models.PositiveSmallIntegerField(default=0)
    last_wrong_year = EncryptedTextField(
        blank=True, help_text="The same once more, as by a double click, is no other try."
    )

    class Meta:
        verbose_name = _("patient’s link")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong_years__lt=MOST_WRONG_YEARS) | Q(revoked_at__isnull=False),
                name="patient_link_five_tries",
            )
        ]

    def __str__(self):
        return f"{self.request_id}"

    def works(self, now):
        """Whether it opens anything at a moment."""
        return self.revoked_at is None and now < self.expires_at
