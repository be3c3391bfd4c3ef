"""Each line of the log is one JSON object, and holds nothing of what anybody typed."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from clinic_site import logs
from clinic_site.encryption import UnreadableValue
from clinic_site.faults import fault_page
from clinic_site.logs import LineFormatter, error_fields, numbered, request_id

ROOT = Path(__file__).resolve().parents[2]
SENTINEL = "zsentinel"
# All that some program takes for the end of a line, or a terminal for an order.
LINE_ENDS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x1b[2K\x9b"


def line(name, message, *args, **extra):
    """What is written of a record: the text, and what JSON reads in it."""
    record = logging.makeLogRecord(
        {"name": name, "levelno": 40, "levelname": "ERROR", "msg": message, "args": args, **extra}
    )
    text = LineFormatter().format(record)
    return text, json.loads(text)


SQL = (0.1, SENTINEL, (SENTINEL,))
NO_HOST = f"Invalid HTTP_HOST header: '{SENTINEL}'"
SENTENCES = [
    # Our own lines say what we wrote.
    ("appointments.outbox", "Message %s: %s", (7, "SMTP 550"), "Message 7: SMTP 550"),
    ("clinic_site.x", "Broken: %s", (ValueError(SENTINEL),), "Broken: ValueError"),
    ("conditions.x", "Lost: %s", (UnreadableValue("No key"),), "Lost: No key"),
    ("clinic_site.x", "100% done", (), "100% done"),
    # Of others' the sentence alone, with numbers.
    ("django.request", "Not Found: %s", (SENTINEL,), "Not Found: …"),
    ("django.request", "%s: %s", (SENTINEL, SENTINEL), ""),
    ("gunicorn.error", "Worker (pid:%s) was sent %s", (9, 1), "Worker (pid:9) was sent 1"),
    ("django.db.backends", "(%.3f) %s; args=%s", SQL, "(0.100) …; args=…"),
    ("django.security.DisallowedHost", NO_HOST, (), ""),
    ("appointmentsx", SENTINEL, (), ""),
    # What cannot be put together is left out, and nothing is raised.
    ("clinic_site.x", "%s and %s", (1,), ""),
    ("wagtail.x", "%d of %s", (SENTINEL, 2), ""),
    ("django.x", ValueError(SENTINEL), (), ""),
]


@pytest.mark.parametrize(("name", "message", "args", "words"), SENTENCES)
def test_a_sentence_keeps_no_value_of_other_peoples_code(name, message, args, words):
    text, said = line(name, message, *args)
    assert SENTINEL not in text
    assert said.get("message", "") == words
    assert ("at" in said) is not name.startswith(("appointments.", "clinic_site.", "conditions."))


def test_nothing_in_a_value_begins_a_line_or_gives_a_terminal_an_order():
    text, said = line("clinic_site.x", "Typed: %s", f'a"{LINE_ENDS}{{"level": "ERROR"}}')
    assert text.isascii() and text.isprintable()
    assert len(text.splitlines()) == 1
    assert LINE_ENDS in said["message"]


def raised():
    """A database's refusal that repeats the row, behind an error that repeats the refusal."""
    try:
        try:
            raise IntegrityError(f"DETAIL: Key (email)=({SENTINEL}) already exists.")
        except IntegrityError as error:
            raise KeyError(SENTINEL) from error
    except KeyError as error:
        return error


def test_of_an_error_stay_its_classes_and_places_and_never_its_words():
    error = raised()
    text, said = line("django.request", "", exc_info=(type(error), error, error.__traceback__))
    assert SENTINEL not in text
    assert [one["class"] for one in said["errors"]] == [
        "KeyError",
        "django.db.utils.IntegrityError",
    ]
    assert all("tests/clinic_site/test_logs.py:" in one["places"][-1] for one in said["errors"])
    assert said["errors"][0]["places"][-1].endswith(" raised")


def test_an_error_that_leads_to_itself_is_told_and_ends():
    error = raised()
    error.__cause__.__context__ = error
    assert len(error_fields(error)["errors"]) == logs.MOST_CAUSES


