"""Whether requests are taken now, and for which places."""

from dataclasses import dataclass, field

from django.conf import settings

from appointments.models import RequestPause
from clinic_site import launch
from clinic_site.models import Location


@dataclass(frozen=True)
class Opening:
    """The places that take requests, and what the managers say about those that do not."""

    places: list = field(default_factory=list)
    paused_places: list = field(default_factory=list)  # of (Location, RequestPause)
    sentence: str = ""  # where all requests are paused

    @property
    def is_open(self):
        return bool(self.places)


def opening_now():
    """What is open now. Before launch nothing is, but where DEBUG is on."""
    if is_before_launch():
        return Opening()
    pauses = {pause.location_id: pause for pause in RequestPause.objects.all()}
    if None in pauses:
        return Opening(sentence=pauses[None].sentence)
    locations = list(Location.objects.all())
    return Opening(
        places=[place for place in locations if place.pk not in pauses],
        paused_places=[(place, pauses[place.pk]) for place in locations if place.pk in pauses],
    )


def open_to_callers():
    """Every place: a pause holds back the public form, and its sentence sends people to the phone.

    The pauses stand beside the places, so that staff know what people were told. Before launch
    there is nothing, as for the public: the notices that a caller must be told of are not there.
    """
    if is_before_launch():
        return Opening()
    paused = [(pause.location, pause) for pause in RequestPause.objects.select_related("location")]
    return Opening(places=list(Location.objects.all()), paused_places=paused)


def is_before_launch():
    return not settings.DEBUG and bool(launch.missing_for_requests())


def everything_open():
    """All places, for a form that is only looked at: one sent already, or a preview."""
    return Opening(places=list(Location.objects.all()))
