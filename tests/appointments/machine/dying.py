"""A process that dies: at a chosen query, whatever it is doing then."""

from contextlib import contextmanager

from django.db import connection

# A transaction that is left by an exception goes back by these, as a database does by itself for
# a client that is gone. They are no moments to die at: what they do has happened or has not.
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class Died(BaseException):
    """As good as `kill -9`: what catches exceptions does not catch this."""


class Process:
    """Asks the database until it dies. The dead ask no more."""

    def __init__(self, dies_at):
        self.left, self.lived = dies_at, True

    def run(self, execute, sql, params, many, context):
        if not sql.startswith(OF_TRANSACTIONS) and self.left is not None:
            if self.left == 0:
                self.lived = False
                raise Died
            self.left -= 1
        return execute(sql, params, many, context)


@contextmanager
def dying_at(query):
    """A process that dies before the query of this number, from 0 on; None is to live."""
    process = Process(query)
    try:
        with connection.execute_wrapper(process.run):
            yield process
    except Died:
        assert not process.lived
