"""Every value that the database holds encrypted, of whatever app, as it lies there.

Columns of ours are known by their field. The secrets of staff's second factors are texts within
the JSON of django-allauth (`clinic_site.sign_in.adapter`).
"""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import Count, Max, TextField, Value
from django.db.models.functions import Cast, Greatest, StrIndex, Substr

from appointments.encryption import EncryptedTextField
from clinic_site.encryption import key_of

ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class Table:
    """A model, and those of its columns that hold encrypted text, or JSON with such text in it."""

    model: type
    columns: tuple
    is_json: bool = False

    def rows(self):
        """(key, {column: value}) of each row, in small parts by their keys, so that no query lasts
        long. A row that is written meanwhile may be left out."""
        after = None
        while True:
            rows = self.values().order_by("pk")
            part = list((rows if after is None else rows.filter(pk__gt=after))[:ROWS_AT_ONCE])
            for pk, *values in part:
                yield pk, dict(zip(self.columns, values, strict=True))
            if len(part) < ROWS_AT_ONCE:
                return
            after = part[-1][0]

    def row(self, pk):
        """{column: value} of one row as it lies there now; None where it is gone."""
        found = self.values().filter(pk=pk).first()
        return found and dict(zip(self.columns, found[1:], strict=True))

    def values(self):
        return self.sealed().values_list("pk", *map(self.raw, self.columns))

    def raw(self, column):
        """The name by which a query knows a column without decrypting it."""
        return column if self.is_json else f"raw_{column}"

    def sealed(self):
        if self.is_json:
            return self.model._base_manager.all()
        columns = {self.raw(name): Cast(name, TextField()) for name in self.columns}
        return self.model._base_manager.annotate(**columns)

    def swap(self, pk, old, new):
        """Put new values in the place of old ones, in one statement. False, with nothing written,
        where somebody has changed one of the old ones meanwhile."""
        same = self.sealed().filter(pk=pk, **{self.raw(name): value for name, value in old.items()})
        if not self.is_json:
            new = {name: Value(value, output_field=TextField()) for name, value in new.items()}
        return bool(same.update(**new))

    def by_key(self):
        """(name of the key, how many values, one of them) of each key that has values here. The
        name is "" of what is not encrypted. One query a column, without a look at each value."""
        for column in self.columns:
            raw = self.raw(column)
            if self.is_json:
                for text in (text for _pk, row in self.rows() for text in texts_in(row[column])):
                    yield key_of(text), 1, text
                continue
            before_sign = Greatest(StrIndex(raw, Value("$")) - 1, 0)
            named = self.sealed().exclude(**{raw: ""}).annotate(key=Substr(raw, 1, before_sign))
            groups = named.order_by().values_list("key").annotate(Count("pk"), Max(raw))
            for _name, count, one in groups:
                yield key_of(one), count, one


def tables():
    """The tables that hold encrypted values."""
    found = []
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        columns = [field.name for field in fields if isinstance(field, EncryptedTextField)]
        if columns:
            found.append(Table(model, tuple(columns)))
    return [*found, Table(Authenticator, ("data",), is_json=True)]


def texts_in(value):
    """The encrypted texts of a column's value: itself, or those in its JSON."""
    if isinstance(value, str):
        return [value] if value else []
    return [text for text in json_texts(value) if key_of(text)]


def json_texts(value):
    """Each text in a piece of JSON."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in json_texts(part)]


def with_texts(value, new):
    """A column's value with the texts that `new` names, old by new, changed."""
    if isinstance(value, dict):
        return {name: with_texts(part, new) for name, part in value.items()}
    if isinstance(value, list):
        return [with_texts(part, new) for part in value]
    return new.get(value, value) if isinstance(value, str) else value
