"""How fast the site answers, on both databases, beside a trivial view of the same server.

Prints; asserts nothing. The server is gunicorn with production's settings on loopback, the reader
one connection after another. "Times" says how many times the trivial view's time a page takes,
which is the number to compare between machines.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PORT = 8199
ROUNDS = 200
PAGE = "/conditions/emotional-numbness/"
PREPARE = """
import logging
logging.disable(logging.INFO)
from django.core.management import call_command
from django.test import override_settings
from django.contrib.auth.models import Group, User
from appointments.models import RequestSettings
from clinic_site.models import ClinicSettings, StandardPage
call_command("migrate", verbosity=0)
call_command("load_site", verbosity=0)
with override_settings(DEBUG=True):  # the library goes live unsigned, as in a demo
    call_command("load_conditions", verbosity=0)
for page in StandardPage.objects.filter(live=False):
    page.get_latest_revision().publish()
clinic = ClinicSettings.load()
clinic.phone, clinic.desk_mailbox = "+13055550123", "desk@clinic.example"
clinic.response_business_days = 1
clinic.save()
# What is measured is a request with its messages, not one that is held back as spam.
numbers = {"fewest_seconds": 0, "most_per_address": 1000, "most_per_contact": 100}
RequestSettings.objects.update_or_create(defaults=numbers)
User.objects.create_user("bench", password="a password of the bench").groups.add(
    Group.objects.get(name="Front desk")
)
"""
# What people type: a name, a phrase, a typing error, words of a section, and what is not ours.
QUERIES = [
    "bereavement",
    "i cant feel anything",
    "emotinal numbnes",
    "angry section since number 33",
    "light box",
    "knee pain",
]
LIBRARIES = [50, 5000]  # pages to search in
GROW = """
from conditions.models import ConditionIndexPage, ConditionPage
from conditions.wagtail_hooks.search import search_upkeep
from tests.many_pages import make_many
make_many(ConditionIndexPage.objects.get(), {pages} - ConditionPage.objects.count())
search_upkeep()
"""
# Requests in the front desk's list. Of 50 a tab shows some ten; of more it draws fifty rows.
INBOXES = [50, 1_000, 50_000]
FILL = """
from django.db import connection
from appointments.models import BookingRequest
from tests.many_requests import make_many
make_many({requests} - BookingRequest.objects.count())
if connection.vendor == "postgresql":
    connection.cursor().execute("VACUUM (ANALYZE)")  # as its own upkeep does soon after
"""
STAFF, PASSWORD = "bench", "a password of the bench"
TABS = ["", "unassigned", "overdue", "booked", "closed", "all"]


def main():
    """Bench SQLite, then PostgreSQL where Debian's pg_virtualenv is at hand."""
    if os.environ.get("BENCH_DATABASE_URL"):
        return bench("PostgreSQL", os.environ["BENCH_DATABASE_URL"])
    bench("SQLite", None)
    if not shutil.which("pg_virtualenv"):
        return say("PostgreSQL: not run, for want of pg_virtualenv (apt-get install postgresql)")
    command = (
        'BENCH_DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres" '
        f"exec {PYTHON} {__file__}"
    )
    subprocess.run(["pg_virtualenv", "-t", "sh", "-c", command], check=True)
    return None


