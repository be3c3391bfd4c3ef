"""A look at all booked visits."""

from itertools import pairwise

from appointments.models import BookingRequest


def overlapping_visits():
    """Pairs of booked visits of one clinician that overlap."""
    columns = ["visit_clinician", "visit_start", "visit_end"]
    booked = BookingRequest.objects.filter(state="booked").order_by(*columns).values_list(*columns)
    return [
        (first, second)
        for first, second in pairwise(booked)
        if first[0] == second[0] and second[1] < first[2]
    ]
