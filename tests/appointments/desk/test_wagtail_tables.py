"""Nothing of a request may come to lie in Wagtail's own tables."""

from django.apps import apps
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry

from tests.appointments.desk.conftest import details_of, move_url


def test_after_a_life_of_moves_nothing_of_a_request_is_in_wagtails_own_tables(
    desk, make_request, clinician, wagtail_indexes
):
    request, other = make_request(), make_request()
    steps = ["take", "waitlist", "resume", "book", "reschedule", "cancel", "reopen", "decline"]
    for version, name in enumerate(steps, 1):
        data = {"version": version, **details_of(name, other, clinician)}
        assert desk.post(move_url(request, name), data).status_code == 302
    for model in [ModelLogEntry, PageLogEntry, Revision, ReferenceIndex, IndexEntry]:
        rows = str(list(model.objects.values()))
        for sentinel in ["Sentinel", request.reference, "5550150", "patient.example", "is ill"]:
            assert sentinel not in rows, model
        types = [name for name in ["content_type", "base_content_type"] if hasattr(model, name)]
        for name in types:
            assert not model.objects.filter(**{f"{name}__app_label": "appointments"}).exists()


def test_no_model_of_requests_is_indexed_or_counted_by_wagtail():
    for model in apps.get_app_config("appointments").get_models():
        assert model not in ReferenceIndex.tracked_models, model
        assert not hasattr(model, "search_fields"), model
        assert not hasattr(model, "latest_revision"), model
