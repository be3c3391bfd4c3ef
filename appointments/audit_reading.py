"""What a page reads: which requests it opens, and which it merely lists.

The rows tell it themselves while they are loaded (`appointments.models.reads`). A request of which
an encrypted field was loaded is opened; any other that was loaded is listed. So no view has to
remember to say so, and none can forget.
"""

from contextlib import contextmanager
from contextvars import ContextVar

current = ContextVar("reading", default=None)


class Reading:
    """Of the requests of one page: the references by key, "" where one is not known yet."""

    def __init__(self):
        self.opened, self.listed = {}, {}
        self.is_search = False

    def add(self, key, reference, *, is_opened):
        found = self.opened if is_opened else self.listed
        found[key] = reference or found.get(key, "")

    def __bool__(self):
        return bool(self.opened or self.listed or self.is_search)


@contextmanager
def reading():
    """Collects what is read meanwhile, as a Reading."""
    found = Reading()
    token = current.set(found)
    try:
        yield found
    finally:
        current.reset(token)


def note(key, reference, *, is_opened):
    """A request was loaded, or what belongs to it. Where nothing collects, nothing happens."""
    found = current.get()
    if found is not None and key is not None:
        found.add(key, reference, is_opened=is_opened)


def note_search(found_keys):
    """A search found the requests of these keys. One that finds none is noted as well."""
    found = current.get()
    if found is not None:
        found.is_search = True
        for key in found_keys:
            found.add(key, "", is_opened=False)
