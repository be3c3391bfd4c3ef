"""What stands in front of Wagtail's own addresses, below the admin's."""

from django.urls import path

from clinic_site.staff.account import OwnAccountView
from clinic_site.staff.invitation_views import InvitationView

urlpatterns = [
    path("admin/account/", OwnAccountView.as_view(), name="staff_account"),
    path(
        "admin/invitation/<slug:uidb64>.<slug:token>/",
        InvitationView.as_view(),
        name="staff_invitation",
    ),
]
