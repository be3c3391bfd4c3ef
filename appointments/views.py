"""The request journey, at one address. Nothing is kept on the server before the final submit."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters

from appointments import form_state
from appointments.form_state import FormState, StateExpired, StateUnreadable
from appointments.forms import CheckForm
from appointments.journey import CHECK, PAGES, STEPS, Journey
from appointments.models import BookingRequest
from appointments.opening import everything_open, opening_now
from appointments.submission import AlreadySubmitted, submit
from appointments.texts_in_use import words_of
from clinic_site.client_address import client_address
from clinic_site.context_processors import live_notices


@method_decorator([sensitive_post_parameters(), cache_control(no_store=True)], name="dispatch")
class RequestView(View):
    """GET begins; each POST carries one page and the state of those before it.

    The address never says anything: it has no parameters, and no two people's differ.
    """

    http_method_names = ["get", "head", "post"]

    def get(self, request):
        opening = opening_now()
        if not opening.is_open:
            return page(request, "closed", opening=opening)
        journey = Journey(FormState(), opening, timezone.now())
        return form_page(request, journey, "where", journey.form("where"))

    def post(self, request):
        step = request.POST.get("step")
        if step not in STEPS or not is_text(request.POST):
            return page(request, "unreadable", status=400)
        try:
            state = form_state.unseal(request.POST.get("state", ""))
        except StateUnreadable:
            return page(request, "unreadable", status=400)
        except StateExpired:
            return page(request, "expired", status=410)
        opening = opening_for(state, step)
        if not opening.is_open:
            return page(request, "closed", opening=opening)
        return proceed(request, Journey(state, opening, timezone.now()), step)


def is_text(data):
    """Whether all that was posted can be written down: no NUL, no half of a surrogate pair."""
    try:
        text = "".join(value for values in dict(data).values() for value in values)
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def opening_for(state, step):
    """What is open. A form that was sent is seen again even when its place is paused since."""
    if step == CHECK and BookingRequest.objects.filter(form_key=state.form_key).exists():
        return everything_open()
    return opening_now()


def proceed(request, journey, step):
    """The page that a posted page leads to."""
    if step in PAGES:
        journey.keep(step, request.POST)
    if journey.stop_reason:
        return page(request, f"stop-{journey.stop_reason.value}")
    if step == "where":
        journey.note_first_page()
    go = request.POST.get("go", "")
    wanted = wanted_page(step, go)
    if wanted:
        return form_page(request, journey, wanted, journey.unchecked(wanted))
    wrong = step if step in PAGES and not journey.form(step).is_valid() else journey.first_wrong
    if wrong:
        return form_page(request, journey, wrong, journey.form(wrong))
    if step == CHECK and go == "send":
        return send(request, journey)
    return check_page(request, journey)


def wanted_page(step, go):
    """The page that Back or a Change button asks for; None for any other button."""
    if go == "back" and step != STEPS[0]:
        return STEPS[STEPS.index(step) - 1]
    changed = go.removeprefix("change-")
    return changed if changed != go and changed in PAGES else None


def send(request, journey):
    """Write the request, unless the privacy notice was not read; say so after the commit."""
    check = CheckForm(request.POST, opening=journey.opening, now=journey.now)
    if not check.is_valid():
        return check_page(request, journey, check)
    try:
        received = submit(
            journey.answers(),
            form_key=journey.state.form_key,
            now=journey.now,
            sender=journey.sender(client_address(request.META)),
        )
    except AlreadySubmitted as earlier:
        return page(request, "already", status=409, reference=earlier.reference)
    return page(request, "sent", reference=received.reference)


def check_page(request, journey, check=None):
    """The answers to check. The state keeps which revision of the privacy notice was named."""
    notice = live_notices().get("website_privacy")
    journey.state.notice = notice and notice.live_revision_id
    check = check or CheckForm(opening=journey.opening, now=journey.now)
    return form_page(request, journey, CHECK, check, summaries=journey.summaries)


def form_page(request, journey, step, form, **context):
    """A page of the form, with the state that it carries on."""
    return page(
        request,
        step,
        form=form,
        step=step,
        number=STEPS.index(step) + 1,
        steps=len(STEPS),
        state=form_state.seal(journey.state),
        opening=journey.opening,
        **context,
    )


def page(request, name, status=200, **context):
    """A page by its name. All but those of the form have the crisis block in their midst."""
    context["crisis_shown"] = "form" not in context
    context["text"] = words_of(name, reference=context.get("reference", ""))
    return render(request, f"appointments/{name}.html", context, status=status)
