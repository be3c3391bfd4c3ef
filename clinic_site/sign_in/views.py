"""The pages of the sign-in and of a person's own second factors: allauth's, in the admin's look."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView

from clinic_site.sign_in import codes, forms, known_browser, log, second_factor, timeouts
from clinic_site.sign_in.adapter import PASSWORD_SHOWN

MOST_WRONG_CODES = 5  # of one sign-in; then the password is asked for again
MOST_PASSKEYS = 10
FEW_CODES = 3
WHY_HERE = {
    timeouts.IDLE_REASON: gettext_lazy("You were signed out after 15 minutes without activity."),
    timeouts.LONG_REASON: gettext_lazy("You were signed out: nobody stays in for over 12 hours."),
    "account": gettext_lazy("You were signed out. Sign in again."),
    "second-factor": gettext_lazy("Sign in again, with your second factor."),
    "codes": gettext_lazy("There were too many wrong codes. Begin again with your password."),
    "out": gettext_lazy("You have signed out."),
}


class SignInView(LoginView):
    """The one door: name and password."""

    form_class = forms.SignInForm

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        # Two that would be sent to and fro: who may not enter the admin, and who may not go on.
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            request.user = AnonymousUser()
        elif user.is_authenticated and second_factor.is_missing(request, user):
            return redirect("mfa_index")
        if carried := request.GET.get("browser"):
            response = HttpResponseRedirect(f"{request.path}?ended=out")
            known_browser.unpack(carried, response)
            return response
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        why = WHY_HERE.get(self.request.GET.get("ended"), "")
        return super().get_context_data(why_here=why, **kwargs)


class SecondFactorView(AuthenticateView):
    """The step after the password."""

    form_class = forms.CodeForm
    webauthn_form_class = forms.PasskeyForm

    def form_invalid(self, form):
        state = self.stage.state
        state["wrong"] = state.get("wrong", 0) + 1
        self.request.session.modified = True
        if state["wrong"] >= MOST_WRONG_CODES:
            clear_login(self.request)
            return redirect(f"{reverse('account_login')}?ended=codes")
        return super().form_invalid(form)

    def form_valid(self, form):
        user = self.stage.login.user
        shown = self.request.session.get(PASSWORD_SHOWN)
        if not user.is_active or shown != user.get_session_auth_hash():
            # Disabled, or given another password, since the page before.
            clear_login(self.request)
            return redirect(f"{reverse('account_login')}?ended=account")
        response = super().form_valid(form)
        known_browser.remember(self.request, response, self.stage.login.user.get_username())
        return response

    def get_context_data(self, **kwargs):
        user = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        return super().get_context_data(**kwargs) | {
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds
        }


class ConfirmView(ReauthenticateView):
    """The password once more, before second factors are changed."""

    form_class = forms.ConfirmForm


@require_POST
def sign_out(request):
    """End the session on the server, and have the browser forget all that it keeps of the site."""
    browser = known_browser.packed(request)
    if request.user.is_authenticated:
        log.done("signed out", request.user)
    logout(request)
    query = f"browser={browser}" if browser else "ended=out"
    response = HttpResponseRedirect(f"{reverse('account_login')}?{query}")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@require_GET
def session_state(request):
    """How long the session still lasts, for a page that waits; asking does not prolong it."""
    return state_of(request)


@require_POST
def session_stay(request):
    """A person types, clicks, or asks to stay: the middleware has noted it."""
    return state_of(request)


def state_of(request):
    """Seconds left, and the key of forms, which a new sign-in has changed."""
    if request.user.is_anonymous:
        return JsonResponse({"seconds": 0})
    times = timeouts.times(request.session)
    seconds = timeouts.seconds_left(*times, timezone.now())
    return JsonResponse({"seconds": seconds, "user": request.user.pk, "csrf": get_token(request)})


@method_decorator(login_required, name="dispatch")
class SecondFactorsView(TemplateView):
    """A person's own second factors."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        rows = Authenticator.objects.filter(user=user, type__in=second_factor.KINDS)
        left = codes.recovery_codes_left(user, of=mfa_settings.RECOVERY_CODE_COUNT)
        return super().get_context_data(
            rows=list(rows.order_by("created_at", "pk")),
            has_app=any(row.type == Authenticator.Type.TOTP for row in rows),
            may_remove=may_remove_one(user),
            codes_left=left,
            few_codes=left <= FEW_CODES,
            is_missing=second_factor.is_missing(self.request, user),
            is_optional=settings.DEBUG,
            **kwargs,
        )


