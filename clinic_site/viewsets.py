"""The clinic's locations and clinicians in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from clinic_site.models import Clinician, Location
from clinic_site.staff.tie import ClinicianForm, log_tie


class DeleteLocationView(DeleteView):
    confirmation_message = _(
        "Only a place that no request uses can be deleted. To take no new requests for a place, "
        "pause them instead. Delete this location?"
    )


class DeleteClinicianView(DeleteView):
    confirmation_message = _(
        "Only a clinician whom nothing uses can be deleted. If this clinician has left, take the "
        "check off “works here now” instead. Delete this clinician?"
    )

    def delete_action(self):
        tied_to, self.object.user = self.object.user, None
        if tied_to:
            log_tie(self.object)
        super().delete_action()


class LocationViewSet(ModelViewSet):
    model = Location
    name = "locations"
    icon = "home"
    list_display = ["name", "kind", "city", "phone"]
    delete_view_class = DeleteLocationView
    copy_view_enabled = False
    add_to_reference_index = False


class ClinicianViewSet(ModelViewSet):
    model = Clinician
    name = "clinicians"
    icon = "user"
    list_display = ["name", "credentials", "job_title", "is_active"]
    edit_handler = ObjectList(Clinician.panels, base_form_class=ClinicianForm)
    delete_view_class = DeleteClinicianView
    copy_view_enabled = False
    add_to_reference_index = False


class ClinicViewSetGroup(ModelViewSetGroup):
    items = (LocationViewSet, ClinicianViewSet)
    menu_label = _("Clinic")
    menu_icon = "home"
    menu_order = 300
