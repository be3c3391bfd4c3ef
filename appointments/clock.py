"""What the worker does by the clock."""

from datetime import timedelta
from time import monotonic


def ticking(now):
    """A function that tells the time as it goes on from `now`."""
    begun = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - begun)
