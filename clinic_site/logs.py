"""The log: one JSON object a line, that holds nothing of what anybody typed.

A line of our own code may say what our code says. Of other people's code only the sentence is
kept, without what it was filled with, and where it stands: their values are addresses, headers
and rows. Of an error only its classes and places are kept, never its words, which repeat values
(PostgreSQL: "Key (email)=(…) already exists"; SMTP: the recipient). JSON escapes line ends and
terminals' signs, so nobody can write a line of their own (CWE-117). FACTS section 4.
"""

import json
import logging
import secrets
import sys
import threading
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

OURS = ("appointments", "clinic_site", "conditions")
ROOT = f"{Path(__file__).resolve().parent.parent}/"
# No signs that are mistaken for one another on the phone, and too few vowels for words.
NUMBER_SIGNS = "34679CDFGHJKMNPQRTVWXY"
LEFT_OUT = "…"
MOST_PLACES = 60
MOST_CAUSES = 6

request_id = ContextVar("request_id", default="")
uncaught_log = logging.getLogger("clinic_site.uncaught")
warnings_log = logging.getLogger("clinic_site.warnings")


@contextmanager
def numbered():
    """What happens within is one request or one job: its lines carry one number, which is given."""
    number = "".join(secrets.choice(NUMBER_SIGNS) for _sign in range(10))
    token = request_id.set(number)
    try:
        yield number
    finally:
        request_id.reset(token)


class LineFormatter(logging.Formatter):
    """A record as one JSON object. Extra `fields` of a record are written beside the usual ones."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": words_of(record),
            "request_id": request_id.get(),
            **getattr(record, "fields", {}),
        }
        if not is_ours(record.name):
            line["at"] = f"{short(record.pathname)}:{record.lineno} {record.funcName}"
        if record.exc_info and record.exc_info[1]:
            line |= error_fields(record.exc_info[1])
        return json.dumps({name: value for name, value in line.items() if value != ""})


def is_ours(name):
    """Whether a logger, or a class's module, is of our own code."""
    return name.partition(".")[0] in OURS


def words_of(record):
    """The sentence of a record: whole if it is our own, else with numbers alone filled in.

    Another's without anything to fill in may have been put together before, so it is left out.
    """
    ours = is_ours(record.name)
    if not isinstance(record.msg, str) or not (ours or record.args):
        return ""
    keep = own_value if ours else number_alone
    args = record.args or ()
    if isinstance(args, dict):
        args = {name: keep(value) for name, value in args.items()}
    else:
        args = tuple(keep(value) for value in args)
    try:
        words = record.msg % args if args else record.msg
    except (KeyError, TypeError, ValueError):
        return ""
    return words if any(sign.isalpha() for sign in words) else ""


def own_value(value):
    """A value in a sentence of ours. Of an error that is not our own, its class."""
    if isinstance(value, BaseException) and not is_ours(type(value).__module__):
        return type(value).__name__
    return value


def number_alone(value):
    """A value in another's sentence."""
    return value if isinstance(value, int | float) else LEFT_OUT


def error_fields(error):
    """An error and what led to it: the class of each, and the places that it passed."""
    chain = []
    while error is not None and len(chain) < MOST_CAUSES:
        chain.append({"class": class_name(error), "places": places(error.__traceback__)})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return {"errors": chain}


def class_name(error):
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def places(traceback):
    """file:line function, the innermost last."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"{short(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return found[-MOST_PLACES:]


def short(path):
    """A file's path, without what is the same of all files on this machine."""
    return path.rpartition("site-packages/")[2].removeprefix(ROOT)


def catch_the_rest():
    """Bring into this form what comes past all loggers: for the start of a process.

    An error that nobody caught, in any thread or while something is deleted; a warning; a line
    before the settings are read; and a line that cannot be written, which Python would print whole.
    """
    sys.excepthook = log_uncaught
    threading.excepthook = lambda args: log_uncaught(*args[:3])
    sys.unraisablehook = lambda args: log_uncaught(*args[:3])
    warnings.showwarning = log_warning
    logging.raiseExceptions = False
    logging.lastResort.setFormatter(LineFormatter())


def log_uncaught(kind, error, traceback, *others):
    """What sys.excepthook and its like are called with."""
    if error is not None and not isinstance(error, SystemExit):
        uncaught_log.critical("Nothing caught this error.", exc_info=(kind, error, traceback))


def log_warning(message, category, filename, lineno, file=None, line=None):
    """A warning's class and place. Its words may repeat a value ("received a naive datetime")."""
    warnings_log.warning("%s at %s:%s", category.__name__, short(filename), lineno)
