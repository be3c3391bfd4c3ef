"""Printing. A browser prints by itself, so the page says that it does (desk_print.js)."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from appointments import audit
from appointments.bulk import chosen_of
from appointments.models import BookingRequest


class PrintedView(PermissionCheckedMixin, View):
    """A page with these requests is being printed. Nothing comes back."""

    model = BookingRequest
    permission_required = "view"
    http_method_names = ["post"]

    def post(self, request):
        keys = [key for key, _version in chosen_of(request.POST.getlist("chosen"))]
        found = BookingRequest.objects.filter(pk__in=keys).values_list("reference", flat=True)
        if references := sorted(found):
            audit.record_staff(audit.Action.PRINT, request, references, now=timezone.now())
        return HttpResponse(status=204)
