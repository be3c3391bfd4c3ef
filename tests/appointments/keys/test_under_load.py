"""Keys are rotated twice while clerks write: no word of anybody's is lost, no version skipped."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from appointments import key_rotation
from appointments.contact_details import ContactDetails, change_contact_details
from appointments.models import BookingRequest, RequestEvent
from appointments.moves import AlreadyMoved
from appointments.notes import add_note
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.keys.conftest import sealed_columns

CLERKS, ACTS = 4, 12


class Clerk(Thread):
    """Writes notes and corrects phone numbers of requests that others write to as well."""

    def __init__(self, number, user, pks, barrier):
        super().__init__()
        self.number, self.user, self.pks, self.barrier = number, user, pks, barrier
        self.notes, self.phones, self.trouble = [], [], None

    def run(self):
        try:
            for act in range(ACTS):
                if act % 4 == 0:
                    self.barrier.wait(60)  # with the rotation, which begins anew
                self.act(act)
        except BaseException as error:
            self.trouble = error
            self.barrier.abort()
            raise
        finally:
            connections.close_all()

    def act(self, act):
        pk = self.pks[(self.number + act) % len(self.pks)]
        request = BookingRequest.objects.get(pk=pk)
        by = {"by": self.user, "now": timezone.now(), "version": request.version}
        try:
            if act % 2:
                text = f"Note {self.number} {act}"
                add_note(request, note=text, **by)
                self.notes.append((pk, request.version, text))
            else:
                phone = f"+1305555{self.number:02}{act:02}"
                details = ContactDetails(phone, False, False, "", False, "en")
                change_contact_details(request, details, **by)
                self.phones.append((pk, request.version, phone))
        except AlreadyMoved:
            pass  # another clerk was first, as always


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_keys_are_rotated_twice_while_clerks_write(make_request, make_staff, use_keys):
    user = make_staff(roles.FRONT_DESK, "dana")
    pks = [make_request(State.IN_REVIEW).pk for _n in range(6)]
    barrier = Barrier(CLERKS + 1)
    clerks = [Clerk(number, user, pks, barrier) for number in range(CLERKS)]
    for clerk in clerks:
        clerk.start()
    for keys in [["old"], ["new", "old"], ["newest", "new", "old"]]:
        use_keys(*keys)
        barrier.wait(60)
        key_rotation.rotate(timezone.now())
    for clerk in clerks:
        clerk.join()
    assert [clerk.trouble for clerk in clerks] == [None] * CLERKS
    key_rotation.rotate(timezone.now())  # what a process wrote that had read its keys before

    use_keys("newest")
    assert all("newest$" in value for value in sealed_columns())
    assert key_rotation.check(timezone.now()).unreadable == {}
    notes = [note for clerk in clerks for note in clerk.notes]
    kept = RequestEvent.objects.filter(move="note").values_list("request", "version", "note")
    assert sorted(kept) == sorted(notes) and notes
    phones = {}
    for pk, _version, phone in sorted(entry for clerk in clerks for entry in clerk.phones):
        phones[pk] = phone
    for request in BookingRequest.objects.all():
        assert request.phone == phones.get(request.pk, "+13055550150")
        versions = request.events.values_list("version", flat=True)
        assert list(versions) == list(range(1, request.version + 1))
