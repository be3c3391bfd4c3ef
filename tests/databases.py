"""The tests' databases: migrated from zero once in a run, then copied.

A copy takes some hundredths of a second. Migrations take ten seconds in each process, and emptying
all tables after a test that commits takes one or two, with every permission to be written anew.
"""

import fcntl
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase


class OwnDatabase:
    """The database of one test process, with what the function `stock` writes into a new one.

    The first process of a run migrates and stocks a template, the others wait for it. `keep` goes
    on from the migrated template of an earlier run, where PostgreSQL has one.
    """

    def __init__(self, stock, keep=False):
        options = connection.settings_dict
        self.folder = Path(os.environ["TEST_TEMPLATES"])  # tests/conftest.py makes it
        self.on_server = connection.vendor == "postgresql"
        self.site = options["NAME"]
        self.name = options["TEST"]["NAME"] or f"test_{self.site}"
        self.template = self.named(stock.__name__)
        with self.one_process_at_a_time():
            if self.is_new("migrated"):
                self.migrate(keep)
            if self.is_new(stock.__name__):
                self.copy(self.named("migrated"), self.template)
                turn_to(self.template)
                stock()
                connection.close()  # SQLite now writes all of it into the one file
        self.renew()
        # After each test that commits, instead of Django's flush.
        TransactionTestCase._fixture_teardown = lambda case: self.renew()

    def renew(self):
        """Make the database anew, whatever was done to it and whoever is still connected."""
        self.copy(self.template, self.name)
        turn_to(self.name)

    def end(self):
        """Remove the database."""
        connection.close()
        self.drop(self.name)

    def named(self, what):
        """The name of the template with this in it."""
        return f"test_{self.site}_{what}" if self.on_server else str(self.folder / what)

    @contextmanager
    def one_process_at_a_time(self):
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def is_new(self, what):
        """Whether nobody has made this template in this run yet; from now on somebody has."""
        mark = self.folder / f"{connection.vendor}.{what}"
        if mark.exists():
            return False
        mark.touch()
        return True

    def migrate(self, keep):
        test = connection.settings_dict["TEST"]
        test["NAME"] = self.named("migrated")
        connection.creation.create_test_db(
            verbosity=0, autoclobber=True, serialize=False, keepdb=keep
        )

    def copy(self, source, target):
        """Put a copy of a database nobody uses in the place of another."""
        connection.close()
        self.drop(target)
        if self.on_server:
            self.on_the_server(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        else:
            shutil.copyfile(source, target)

    def drop(self, name):
        if self.on_server:
            self.on_the_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        else:
            for file in [name, f"{name}-wal", f"{name}-shm"]:
                Path(file).unlink(missing_ok=True)

    def on_the_server(self, statement):
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(statement)


def turn_to(name):
    """Let this process use another database from now on."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