def test_every_handler_of_every_logger_writes_in_this_form():
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    handlers = [handler for logger in loggers for handler in getattr(logger, "handlers", [])]
    ours = [
        one for one in handlers if not type(one).__module__.startswith(("_pytest", "logging.Null"))
    ]
    ours = [one for one in ours if not isinstance(one, logging.NullHandler)]
    assert ours and all(isinstance(one.formatter, LineFormatter) for one in ours)
    assert not settings.ADMINS and not settings.MANAGERS


PROCESS = """
import logging, threading, warnings
class Dying:
    def __del__(self):
        raise ValueError("zsentinel")
def fails():
    raise ValueError("zsentinel")
thread = threading.Thread(target=fails)
thread.start()
thread.join()
Dying()
warnings.warn("zsentinel", RuntimeWarning)
logging.getLogger("other").error("%s %s", "zsentinel")
alone = logging.getLogger("alone")
alone.propagate = False
alone.error("zsentinel")
from django.contrib.auth.models import User
User(username="zsentinel").save()
"""


def test_a_process_that_fails_in_every_way_writes_nothing_else(tmp_path):
    """A command of manage.py whose database has no tables, and code that is careless."""
    ended = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", PROCESS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert ended.returncode == 1
    assert "zsentinel" not in ended.stdout + ended.stderr
    said = [json.loads(row) for row in ended.stderr.splitlines()]
    classes = [one["errors"][0]["class"] for one in said if "errors" in one]
    assert classes == ["ValueError", "ValueError", "django.db.utils.OperationalError"]
    assert [one["logger"] for one in said].count("clinic_site.uncaught") == 3
    assert {"clinic_site.warnings", "other", "alone"} <= {one["logger"] for one in said}


# ---------------------------------------------------------------- the number of a request


@pytest.fixture
def access(caplog):
    """The lines of clinic_site.access, as fields with the number that they carry."""
    lines, write = [], logs.LineFormatter().format
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(json.loads(write(record)))
    logger = logging.getLogger("clinic_site.access")
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)


def test_a_line_tells_of_each_answer_without_address_token_query_or_client(
    client, open_clinic, make_staff, access
):
    token = "Z" * 43
    about = {"User-Agent": SENTINEL, "X-Request-ID": SENTINEL, "X-Forwarded-For": SENTINEL}
    client.get("/search/?q=zsentinel", headers=about)
    client.post(f"/request/link/{token}/", {"year": "1990"}, headers=about)
    client.get("/nothing/zsentinel/", headers=about)
    client.get("/", headers=about)
    client.get("/", headers=about)  # from the cache
    client.generic("ZSENTINEL", "/")
    person = make_staff("Front desk")
    client.force_login(person)
    answer = client.get("/admin/requests/", headers=about)
    assert SENTINEL not in str(access).lower() and token not in str(access)
    assert [(one["route"], one["status"]) for one in access if "route" in one] == [
        ("conditions:search", 200),
        ("appointments:link", 200),
        ("wagtail_serve", 404),
        ("wagtail_serve", 200),
        ("wagtail_serve", 200),
        ("wagtail_serve", 405),
        ("requests:index", answer.status_code),
    ]
    assert access[-1]["user"] == person.pk and access[-2]["method"] == "other"
    assert access[-1]["request_id"] == answer["X-Request-ID"]
    assert len({one["request_id"] for one in access}) == len(access)
    assert {name for one in access for name in one} == {
        *["time", "level", "logger", "message", "request_id"],
        *["method", "route", "status", "ms", "user"],
    }


def test_the_fault_page_tells_the_number_by_which_the_log_knows_of_it(open_clinic, settings):
    with numbered() as number:
        assert number in fault_page(500).content.decode()
    assert not request_id.get()
    assert "this number" not in fault_page(500).content.decode()
    page = (settings.FAULT_PAGES / "en.html").read_text()
    assert number not in page and "this number" not in page


def test_a_kept_page_keeps_nobodys_number(home):
    first, second = Client().get("/"), Client().get("/")
    assert first["X-Request-ID"] != second["X-Request-ID"]
