"""How often somebody may try, so that nobody guesses and nobody is locked out.

Nothing here ever closes. After some free tries a *lane* lets one through at a time, with a pause
between. Who tries from a browser in which the account has signed in before has a lane of their
own, which nobody else can fill: a stranger with a name, even in the clinic's own network, holds
up strangers alone. (OWASP, "Slow Down Online Guessing Attacks with Device Cookies".)
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from clinic_site.client_address import client_address
from clinic_site.encryption import keyed_hash
from clinic_site.sign_in import known_browser
from clinic_site.sign_in.models import SignInTry

PASSWORD, CODE = "password", "code"  # noqa: S105 - the kinds of a try
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Lane:
    """`free` tries within `window`, and then one in each `pause`."""

    free: int
    window: timedelta
    pause: timedelta

    def lets_through(self, times, now):
        """Whether one more try may be made at `now`, after failed tries at these times."""
        recent = [at for at in times if now - at < self.window]
        return len(recent) < self.free or now - max(recent) >= self.pause


QUARTER, MINUTE = timedelta(minutes=15), timedelta(minutes=1)
# Of one name from one browser that the account knows, or else from one address.
ONE_PERSON = {
    PASSWORD: Lane(free=5, window=QUARTER, pause=MINUTE),
    CODE: Lane(free=5, window=QUARTER, pause=5 * MINUTE),
}
# Of one name from all browsers that the account does not know. A code has three right answers in a
# million: at a hundred tries a day, somebody who has the password needs years.
ONE_NAME = {
    PASSWORD: Lane(free=30, window=timedelta(hours=1), pause=MINUTE / 2),
    CODE: Lane(free=10, window=timedelta(days=1), pause=QUARTER),
}
# Of all names from one address: a whole office may share one.
ONE_ADDRESS = Lane(free=40, window=QUARTER, pause=MINUTE / 6)


def begin(kind, name, request):
    """Count a try before it is made; None where it is too soon, which is not counted.

    What it returns is deleted when the try succeeds. It is written before the others are read, so
    that of many tries at one moment none is overlooked, on whatever machines they arrive.
    """
    now = timezone.now()
    browser = known_browser.of(request, name)
    source = browser or client_address(request.META)
    attempt = SignInTry.objects.create(
        kind=kind,
        name_hash=keyed_hash("sign-in name", name),
        source_hash=keyed_hash("sign-in source", source or "nowhere"),
        is_known=bool(browser),
        at=now,
    )
    if may_try(attempt, earlier_than(attempt), now):
        return attempt
    attempt.delete()
    return None


def earlier_than(attempt):
    """The other tries that this one is weighed against, the newest first."""
    same = Q(name_hash=attempt.name_hash) | Q(source_hash=attempt.source_hash)
    others = SignInTry.objects.filter(same, kind=attempt.kind, at__gt=attempt.at - KEPT_FOR)
    return list(others.exclude(pk=attempt.pk).order_by("-at")[:500])


def may_try(attempt, others, now):
    """Whether a try may be made beside these others."""
    name = [other for other in others if other.name_hash == attempt.name_hash]
    person = [other.at for other in name if other.source_hash == attempt.source_hash]
    if not ONE_PERSON[attempt.kind].lets_through(person, now):
        return False
    if attempt.is_known:
        return True
    strangers = [other.at for other in name if not other.is_known]
    address = [other.at for other in others if other.source_hash == attempt.source_hash]
    return ONE_NAME[attempt.kind].lets_through(strangers, now) and ONE_ADDRESS.lets_through(
        address, now
    )


def forget_old(now):
    """Delete tries that no lane looks at any more."""
    SignInTry.objects.filter(at__lte=now - KEPT_FOR).delete()
