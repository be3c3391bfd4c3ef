"""The record shows what was done to it: nobody changes, adds, moves or drops a row unseen."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction

from appointments import audit, audit_clock
from appointments.models import AccessHead, AccessRecord, ClockJob
from tests.access_record import TABLE, unguarded

REFERENCES = [f"7K3M-9QX{letter}" for letter in "CDFGH"]


@pytest.fixture
def five(write):
    """A record of five rows."""
    write(*REFERENCES[:2])
    write(*REFERENCES[2:])


def verify(**options):
    """What the command says; the words of its error where it ends with one."""
    out = StringIO()
    try:
        call_command("verify_audit", stdout=out, **options)
    except CommandError as error:
        return f"WRONG {error}"
    return out.getvalue()


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=TABLE, head="appointments_accesshead"))


def forge(key, **changes):
    """A row at the end, and the head that goes with it, by who has the database and some key."""
    last = AccessRecord.objects.last()
    row = AccessRecord(
        sequence=last.sequence + 1, at=last.at, actor="staff", username="eve", action="view"
    )
    row.hash = audit.hash_of(row, last.hash)
    row.save()
    return row


def test_a_record_that_nobody_touched_is_right_however_often_it_is_read(five):
    head = AccessHead.objects.get()
    assert verify() == verify() == f"5 rows are right. The head is 5:{head.hash}\n"
    assert len(set(AccessRecord.objects.values_list("hash", flat=True))) == 5


# What somebody does who owns the database, and what the command answers.
TAMPERED = {
    "a person": ("UPDATE {table} SET username = 'eve' WHERE sequence = 3", "Row 3: it was changed"),
    "an account": ("UPDATE {table} SET staff_id = 0 WHERE sequence = 3", "Row 3: it was changed"),
    "a request": ("UPDATE {table} SET reference = '' WHERE sequence = 1", "Row 1: it was changed"),
    "a time": (
        "UPDATE {table} SET at = '2026-01-01 00:00:00+00:00' WHERE sequence = 5",
        "Row 5: it was changed",
    ),
    "an act": ("UPDATE {table} SET action = 'list' WHERE sequence = 2", "Row 2: it was changed"),
    "a page": ("UPDATE {table} SET what = 'x' WHERE sequence = 2", "Row 2: it was changed"),
    "a middle row": ("DELETE FROM {table} WHERE sequence = 3", "Row 3: it is missing"),
    "the first row": ("DELETE FROM {table} WHERE sequence = 1", "Row 1: it is missing"),
    "the last rows": ("DELETE FROM {table} WHERE sequence > 3", "Row 4: it and all rows after it"),
    "all rows": ("DELETE FROM {table}", "Row 1: it and all rows after it"),
    "two places": (
        "UPDATE {table} SET sequence = CASE sequence WHEN 2 THEN -3 ELSE -2 END"
        " WHERE sequence IN (2, 3); UPDATE {table} SET sequence = -sequence WHERE sequence < 0",
        "Row 2: it was changed or moved",
    ),
    "a gap closed": (
        "DELETE FROM {table} WHERE sequence = 2; UPDATE {table} SET sequence = 2 WHERE sequence = 3"
        "; UPDATE {table} SET sequence = 3 WHERE sequence = 4",
        "Row 2: it was changed or moved",
    ),
    "the end, head and all": (
        "UPDATE {head} SET sequence = 3, hash = (SELECT hash FROM {table} WHERE sequence = 3);"
        "DELETE FROM {table} WHERE sequence > 3",
        "Row 3: the end of the record was changed",
    ),
    "the beginning, head and all": (
        "UPDATE {head} SET kept_after = 2,"
        " hash_before = (SELECT hash FROM {table} WHERE sequence = 2);"
        "DELETE FROM {table} WHERE sequence < 3",
        "Row 5: the end of the record was changed",
    ),
    "a pardon": (
        "UPDATE {table} SET what = 'x' WHERE sequence = 2; UPDATE {head} SET accepted = '[2]'",
        "Row 5: the end of the record was changed",
    ),
    "the head": ("DELETE FROM {head}", "Row 5: the note of where the record ends is missing"),
    "all there is": (
        "DELETE FROM {table}; DELETE FROM {head}",
        "Row 0: the note of where the record ends is missing",
    ),
    "all there is, as if it were new": (
        "DELETE FROM {table};"
        "UPDATE {head} SET sequence = 0, hash = '', kept_after = 0, hash_before = '', seal = ''",
        "Row 0: the end of the record was changed",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_the_command_names_the_first_row_that_is_wrong(five, write, name):
    sql, answer = TAMPERED[name]
    with unguarded():
        for statement in sql.split(";"):
            run(statement)
    assert verify().startswith(f"WRONG {answer}")
    if "end of the record" in answer or "the record ends" in answer:
        write("7K3M-9QXR")  # what comes after puts nothing right
        assert verify().startswith("WRONG ")


@pytest.mark.parametrize("with_head", [True, False])
def test_a_row_of_somebody_without_the_key_is_named(five, settings, with_head):
    own = settings.HASH_KEY
    settings.HASH_KEY = "another key, as long as the clinic's own"
    row = forge("another")
    if with_head:
        AccessHead.objects.update(sequence=6, hash=row.hash)
        audit.save_ends(AccessHead.objects.get(), is_whole=True)
    settings.HASH_KEY = own
    answer = "Row 6: it was changed or moved" if with_head else "Row 6: it was added past the end"
    assert verify().startswith(f"WRONG {answer}")


def test_after_a_change_of_the_key_old_rows_are_right_as_long_as_the_old_key_is_there(
    five, write, settings
):
    settings.HASH_KEY_FALLBACKS = [settings.HASH_KEY]
    settings.HASH_KEY = "the new key, as long as the clinic's own"
    assert verify().startswith("5 rows are right.")
    write("7K3M-9QXR")
    assert verify().startswith("6 rows are right.")
    settings.HASH_KEY_FALLBACKS = []
    assert verify().startswith("WRONG Row 1: it was changed")


def test_an_earlier_head_shows_that_the_record_was_begun_anew(write):
    begun = AccessHead.objects.values().get()
    write(*REFERENCES)
    earlier = str(AccessHead.objects.get())
    write("7K3M-9QXR")
    assert verify(head=earlier).startswith("That head is in the record.\n6 rows are right.")
    with unguarded():
        run("DELETE FROM {table}")
    AccessHead.objects.update(**begun)  # by who kept the first one, with its seal
    write("7K3M-9QXR", *REFERENCES)  # as if nothing had ever been there
    assert verify().startswith("6 rows are right.")
    assert verify(head=earlier).startswith("WRONG That head is not in the record")
    assert verify(head="nonsense").startswith("WRONG That head is not in the record")


def test_who_knows_why_a_row_is_wrong_goes_on_and_the_record_says_so(five):
    with unguarded():
        run(TAMPERED["a page"][0])
        run(TAMPERED["the last rows"][0])
    assert verify(accept=4).startswith("WRONG Row 2")  # the first one first
    assert verify(accept=2).startswith("WRONG Row 4")  # and then the next
    assert "Accepted. Row 4" in verify(accept=4)
    assert verify().startswith("5 rows are right.")
    assert list(AccessRecord.objects.filter(action="audit").values_list("what", flat=True)) == [
        "accepted_row_2",
        "accepted_row_4",
    ]


CHANGES = ["UPDATE {table} SET what = ''", "DELETE FROM {table}"]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_change_or_delete_a_row(five, statement):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        run(statement)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AccessRecord.objects.all().delete()
    with pytest.raises(TypeError):
        AccessRecord.objects.first().delete()
    assert AccessRecord.objects.count() == 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE")
def test_the_database_refuses_to_empty_the_table(five):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        run("TRUNCATE {table}")


@pytest.fixture
def seven_years(write):
    """Three rows that are older than six years by the clock of the machine, and two of today."""
    today = datetime.now(UTC)
    for days in [7 * 366, 6 * 366 + 2, 6 * 366 + 1]:
        write("7K3M-9QXR", at=today - timedelta(days=days))
    write("7K3M-9QXR", "7K3M-9QXR", at=today)
    return today


def test_rows_go_after_six_years_and_the_others_are_still_right(seven_years, write):
    audit_clock.delete_old(seven_years)
    assert list(AccessRecord.objects.values_list("sequence", flat=True)) == [4, 5]
    audit_clock.delete_old(seven_years)
    write("7K3M-9QXR", at=seven_years)
    assert verify().startswith("3 rows are right. The head is 6:")
    with unguarded():
        run("DELETE FROM {table} WHERE sequence = 4")
    assert verify().startswith("WRONG Row 4: it is missing.")


def test_all_rows_can_be_old(seven_years, write, monkeypatch):
    monkeypatch.setattr(audit_clock, "DELETED_AT_ONCE", 2)
    later = seven_years + audit_clock.KEPT
    audit_clock.delete_old(seven_years)
    assert AccessRecord.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        for _run in range(2):  # the site's clock is wrong: the database has its own
            audit_clock.delete_old(later + timedelta(days=1))
    assert verify().startswith("3 rows are right.")


def test_the_worker_checks_part_by_part_and_says_which_row_is_broken(
    five, now, monkeypatch, caplog
):
    monkeypatch.setattr(audit_clock, "CHECKED_AT_ONCE", 2)
    for checked_to in [2, 4, 0]:
        audit_clock.check_on(now)
        head = AccessHead.objects.get()
        assert (head.checked_to, head.checked_at, head.broken_at) == (checked_to, now, None)
    with unguarded():
        run(TAMPERED["an act"][0])
    for _again in range(2):
        with pytest.raises(audit_clock.BrokenRecord):
            audit_clock.check_on(now)
        assert AccessHead.objects.get().broken_at == 2
    assert "The record of access is broken. Row 2: it was changed" in caplog.text
    verify(accept=2)
    audit_clock.check_on(now)
    assert AccessHead.objects.get().broken_at is None


def test_the_worker_runs_it_and_logs_the_head(five, caplog):
    caplog.set_level("INFO")
    call_command("run_worker", once=True)
    for name in audit_clock.JOBS:
        assert ClockJob.objects.get(name=name).trouble == ""
    assert f"The head of the record of access is {AccessHead.objects.get()}" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_many_at_once_stand_one_after_the_other(write, db):
    def work():
        try:
            for _round in range(5):
                write(*REFERENCES)
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify().startswith("200 rows are right.")
