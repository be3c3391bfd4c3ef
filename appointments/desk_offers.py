"""What the page of a request (`desk_views.RequestView`) offers its staff, part by part."""

from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appointments import holds, patient_link
from appointments.desk_forms import ContactDetailsForm, HandOverForm, NoteForm
from appointments.link_tokens import link_of
from appointments.move_forms import AttemptForm, HoldForm, MoveForm, form_class
from appointments.move_needs import hindrance
from appointments.transitions import CLOSED, OPEN, TRANSITIONS, Channel, Outcome, State, legal_moves

LINK_VERBS = {
    patient_link.TURNED_OFF: (_("Turn the link off"), patient_link.turn_off),
    patient_link.SENT_ANEW: (_("Send a new link"), patient_link.send_anew),
}
# Moves that say who has the request: they stand with that, not with the steps.
OF_HOLDER = ["take", "give_back"]
TAKE_OVER, HAND_OVER, HAND_BACK = "take_over", "hand_over", "hand_back"
QUIET = ["give_back", HAND_BACK, HAND_OVER, "resume", "attempt", "note", "contact_details"]


@dataclass
class Offer:
    """Something that staff can do with a request, with its form; without one, on another page."""

    name: str
    label: str
    form: forms.Form | None
    url: str
    closes: bool = False
    sends: bool = False
    opens: bool = False  # its form first, so that no stray click does it
    is_legal: bool = True
    hindrance: str = ""  # why it cannot be done yet, or any more, where its state allows it

    @property
    def is_quiet(self):
        """Whether its button stands back behind those that lead on."""
        return self.name in QUIET

    @property
    def is_button(self):
        """Whether one click does it. What closes a request or writes to the patient takes two."""
        return not (self.closes or self.sends or self.opens or self.form.visible_fields())


class Offers:
    """What all parts share: the offer that was just refused stands in its own place."""

    offered = None  # what was just refused, with what was typed

    def or_refused(self, offer):
        return self.offered if self.offered and self.offered.name == offer.name else offer

    def get_form(self, form, name, data):
        return form(data, request=self.object, now=self.now, auto_id=f"{name}-%s")


class MoveOffers(Offers):
    """The moves that are legal now, and the attempt to reach the person."""

    move_url_name = None
    book_url_name = None
    attempt_url_name = None

    def get_offers(self):
        """For who may move requests: nothing for others."""
        if not self.user_has_permission("move"):
            return {}
        offers = [self.or_refused(self.get_offer(name)) for name in legal_moves(self.object.state)]
        others = [offer for offer in offers if offer.name not in OF_HOLDER]
        attempt = self.or_refused(self.get_attempt())
        return {
            "attempt": attempt if attempt.is_legal else None,
            "quick_attempts": quick_attempts(self.object) if attempt.is_legal else [],
            "steps": [offer for offer in others if offer.is_legal and not offer.closes],
            "endings": [offer for offer in others if offer.is_legal and offer.closes],
            "not_yet": not_yet(others),
        }

    def get_offer(self, name, data=None):
        transition = TRANSITIONS[name]
        pk, has_page = self.object.pk, "visit" in transition.needs
        is_in_table = name in legal_moves(self.object.state)
        hindered = hindrance(self.object, name, self.now) if is_in_table else ""
        return Offer(
            name=name,
            label=transition.label,
            form=None if has_page else self.get_form(form_class(name), name, data),
            url=reverse(self.book_url_name, args=[pk])
            if has_page
            else reverse(self.move_url_name, args=[pk, name]),
            closes=transition.target in CLOSED,
            sends=bool(transition.message),
            is_legal=is_in_table and not hindered,
            hindrance=hindered,
        )

    def get_attempt(self, data=None):
        return Offer(
            name="attempt",
            label=_("Another way, or with a note"),
            form=self.get_form(AttemptForm, "attempt", data),
            url=reverse(self.attempt_url_name, args=[self.object.pk]),
            is_legal=self.object.state in OPEN,
        )


def not_yet(offers):
    """(labels, sentence) of the ways to close a request that are not open yet."""
    waiting = [offer for offer in offers if offer.closes and offer.hindrance]
    return [
        (", ".join(str(offer.label) for offer in alike), sentence)
        for sentence, alike in groupby(waiting, key=lambda offer: str(offer.hindrance))
    ]


def quick_attempts(booking):
    """(words, channel, outcome) of the attempts that one click logs, by what the person allows."""
    possible = [
        (booking.phone, _("Reached by phone"), Channel.PHONE, Outcome.REACHED),
        (booking.phone, _("No answer"), Channel.PHONE, Outcome.NO_ANSWER),
        (booking.voicemail_allowed, _("Left a voicemail"), Channel.VOICEMAIL, Outcome.LEFT_MESSAGE),
        (booking.text_allowed, _("Sent a text"), Channel.TEXT, Outcome.LEFT_MESSAGE),
    ]
    return [quick for is_possible, *quick in possible if is_possible]


