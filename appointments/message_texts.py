"""The standard words of each message to a patient."""

from django.utils.translation import gettext_lazy as _

from appointments.text_kinds import LINK, PHONE, REFERENCE, VISIT_TIME, Group, Text

SUBJECT = _("About your request {reference}")
DELETE_ENTRY = _(
    "If it is in your calendar, please delete the entry, since many calendars do not do so by "
    "themselves."
)


def message(label, *paragraphs, fixed=()):
    """A message to the patient. One about a visit tells its time."""
    of_visit = (VISIT_TIME,) if VISIT_TIME in paragraphs else ()
    return Text(
        Group.MESSAGE,
        label,
        heading=SUBJECT,
        paragraphs=paragraphs,
        placeholders=(*of_visit, REFERENCE, PHONE, LINK),
        must_hold=of_visit,
        heading_must_hold=REFERENCE,
        fixed=fixed,
    )


# By the kind of the message.
MESSAGES = {
    "received": message(
        _("We have the request"),
        _("We have your request."),
        fixed=(
            _(
                "A request is not a booking: you have no appointment until we tell you a day and "
                "a time."
            ),
        ),
    ),
    "awaiting_patient": message(
        _("We need to talk with the patient"),
        _(
            "We need to talk with you before we can go on with your request. Please call us when "
            "you can."
        ),
    ),
    "waitlisted": message(
        _("On the waitlist"),
        _(
            "We do not have an opening for you yet, so your request is on our waitlist. We will "
            "call or write when there is one."
        ),
        fixed=(_("Until then you have no appointment."),),
    ),
    "booked": message(
        _("A visit is booked"),
        _("Your appointment is booked:"),
        VISIT_TIME,
        _("To change it, please call us."),
        fixed=(
            _(
                "You can add it to your calendar with the file in this message. The file shows "
                "only the time."
            ),
        ),
    ),
    "rescheduled": message(
        _("The visit is at another time"),
        _("The time of your appointment has changed. It is now:"),
        VISIT_TIME,
        _("If the new time does not suit you, please call us."),
        fixed=(
            _(
                "The file in this message holds the new time for your calendar. If your calendar "
                "still shows an old time, please delete that entry."
            ),
        ),
    ),
    "cancelled": message(
        _("The visit is canceled by us"),
        _("This appointment is canceled:"),
        VISIT_TIME,
        _("To ask for another time, please call us."),
        fixed=(DELETE_ENTRY,),
    ),
    "cant_come": message(
        _("The patient cannot come"),
        _("You told us that you cannot come, so this appointment is canceled:"),
        VISIT_TIME,
        _("If this is a mistake, please call us."),
        fixed=(DELETE_ENTRY,),
    ),
    "reminder_48": message(
        _("Reminder, two days before"),
        _("This is a reminder of your appointment:"),
        VISIT_TIME,
        _(
            "If you cannot come, please tell us as soon as you can. Then somebody else can have "
            "that time."
        ),
    ),
    "reminder_3": message(
        _("Reminder, three hours before"),
        _("Your appointment begins soon:"),
        VISIT_TIME,
        _("If you cannot come, please tell us now, even if it is late."),
    ),
    "withdrawn": message(
        _("The request is taken back"),
        _(
            "We have closed your request, as you asked. If this is a mistake, please call us and "
            "we will open it again."
        ),
    ),
    "declined": message(
        _("We decline the request"),
        _(
            "We are sorry: we cannot offer you an appointment at this time. Your own doctor or "
            "your health plan can help you find other care. If you have questions, please call us."
        ),
    ),
    "unreachable": message(
        _("We could not reach the patient"),
        _(
            "We tried to reach you several times and could not, so we have closed your request "
            "for now. If you still want an appointment, please call us and we will open it again."
        ),
    ),
    "new_link": message(
        _("A new link"),
        _(
            "Here is a new link to your request. Links that we sent you before do not work any "
            "more."
        ),
    ),
}
