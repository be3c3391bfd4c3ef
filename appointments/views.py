"""The request journey."""

from django.views.generic import TemplateView


class RequestView(TemplateView):
    template_name = "appointments/where.html"