class HolderOffers(Offers):
    """Who has the request: taken, taken over, handed over, given back."""

    move_url_name = None
    assign_url_name = None

    def get_holder_offers(self):
        """For an open request, by who has it and who looks."""
        if not self.user_has_permission("move") or self.object.state not in OPEN:
            return {"holder_offers": []}
        holder, state = self.object.assigned_to, self.object.state
        offers = []
        if state == State.RECEIVED:
            offers.append(self.get_offer("take"))
        elif holder != self.request.user:
            offers.append(self.get_holder_offer(TAKE_OVER))
        offers.append(self.get_holder_offer(HAND_OVER))
        if state == State.IN_REVIEW:
            offers.append(self.get_offer("give_back"))
        elif holder:
            offers.append(self.get_holder_offer(HAND_BACK))
        return {"holder_offers": [self.or_refused(offer) for offer in offers]}

    def get_holder_offer(self, name, data=None):
        labels = {
            TAKE_OVER: _("Take over") if self.object.assigned_to else _("Take"),
            HAND_OVER: _("Hand over"),
            HAND_BACK: _("Give back"),
        }
        return Offer(
            name=name,
            label=labels[name],
            form=self.get_form(HandOverForm if name == HAND_OVER else MoveForm, name, data),
            url=reverse(self.assign_url_name, args=[self.object.pk, name]),
            is_legal=self.object.state in OPEN,
        )


class NoteOffers(Offers):
    """Notes, and how to reach the person: in every state, for who may move requests."""

    note_url_name = None
    contact_details_url_name = None

    def get_note_offers(self):
        if not self.user_has_permission("move"):
            return {}
        return {
            "note": self.or_refused(self.get_note_offer()),
            "contact_details": self.or_refused(self.get_contact_offer()),
        }

    def get_note_offer(self, data=None):
        return Offer(
            name="note",
            label=_("Add a note"),
            form=self.get_form(NoteForm, "note", data),
            url=reverse(self.note_url_name, args=[self.object.pk]),
        )

    def get_contact_offer(self, data=None):
        return Offer(
            name="contact_details",
            label=_("Correct these details"),
            form=self.get_form(ContactDetailsForm, "contact_details", data),
            url=reverse(self.contact_details_url_name, args=[self.object.pk]),
        )


class HoldOffers(Offers):
    """The legal hold, for managers."""

    hold_url_name = None
    lift_hold_url_name = None

    def get_hold(self):
        """The hold to set or to lift; the one that was just refused, with what was typed."""
        if not self.user_has_permission("hold"):
            return None
        name = holds.LIFT_HOLD if self.object.on_hold else holds.HOLD
        return self.or_refused(self.get_hold_offer(name))

    def get_hold_offer(self, name, data=None):
        is_lift = name == holds.LIFT_HOLD
        url_name = self.lift_hold_url_name if is_lift else self.hold_url_name
        return Offer(
            name=name,
            label=_("Lift the legal hold") if is_lift else _("Put on legal hold"),
            form=self.get_form(HoldForm, name, data),
            url=reverse(url_name, args=[self.object.pk]),
            is_legal=self.object.on_hold == is_lift,
        )


class LinkOffers(Offers):
    """The part of a request's page that is about the patient's own link."""

    link_url_name = None

    def get_link(self):
        """The link, and what can be done with it."""
        link = link_of(self.object)
        names = patient_link.changes_of(self.object, link, self.now)
        offers = [self.or_refused(self.get_link_offer(name, is_legal=True)) for name in names]
        return {
            "link": link,
            "link_works": bool(link and link.works(self.now)),
            "link_offers": offers if self.user_has_permission("move") else [],
        }

    def get_bound_link_offer(self, name, data):
        """The offer with what was sent, legal or not."""
        link = link_of(self.object)
        legal = patient_link.changes_of(self.object, link, self.now)
        return self.get_link_offer(name, data, is_legal=name in legal)

    def get_link_offer(self, name, data=None, *, is_legal):
        return Offer(
            name=name,
            label=LINK_VERBS[name][0],
            form=self.get_form(MoveForm, name, data),
            url=reverse(self.link_url_name, args=[self.object.pk, name]),
            sends=name == patient_link.SENT_ANEW,
            opens=True,
            is_legal=is_legal,
        )


class RequestOffers(MoveOffers, HolderOffers, NoteOffers, HoldOffers, LinkOffers):
    """All of it."""
