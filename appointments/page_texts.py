"""The standard words of each page of the request journey."""

from django.utils.translation import gettext_lazy as _

from appointments.text_kinds import PHONE, REFERENCE, Group, Text

CALL_IF_WANTED = _("If you still want an appointment, please call us.")


def form_page(label, heading, *paragraphs, placeholders=(PHONE,), heading_must_hold=""):
    """A page of the public journey."""
    return Text(
        Group.FORM,
        label,
        heading,
        paragraphs,
        placeholders=placeholders,
        heading_must_hold=heading_must_hold,
    )


def link_page(label, heading, *paragraphs):
    """A page behind the patient's link, on which nothing of the request may stand."""
    return Text(Group.LINK, label, heading, paragraphs, placeholders=(PHONE,))


def state_page(label, heading, *paragraphs):
    """What the patient's link says of a request in one state."""
    return Text(Group.LINK, label, heading, paragraphs, placeholders=(REFERENCE, PHONE))


# By the name of the page's template.
FORM_PAGES = {
    "where": form_page(
        _("Page 1: where"),
        _("Ask for an appointment"),
        _(
            "Tell us how to reach you and when you have time. It takes about three minutes. Then "
            "we contact you to find a visit."
        ),
    ),
    "contact": form_page(
        _("Page 2: about you"),
        _("About you"),
        _("Give us a phone number, an email address, or both."),
    ),
    "times": form_page(
        _("Page 3: times and needs"),
        _("Times and needs"),
        _("When could you come, or join by video? One choice is enough."),
    ),
    "check": form_page(
        _("Page 4: check"),
        _("Check your answers"),
        _("Is everything right? You can still change it."),
    ),
    "sent": form_page(
        _("The request is sent"),
        _("We have received your request"),
        _("Write it down or take a picture of it. You need it when you call us."),
        placeholders=(REFERENCE, PHONE),
    ),
    "already": form_page(
        _("The form was sent before"),
        _("We already have your request"),
        _("This form was sent before. We have that request, and it is not changed."),
        placeholders=(REFERENCE, PHONE),
    ),
    "stop-under-age": form_page(
        _("Stop: under 18"),
        _("We see adults, 18 and older"),
        _(
            "So we cannot take this request. It is good that you are looking for help, and there "
            "are people who can help you."
        ),
        heading_must_hold="18",
    ),
    "stop-for-somebody-else": form_page(
        _("Stop: for somebody else"),
        _("Please call us to ask for somebody else"),
        _(
            "This form is only for people who ask for themselves. On the phone we can find out "
            "together what is right for you both."
        ),
        _("Adults can also fill in the form on their own. You may sit with them while they do."),
    ),
    "stop-not-in-florida": form_page(
        _("Stop: not in Florida"),
        _("We can see you only in Florida"),
        _("Will you be in Florida later? Then ask us for a time when you are here."),
        _("Your doctor or your health plan can name psychiatrists in the state where you are."),
        heading_must_hold="Florida",
    ),
    "closed": form_page(
        _("No requests are taken"),
        _("We take no requests here right now"),
        _("We are sorry. Please come back later."),
    ),
    "expired": form_page(
        _("The form was open for too long"),
        _("Your form was open for too long"),
        _("If you sent a request with this form before, we have that one."),
    ),
    "unreadable": form_page(
        _("The form could not be read"),
        _("We could not read your form"),
        _("Something happened to the form on its way to us. It was not sent."),
        _("We are sorry. Please start again."),
    ),
}

# The pages of the link by the name of the template, then what it says of the states.
LINK_PAGES = {
    "link-year": link_page(
        _("Before it opens"),
        _("Open your link"),
        _("To keep this private, we ask for one thing that is not in our message."),
    ),
    "link-times": link_page(
        _("When to call"),
        _("When should we call?"),
        _("One choice is enough. We try to call at one of these times, but we cannot promise it."),
    ),
    "link-cant_come": link_page(
        _("“I can’t make it”"),
        _("Can’t you make it?"),
        _("We then cancel this appointment. Somebody else may get that time."),
    ),
    "link-withdraw": link_page(
        _("“Take back my request”"),
        _("Take back your request?"),
        _("We then close your request and do not contact you about it any more."),
        _("You can send a new request at any time."),
    ),
    # Before a virtual visit: shown only to who has opened the link of a booked one.
    "joining_link": link_page(
        _("How the link to a virtual visit comes"),
        None,
        _("We tell you before the visit how to join."),
    ),
    "state-received": state_page(_("State: received"), _("We have your request")),
    "state-in_review": state_page(
        _("State: in review"), _("We are looking for a time"), _("We will call or write to you.")
    ),
    "state-awaiting_patient": state_page(
        _("State: waiting for the patient"),
        _("We need to talk with you"),
        _("We cannot go on before that. Please call us when you can."),
    ),
    "state-waitlisted": state_page(
        _("State: waitlisted"), _("You are on our waitlist"), _("We have no opening for you yet.")
    ),
    "state-booked": state_page(_("State: booked"), _("Your appointment is booked")),
    "state-fulfilled": state_page(
        _("State: visit kept"),
        _("Your visit is over"),
        _("If you need another one, please call us."),
    ),
    "state-no_show": state_page(
        _("State: visit missed"), _("We did not see you at your visit"), CALL_IF_WANTED
    ),
    "state-cancelled": state_page(
        _("State: canceled"),
        _("Your appointment is canceled"),
        _("To ask for another time, please call us."),
    ),
    "state-withdrawn": state_page(
        _("State: taken back"),
        _("You took back your request"),
        _("We have closed it. You do not have to do anything."),
        _("If this is a mistake, please call us and we will open it again."),
    ),
    "state-declined": state_page(
        _("State: declined"),
        _("We cannot offer you an appointment"),
        _("We are sorry. Your own doctor or your health plan can help you."),
        _("If you have questions, please call us."),
    ),
    "state-unreachable": state_page(
        _("State: not reached"),
        _("We could not reach you"),
        _("We tried several times, so we closed your request for now."),
        CALL_IF_WANTED,
    ),
    "state-closed": state_page(
        _("State: duplicate, spam or error"),
        _("This request is closed"),
        _("If you sent us more than one, we may go on with another one."),
        _("If you think that this is a mistake, please call us."),
    ),
}
