"""Rows that tell that they are read."""

from functools import cache

from django.db import models

from appointments.audit_reading import note
from appointments.encryption import EncryptedTextField


class ReadRow(models.Model):
    """A row with encrypted fields: while it is loaded it tells which request is read, and whether
    an encrypted field was among what was loaded."""

    request_key = "request_id"  # the field that holds the key of the request

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        is_opened = not sealed_fields(cls).isdisjoint(field_names)
        is_request = cls.request_key == "id"
        if is_opened or is_request:
            key, reference = row.__dict__.get(cls.request_key), row.__dict__.get("reference", "")
            note(key, reference, is_opened=is_opened)
        return row


@cache
def sealed_fields(model):
    """The names of a model's encrypted fields."""
    fields = model._meta.concrete_fields
    return frozenset(field.attname for field in fields if isinstance(field, EncryptedTextField))
