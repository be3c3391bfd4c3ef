"""How to reach a person, corrected by staff when the person says so.

The timeline says which details changed, never to what: nothing personal stands in a second place.
Messages that still wait go to the new address, since it is read when they are sent, and are written
anew in a language that was corrected.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from appointments import outbox
from appointments.models import Language, RequestEvent
from appointments.moves import MoveRefused, check_version, write
from clinic_site.encryption import keyed_hash

CONTACT_CHANGED = "contact_changed"
WORDS = {
    "phone": _("phone number"),
    "voicemail_allowed": _("may leave a voicemail"),
    "text_allowed": _("may send a text message"),
    "email": _("e-mail address"),
    "email_allowed": _("may send e-mail"),
    "language": _("language"),
}


@dataclass(frozen=True, repr=False)  # so that no log or traceback can show it
class ContactDetails:
    """How to reach a person. `phone` is E.164 or ""."""

    phone: str
    voicemail_allowed: bool
    text_allowed: bool
    email: str
    email_allowed: bool
    language: str

    @property
    def is_enough(self):
        """Whether there is a way to reach the person: a phone, or an e-mail that may be used."""
        return bool(self.phone or (self.email and self.email_allowed))

    def fields(self):
        """The fields of a request, without a consent that has lost its address."""
        return {
            "phone": self.phone,
            "voicemail_allowed": bool(self.phone) and self.voicemail_allowed,
            "text_allowed": bool(self.phone) and self.text_allowed,
            "email": self.email,
            "email_allowed": bool(self.email) and self.email_allowed,
            "language": self.language,
        }


def change_contact_details(request, details, *, by, now, version):
    """Write the details down and return the event. Raises MoveRefused and AlreadyMoved."""
    check_version(request, version)
    if not details.is_enough or details.language not in Language.values:
        raise MoveRefused(_("Keep a phone number, or an e-mail address that we may write to."))
    changes = {
        name: value for name, value in details.fields().items() if value != getattr(request, name)
    }
    if not changes:
        raise MoveRefused(_("Nothing changed: these are the details as they stand."))
    event = RequestEvent(by=by, at=now, move=CONTACT_CHANGED, note=in_words(changes))
    with transaction.atomic():
        write(request, event, changes | consequences(request, changes))
        if not outbox.address(request, outbox.Audience.PATIENT):
            outbox.supersede(request)  # else the worker would find nobody to write to
        elif "language" in changes:
            outbox.translate(request)
    return event


def consequences(request, changes):
    """What follows from the changed fields: hashes by which the request is found, and the mail's
    trouble, which was about the earlier address."""
    followed = {f"{kind}_hash": keyed_hash(kind, changes[kind]) for kind in HASHED & changes.keys()}
    if changes.get("email"):
        followed["phone_instead"] = False
    return followed


HASHED = {"phone", "email"}


def in_words(changes):
    """Which fields changed, in the language of staff."""
    with translation.override(settings.LANGUAGE_CODE):
        return ", ".join(str(word) for name, word in WORDS.items() if name in changes)
