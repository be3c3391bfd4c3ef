"""What staff do on the page of a request beside its moves: hand it on, write notes, correct how to
reach the person."""

from django.http import Http404
from django.utils.translation import gettext as _

from appointments.assignment import assign
from appointments.contact_details import change_contact_details
from appointments.desk_offers import HAND_BACK, HAND_OVER, TAKE_OVER
from appointments.desk_views import ActView
from appointments.notes import add_note


class AssignView(ActView):
    """Who has the request, by the verb in the address."""

    def get_bound(self, data):
        if self.kwargs["name"] not in [TAKE_OVER, HAND_OVER, HAND_BACK]:
            raise Http404
        return self.get_holder_offer(self.kwargs["name"], data)

    def act(self, form):
        details = form.cleaned_data
        return assign(
            self.object,
            to=self.request.user if self.offered.name == TAKE_OVER else details.get("to"),
            by=self.request.user,
            now=self.now,
            version=details["version"],
            note=details.get("note", ""),
        )

    def get_success_message(self, event):
        # Without a name: the message travels in a cookie.
        if event.assignee == self.request.user:
            return _("Done. You have the request now.")
        return _("The request is handed over.") if event.assignee else _("Nobody has it now.")


class NoteView(ActView):
    """An internal note."""

    def get_bound(self, data):
        return self.get_note_offer(data)

    def act(self, form):
        return add_note(
            self.object,
            by=self.request.user,
            now=self.now,
            version=form.cleaned_data["version"],
            **form.details(),
        )

    def get_success_message(self, event):
        return _("The note is added.")


class ContactDetailsView(ActView):
    """How to reach the person, corrected."""

    def get_bound(self, data):
        return self.get_contact_offer(data)

    def act(self, form):
        return change_contact_details(
            self.object,
            form.details(),
            by=self.request.user,
            now=self.now,
            version=form.cleaned_data["version"],
        )

    def get_success_message(self, event):
        return _("The contact details are changed.")
