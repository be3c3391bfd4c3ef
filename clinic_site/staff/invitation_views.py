"""Where an invited person chooses a password."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import PasswordResetConfirmView
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from clinic_site.staff import invitations


class InvitationView(PasswordResetConfirmView):
    """Django's own page behind the link, with our tokens, words and look.

    It takes the token out of the address by a redirect before a form is shown, and no Referer
    carries the address. GET uses nothing up: mail programs follow links by themselves.
    """

    template_name = "clinic_site/staff/invitation.html"
    token_generator = invitations.tokens
    reset_url_token = "password"  # noqa: S105 - the word that stands in the token's place
    success_url = reverse_lazy("wagtailadmin_login")

    def dispatch(self, *args, **kwargs):
        response = super().dispatch(*args, **kwargs)
        # `no-referrer` would break Django's check of forms.
        response["Referrer-Policy"] = "strict-origin"
        return response

    def get_user(self, uidb64):
        """No link leads into an account that was disabled or became a superuser's meanwhile."""
        user = super().get_user(uidb64)
        return user if user and user.is_active and not user.is_superuser else None

    def form_valid(self, form):
        response = super().form_valid(form)
        log(self.user, "staff.accept", user=self.user)
        logout(self.request)  # whoever was signed in on this machine is not the one who goes on
        messages.success(self.request, _("Your password is set. Sign in with it now."))
        return response
