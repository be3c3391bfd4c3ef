"""A legal hold, set and lifted on the page of a request."""

from django.utils.translation import gettext as _

from appointments import holds
from appointments.desk_views import ActView


class HoldView(ActView):
    """A legal hold, set or lifted. `name` says which."""

    act_permission = "hold"
    name = holds.HOLD

    def get_bound(self, data):
        return self.get_hold_offer(self.name, data)

    def act(self, form):
        return getattr(holds, self.name)(
            self.object,
            by=self.request.user,
            now=self.now,
            version=form.cleaned_data["version"],
            **form.details(),
        )

    def get_success_message(self, event):
        if event.move == holds.HOLD:
            return _("Done. The request is on legal hold: it is not deleted.")
        return _("Done. The legal hold is lifted.")
