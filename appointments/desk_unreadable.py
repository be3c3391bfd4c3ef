"""What the desk sees of a request that no key of ours opens."""

import logging

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from appointments.models import BookingRequest
from clinic_site.encryption import UnreadableValue

logger = logging.getLogger(__name__)


class UnreadableMixin:
    """Says that the request cannot be read, where the page would fail. Nothing was changed."""

    unreadable_template_name = "appointments/admin/unreadable.html"

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except UnreadableValue as error:
            logger.error("Request %s cannot be read: %s", self.kwargs["pk"], error)
            key = error.key
        sealed = BookingRequest.objects.sealed().select_related("location")
        self.object = get_object_or_404(sealed, pk=self.kwargs["pk"])
        context = WagtailAdminTemplateMixin.get_context_data(self, object=self.object, key=key)
        status = 200 if request.method in ["GET", "HEAD"] else 409
        return TemplateResponse(request, self.unreadable_template_name, context, status=status)