def bench(name, database_url):
    """Serve a prepared site on one database and print how long each kind of answer takes."""
    with tempfile.TemporaryDirectory() as var:
        environment = environment_for(var, database_url)
        run_inside(PREPARE, environment)
        subprocess.run(
            [PYTHON, "manage.py", "collectstatic", "--noinput", "-v0"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        server = subprocess.Popen(
            [
                PYTHON,
                "-m",
                "gunicorn",
                "clinic_site.wsgi",
                "--bind",
                f"127.0.0.1:{PORT}",
                "--threads",
                "4",
                "--log-level",
                "warning",
            ],
            cwd=ROOT,
            env=environment,
        )
        try:
            wait_until_served()

            def prepare(code, **numbers):
                run_inside(code.format(**numbers), environment)

            report(name, environment, prepare)
        finally:
            server.terminate()
            server.wait()


def run_inside(code, environment):
    """Run code within the site, in a process of its own."""
    command = [PYTHON, "manage.py", "shell", "--verbosity", "0", "-c", code]
    quiet = {"stdout": subprocess.DEVNULL}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, **quiet)


def environment_for(var, database_url):
    """Production's settings, with harmless values for what production must give."""
    from cryptography.fernet import Fernet

    return os.environ | {
        "DEBUG": "off",
        "SECURE_SSL_REDIRECT": "off",
        "VAR_DIR": var,
        "DATABASE_URL": database_url or f"sqlite:///{var}/site.sqlite3",
        "SECRET_KEY": "bench" * 12,
        "HASH_KEY": "hash-bench" * 4,
        "FIELD_KEYS": f"bench:{Fernet.generate_key().decode()}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{PORT}",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": "requests@clinic.example",
    }


def wait_until_served():
    """Raises TimeoutError when the server does not answer within 30 seconds."""
    for _attempt in range(300):
        try:
            return fetch("GET", "/robots.txt")
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


def fetch(method, path, fields=None, cookie=""):
    """One request; returns the response with its `text` and the `seconds` it took."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(fields or {}, doseq=True) if method == "POST" else None
    started = time.perf_counter()
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    response.text = response.read().decode()
    response.seconds = time.perf_counter() - started
    connection.close()
    return response


def report(name, environment, prepare):
    """Measure and print one table. `prepare` makes the library or the inbox so large."""
    kept = Path(environment["VAR_DIR"]) / "cache" / "pages"

    def cold(address):
        kept.exists() and shutil.rmtree(kept)
        return fetch("GET", address).seconds

    rows = {
        "trivial view (robots.txt)": [fetch("GET", "/robots.txt").seconds for _n in range(ROUNDS)],
        "condition page, cold": [cold(PAGE) for _n in range(ROUNDS // 4)],
        "condition page, warm": [fetch("GET", PAGE).seconds for _n in range(ROUNDS)],
        "final submit of a request": [submit_one(n) for n in range(ROUNDS // 4)],
    }
    searches = [f"/search/?{urlencode({'q': query})}" for query in QUERIES]
    for pages in LIBRARIES:
        prepare(GROW, pages=pages)
        label = f"search, {pages:,} pages"
        rows[f"{label}, cold"] = [cold(address) for address in searches]
        warm = searches * (ROUNDS // len(searches))
        rows[f"{label}, warm"] = [fetch("GET", address).seconds for address in warm]
        typed = [f"/search/suggestions/?{urlencode({'q': query[:4]})}" for query in QUERIES] * 10
        rows[f"suggestions, {pages:,} pages"] = [fetch("GET", at).seconds for at in typed]
    for requests in INBOXES:
        prepare(FILL, requests=requests)
        cookie = sign_in(environment)
        tabs = [f"/admin/requests/?group={tab}" for tab in TABS]
        seconds = [fetch("GET", tab, cookie=cookie).seconds for tab in tabs * (ROUNDS // 20)]
        rows[f"inbox, {requests:,} requests"] = seconds[len(tabs) :]
    trivial = statistics.median(rows["trivial view (robots.txt)"])
    say(f"\n{name:<32}{'median':>10}{'95th':>10}{'times':>8}")
    for label, seconds in rows.items():
        median, high = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        say(f"{label:<32}{median * 1000:>8.1f}ms{high * 1000:>8.1f}ms{median / trivial:>8.1f}")


def sign_in(environment):
    """The cookie of a member of the front desk who has shown a second factor."""
    code = "from tests.signed_in import print_cookie; print_cookie('bench')"
    command = [PYTHON, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return done.stdout.decode().split()[-1]


def say(line):
    """A line for the person who runs the bench."""
    sys.stdout.write(line + "\n")


def submit_one(number):
    """Fill in the journey as a browser does; the seconds of its final submit."""
    page = fetch("GET", "/request/")
    cookie = page.getheader("Set-Cookie", "").split(";")[0]
    answers = [
        {
            "place": "doral",
            "date_of_birth_month": "2",
            "date_of_birth_day": "3",
            "date_of_birth_year": "1980",
            "for_myself": "yes",
        },
        {
            "patient_type": "new",
            "first_name": "Bench",
            "last_name": f"Number {number}",
            "phone": f"305-555-01{number % 100:02}",
        },
        {"weekday_1": "any", "part_of_day_1": "any", "language": "en"},
        {"privacy_read": "on", "go": "send"},
    ]
    for step in answers:
        page = fetch("POST", "/request/", hidden_fields(page.text) | step, cookie)
    if "received" not in page.text:
        raise RuntimeError("the journey did not end as it should; are the field names true?")
    return page.seconds


def hidden_fields(html):
    """The hidden fields of the page's form."""
    fields = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        fields[name[1]] = unescape(value[1]) if value else ""
    return fields


if __name__ == "__main__":
    main()
