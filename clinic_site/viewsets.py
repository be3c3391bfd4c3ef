"""The clinic's locations and clinicians in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from clinic_site.models import Clinician, Location


class LocationViewSet(ModelViewSet):
    model = Location
    name = "locations"
    icon = "home"
    list_display = ["name", "kind", "city", "phone"]
    copy_view_enabled = False
    add_to_reference_index = False


class ClinicianViewSet(ModelViewSet):
    model = Clinician
    name = "clinicians"
    icon = "user"
    list_display = ["name", "credentials", "job_title", "is_active"]
    copy_view_enabled = False
    add_to_reference_index = False


class ClinicViewSetGroup(ModelViewSetGroup):
    items = (LocationViewSet, ClinicianViewSet)
    menu_label = _("Clinic")
    menu_icon = "home"
    menu_order = 300
