"""Model fields that the database holds only encrypted; `clinic_site.encryption` has the keys."""

from datetime import date

from django.core.exceptions import FieldError
from django.db import models

from clinic_site.encryption import decrypt, encrypt


class EncryptedTextField(models.TextField):
    """Text that the database holds only encrypted. It cannot be searched, sorted or compared."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value in (None, "") else encrypt(value)

    def from_db_value(self, value, expression, connection):
        return value if value in (None, "") else decrypt(value)

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: the database cannot compare it.")
        return super().get_lookup(lookup_name)


class EncryptedDateField(EncryptedTextField):
    """A date that the database holds only encrypted."""

    def get_prep_value(self, value):
        return super().get_prep_value(value.isoformat() if isinstance(value, date) else value)

    def from_db_value(self, value, expression, connection):
        text = super().from_db_value(value, expression, connection)
        return date.fromisoformat(text) if text else None
