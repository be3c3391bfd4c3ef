"""Bring the Spanish catalogue up to date: `make messages`.

It holds what patients read and nothing else: the staff's admin is in English. Babel finds the
sentences, so gettext's own tools are not needed. Write the new sentences' Spanish into django.po,
run it again, and commit django.po and django.mo.
"""

import ast
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/es/LC_MESSAGES/django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
# Where sentences for patients stand, and of files that are mostly the staff's which part.
FILES = [
    "appointments/calendar_file.py",
    "appointments/date_of_birth.py",
    "appointments/fields.py",
    "appointments/eligibility.py",
    "appointments/forms.py",
    "appointments/link_forms.py",
    "appointments/link_views.py",
    "appointments/link_words.py",
    "appointments/message_texts.py",
    "appointments/message_words.py",
    "appointments/models/requests.py",
    "appointments/page_texts.py",
    "appointments/summaries.py",
    "appointments/views.py",
    "templates/*.html",
    "templates/appointments/*.html",
    "templates/appointments/email/*.txt",
    "templates/appointments/includes/*.html",
    "templates/appointments/link/*.html",
    "templates/clinic_site/static_fault.html",
    "templates/errors/*.html",
    "templates/includes/*.html",
]
PARTS = {
    "appointments/move_needs.py": ["check_ahead"],
    "appointments/patient_link.py": ["tell_times"],
    "clinic_site/faults.py": ["number_words"],
    "clinic_site/models.py": ["StandardPage.Purpose", "Location.Kind"],
}
STAFFS = ["templates/appointments/email/desk_*.txt"]
# Functions whose first argument is a label for staff.
LABELLED = {"message", "form_page", "link_page", "state_page"}
FUNCTIONS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources():
    """Pairs of a path and Python code in which all sentences of that file are."""
    staffs = {path for pattern in STAFFS for path in ROOT.glob(pattern)}
    for pattern in FILES:
        paths = sorted(ROOT.glob(pattern))
        if not paths:
            sys.exit(f"{pattern}: there is no such file. Mend FILES in tests/make_messages.py.")
        for path in paths:
            if path not in staffs:
                text = path.read_text(encoding="utf-8")
                yield path, code_of(text) if path.suffix == ".py" else f"({templatize(text)})"
    for name, parts in PARTS.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        for part in parts:
            yield ROOT / name, code_of(text, part.split("."))


def code_of(text, names=()):
    """The code of a module, or of the part of it with these names, without labels for staff."""
    node = ast.parse(text)
    for name in names:
        node = next(inner for inner in node.body if getattr(inner, "name", None) == name)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and getattr(inner.func, "id", None) in LABELLED:
            del inner.args[0]
    return ast.unparse(node)


def sentences():
    """A catalogue of every sentence for patients, without a translation."""
    catalogue = Catalog()
    for path, code in sources():
        found = extract_python(BytesIO(code.encode()), FUNCTIONS, [], {"encoding": "utf-8"})
        for _line, function, words, _comments in found:
            words = [word for word in words if word] if isinstance(words, tuple) else [words]
            context = words.pop(0) if "pgettext" in function else None
            name = path.relative_to(ROOT).as_posix()
            sentence = tuple(words) if len(words) > 1 else words[0]
            catalogue.add(sentence, context=context, locations=[(name, None)])
    return catalogue


def written():
    """The catalogue as it lies in django.po."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="es")


def compiled(catalogue):
    """The bytes of django.mo."""
    content = BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def main():
    """Take over new sentences, drop old ones, compile, and say what lacks its Spanish."""
    catalogue = written()
    catalogue.update(sentences(), no_fuzzy_matching=True, update_creation_date=False)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100, ignore_obsolete=True)
    COMPILED.write_bytes(compiled(catalogue))
    missing = [message for message in catalogue if message.id and not all_of(message.string)]
    sys.stdout.write(f"{len(catalogue)} sentences, {len(missing)} without their Spanish.\n")


def all_of(string):
    """Whether a translation is there, in each of its forms."""
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    main()
