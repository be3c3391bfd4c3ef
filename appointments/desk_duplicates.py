"""Likely duplicates beside the request that is looked at, for its page."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.phonenumber import to_python as parse_phone

from appointments.desk_columns import eastern, holder
from appointments.likely_duplicates import MOST_SHOWN, Candidate, likely_duplicates
from appointments.transitions import WITH_VISIT, legal_moves

# In the order in which staff decide by them.
LABELS = {
    "received": gettext_lazy("Received"),
    "state": gettext_lazy("State"),
    "holder": gettext_lazy("Who has it"),
    "name": gettext_lazy("Name"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "place": gettext_lazy("Place"),
    "times": gettext_lazy("Preferred times (ET)"),
    "visit": gettext_lazy("Visit"),
}


def side_by_side(booking):
    """The requests that are like this one, and a line of the table for each thing to compare:
    (label, what this request says, what each other one says and whether it is the same)."""
    candidates, has_more = likely_duplicates(booking)
    return {
        "candidates": candidates,
        "candidate_rows": rows(as_candidate(booking), candidates) if candidates else [],
        "more_candidates_than": MOST_SHOWN if has_more else None,
        "may_repeat": "mark_duplicate" in legal_moves(booking.state),
    }


def as_candidate(booking):
    """This request in the shape of the others, to stand beside them."""
    return Candidate(
        request=booking,
        name=f"{booking.first_name} {booking.last_name}",
        date_of_birth=booking.date_of_birth,
        phone=booking.phone,
        email=booking.email,
    )


def rows(own, others):
    shown, *columns = [cells(each) for each in [own, *others]]
    return [
        (
            label,
            shown[key],
            [
                (column[key], key in other.same)
                for column, other in zip(columns, others, strict=True)
            ],
        )
        for key, label in LABELS.items()
    ]


def cells(candidate):
    """What is shown of a request, in words."""
    request, born = candidate.request, candidate.date_of_birth
    return {
        "received": eastern(request.received_at),
        "state": request.get_state_display(),
        "holder": holder(request),
        "name": readable(candidate.name),
        "date_of_birth": readable(born and date_format(born, "M j, Y")),
        "phone": readable(candidate.phone and national(candidate.phone)),
        "email": email_words(candidate),
        "place": str(request.location),
        "times": "; ".join(str(time) for time in request.preferred_times.all()) or _("None given"),
        "visit": eastern(request.visit_start) if request.state in WITH_VISIT else _("None"),
    }


def readable(text):
    """The text; words for one that is empty, and for one that no key of ours opens (None)."""
    return _("Cannot be read") if text is None else text or _("Not given")


def national(text):
    phone = parse_phone(text)
    return phone.as_national if phone and phone.is_valid() else text


def email_words(candidate):
    """As in the contact details: an address that we may not write to is not shown."""
    if candidate.email and not candidate.request.email_allowed:
        return _("Given, but we may not write to it")
    return readable(candidate.email)
