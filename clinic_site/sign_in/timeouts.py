"""How long a session lasts: pure rules, and the two times that a session carries for them.

15 minutes without activity and 12 hours at most (NIST SP 800-63B, 4.2.3, asks for 30 minutes
and 12 hours at its second level). The times are kept on the server, in the session.
"""

from datetime import UTC, datetime, timedelta

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
# A session is one row: it is not written for each of the requests of a page.
WRITE_EVERY = timedelta(seconds=30)

BEGAN, ACTIVE = "began_at", "active_at"
IDLE_REASON, LONG_REASON = "idle", "long"


def why_ended(began, active, now):
    """ "idle" or "long" where a session with these times has run out, else ""."""
    if now - began >= LONGEST:
        return LONG_REASON
    return IDLE_REASON if now - active >= IDLE else ""


def seconds_left(began, active, now):
    """Seconds until a session with these times runs out; 0 where it has."""
    ends = min(began + LONGEST, active + IDLE)
    return max(0, int((ends - now).total_seconds()))


def times(session):
    """When the session began and when it was last used; None where it carries no times."""
    try:
        return tuple(datetime.fromtimestamp(session[name], UTC) for name in (BEGAN, ACTIVE))
    except (KeyError, TypeError, ValueError):
        return None


def begin(session, now):
    """Note that somebody has signed in."""
    session[BEGAN] = session[ACTIVE] = now.timestamp()


def note_activity(session, now):
    """Note that the person did something, unless that was noted moments ago."""
    if now - times(session)[1] >= WRITE_EVERY:
        session[ACTIVE] = now.timestamp()
