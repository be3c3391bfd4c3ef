"""Requests that may come from the same person, for staff to look at side by side.

They are found by keyed hashes. At most a few are then decrypted, to compare the dates of birth:
many people share a name. No public answer ever depends on this (FACTS section 3, "Duplicates").
"""

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q, TextField
from django.db.models.functions import Cast
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appointments.audit_reading import note
from appointments.hashes import hashed_texts
from appointments.models import BookingRequest
from appointments.transitions import State
from clinic_site.encryption import UnreadableValue, decrypt, keyed_hashes

MOST_SHOWN = 10
# What is decrypted of a candidate: value by value, so that one that no key opens spoils no page.
PERSONAL = ["first_name", "last_name", "date_of_birth", "phone", "email"]


@dataclass(repr=False)  # so that no log or traceback can show it
class Candidate:
    """A request beside the one that is looked at. What cannot be decrypted is None."""

    request: BookingRequest
    name: str | None
    date_of_birth: date | None
    phone: str | None
    email: str | None
    same: set = field(default_factory=set)  # of "phone", "email", "name", "date_of_birth"

    @property
    def may_be_repeated(self):
        """Whether another request can be its duplicate: not if it is one itself."""
        return self.request.state != State.DUPLICATE

    @property
    def likeness(self):
        """What is the same, and whether the date of birth speaks against it, in words."""
        words = LIKENESS[frozenset(self.same & {"phone", "email", "name"})]
        if self.date_of_birth is None:
            return words
        if "date_of_birth" in self.same:
            return format_lazy(_("{likeness}, same birth date"), likeness=words)
        return format_lazy(_("{likeness}, other birth date"), likeness=words)


LIKENESS = {
    frozenset(): "",
    frozenset({"name"}): _("Same name"),
    frozenset({"phone"}): _("Same phone, other name"),
    frozenset({"email"}): _("Same e-mail, other name"),
    frozenset({"phone", "email"}): _("Same phone and e-mail, other name"),
    frozenset({"phone", "name"}): _("Same phone and name"),
    frozenset({"email", "name"}): _("Same e-mail and name"),
    frozenset({"phone", "email", "name"}): _("Same phone, e-mail and name"),
}


def hash_matches(request):
    """The other requests with the same phone, e-mail or name. Nothing is decrypted for it."""
    return BookingRequest.objects.filter(same_contact(request) | same("name", request)).exclude(
        pk=request.pk
    )


def same_contact(request):
    return same("phone", request) | same("email", request)


def same(kind, request):
    """A condition: the other request has this one's hash of that kind; never of one without."""
    return Q(**{f"{kind}_hash__in": own_hashes(request, kind)})


def own_hashes(request, kind):
    """This request's hashes of that kind, by which others may be found: while HASH_KEY changes,
    the others' are under either key."""
    own = getattr(request, f"{kind}_hash")
    if not own or not settings.HASH_KEY_FALLBACKS:
        return {own} - {""}
    return {own, *keyed_hashes(kind, hashed_texts(request)[kind])}


def likely_duplicates(request):
    """The Candidates, the likeliest first, and whether there are more than are shown.

    Two queries, however many there are: the newest of those with the same phone or e-mail, then the
    newest that have only the name in common.
    """
    matches = (
        hash_matches(request)
        .select_related("location", "assigned_to")
        .prefetch_related("preferred_times")
        .sealed()
        .annotate(
            by_contact=ExpressionWrapper(same_contact(request), output_field=BooleanField()),
            **{f"sealed_{name}": Cast(name, TextField()) for name in PERSONAL},
        )
        .order_by("-by_contact", "-received_at", "-pk")
    )
    found = list(matches[: MOST_SHOWN + 1])
    candidates = [compared(other, request) for other in found[:MOST_SHOWN]]
    # Who has only the name in common and was born on another day is hardly the same person.
    candidates.sort(key=lambda candidate: candidate.same == {"name"})
    return candidates, len(found) > MOST_SHOWN


def compared(other, request):
    """The other request beside this one."""
    note(other.pk, other.reference, is_opened=True)  # what follows decrypts past the model
    values = {name: opened(getattr(other, f"sealed_{name}")) for name in PERSONAL}
    born = values["date_of_birth"] and date.fromisoformat(values["date_of_birth"])
    first, last = values["first_name"], values["last_name"]
    same = {
        kind
        for kind in ["phone", "email", "name"]
        if getattr(other, f"{kind}_hash") in own_hashes(request, kind)
    }
    return Candidate(
        request=other,
        name=None if first is None or last is None else f"{first} {last}",
        date_of_birth=born or None,
        phone=values["phone"],
        email=values["email"],
        same=same | ({"date_of_birth"} if born == request.date_of_birth else set()),
    )


def opened(sealed):
    """The text of an encrypted value, or None where no key of ours opens it."""
    try:
        return decrypt(sealed) if sealed else ""
    except UnreadableValue:
        return None
