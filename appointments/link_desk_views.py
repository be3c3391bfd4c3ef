"""The patient's own link, turned off or sent anew on the page of a request."""

from django.http import Http404

from appointments.desk_offers import LINK_VERBS
from appointments.desk_timeline import EVENTS
from appointments.desk_views import ActView


class LinkView(ActView):
    """A change to the patient's link, named in the address."""

    def get_bound(self, data):
        if self.kwargs["name"] not in LINK_VERBS:
            raise Http404
        return self.get_bound_link_offer(self.kwargs["name"], data)

    def act(self, form):
        _label, change = LINK_VERBS[self.offered.name]
        version = form.cleaned_data["version"]
        return change(self.object, by=self.request.user, now=self.now, version=version)

    def get_success_message(self, event):
        return EVENTS[event.move]
