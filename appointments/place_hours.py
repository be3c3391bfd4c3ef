"""When each place of the clinic is open, as `appointments.due` counts with it."""

from collections import defaultdict

from appointments.due import WEEKDAYS_ALL_DAY, OpenHours, contact_due
from appointments.models import ClosedDays
from clinic_site.models import ClinicSettings, Location


def promised_due(request):
    """By when the clinic has promised the first contact, in UTC; None where it promises nothing."""
    days = ClinicSettings.load().response_business_days
    if not days:
        return None
    return contact_due(request.received_at, hours_of_places()[request.location_id], days)


def hours_of_places():
    """When each place is open, with its closed days and those of the whole clinic, by its key."""
    fields = ["opening_hours__weekday", "opening_hours__opens", "opening_hours__closes"]
    weekdays = defaultdict(lambda: defaultdict(list))
    for place, weekday, opens, closes in Location.objects.order_by().values_list("pk", *fields):
        if weekday is None:
            weekdays[place] = WEEKDAYS_ALL_DAY
        else:
            weekdays[place][weekday].append((opens, closes))
    closures = list(ClosedDays.objects.values_list("location", "first_day", "last_day"))
    return {
        place: OpenHours(
            days, tuple((first, last) for at, first, last in closures if at in (place, None))
        )
        for place, days in weekdays.items()
    }
