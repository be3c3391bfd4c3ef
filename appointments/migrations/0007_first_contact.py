"""Fill `first_contact_at` in for the requests that are there already, from their events."""

from django.db import migrations
from django.db.models import Min, OuterRef, Q, Subquery

# What CONTACTS named when this was written. What the patient did by the link is no contact.
CONTACTS = [
    "attempt",
    "reopen",
    "ask_patient",
    "waitlist",
    "book",
    "reschedule",
    "cancel",
    "withdraw",
    "decline",
    "give_up",
]
BY_PATIENT = ["withdraw", "reopen"]


def fill_in(apps, schema_editor):
    """One statement, however many requests there are; nothing is decrypted."""
    events = apps.get_model("appointments", "RequestEvent").objects
    contacts = events.filter(request=OuterRef("pk"), move__in=CONTACTS)
    first = (
        contacts.exclude(Q(move__in=BY_PATIENT, by=None))
        .order_by()
        .values("request")
        .annotate(first=Min("at"))
        .values("first")
    )
    requests = apps.get_model("appointments", "BookingRequest").objects
    requests.filter(first_contact_at=None).update(first_contact_at=Subquery(first))


class Migration(migrations.Migration):
    dependencies = [("appointments", "0006_front_desk")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True)]