def may_remove_one(user):
    """Whether one second factor may go: the last one stays, where one is demanded."""
    number = Authenticator.objects.filter(user=user, type__in=second_factor.KINDS).count()
    return number > 1 or (settings.DEBUG and number == 1)


class AddAppView(ActivateTOTPView):
    """An authenticator app, set up by a picture or by its key as text."""

    form_class = forms.AddAppForm

    def dispatch(self, request, *args, **kwargs):
        if Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"session": self.request.session}

    def form_valid(self, form):
        response = super().form_valid(form)
        row = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        row.data[codes.LAST_COUNTER] = form.counter  # a code is good once, from the first one on
        row.save(update_fields=["data"])
        added(self.request, response, Authenticator.Type.TOTP)
        return response


class AddPasskeyView(AddWebAuthnView):
    """A passkey: of a phone, a computer, a password manager or a key with a plug."""

    form_class = forms.AddPasskeyForm

    def dispatch(self, request, *args, **kwargs):
        rows = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
        if rows.count() >= MOST_PASSKEYS:
            messages.error(request, _("You have as many passkeys as an account can. Remove one."))
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        added(self.request, response, Authenticator.Type.WEBAUTHN)
        return response


def added(request, response, kind):
    """Whoever set a second factor up has shown it; the session goes on under a new key."""
    if not second_factor.has_passed(request, request.user):
        second_factor.note_passed(request, request.user, kind)
        request.session.cycle_key()
    known_browser.remember(request, response, request.user.get_username())
    log.done(f"second factor added ({kind})", request.user)


class RenamePasskeyView(EditWebAuthnView):
    """The name of a passkey."""

    form_class = forms.RenamePasskeyForm
    success_url = reverse_lazy("mfa_index")


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RemoveView(TemplateView):
    """Take a second factor away, but never the last one."""

    template_name = "mfa/remove.html"

    def get_context_data(self, **kwargs):
        row = self.row(kwargs["pk"])
        return super().get_context_data(row=row, may_remove=may_remove_one(row.user), **kwargs)

    def row(self, pk):
        own = Authenticator.objects.filter(user=self.request.user, type__in=second_factor.KINDS)
        return get_object_or_404(own, pk=pk)

    @transaction.atomic
    def post(self, request, pk):
        # Two that are removed at one moment wait for each other here.
        get_user_model().objects.select_for_update().get(pk=request.user.pk)
        row = self.row(pk)
        if may_remove_one(request.user):
            delete_and_cleanup(request, row)
            log.done(f"second factor removed ({row.type})", request.user)
            messages.success(request, _("Removed."))
        else:
            messages.error(request, _("This is your only one. Add another before you remove it."))
        return redirect("mfa_index")


class NewRecoveryCodesView(GenerateRecoveryCodesView):
    """New recovery codes in place of the old ones."""

    def get_context_data(self, **kwargs):
        """Without reading the old ones, whose key may be lost."""
        user = self.request.user
        left = codes.recovery_codes_left(user, of=mfa_settings.RECOVERY_CODE_COUNT)
        context = TemplateView.get_context_data(self, **kwargs)
        return context | {"form": self.get_form(), "codes_left": left}

    def form_valid(self, form):
        log.done("recovery codes made", self.request.user)
        return super().form_valid(form)


class RecoveryCodesView(ViewRecoveryCodesView):
    """The recovery codes, once."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        lines = [f"{settings.WAGTAIL_SITE_NAME}: {_('recovery codes')}", *context["unused_codes"]]
        return context | {"for_a_file": "\n".join(lines) + "\n"}
