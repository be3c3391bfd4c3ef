"""The addresses of the sign-in. What of allauth is not named here is not there at all."""

from django.urls import path

from clinic_site.sign_in import views

OWN = "admin/account/second-factor/"

# In front of Wagtail's own, at the same addresses.
urlpatterns = [
    path("admin/login/", views.SignInView.as_view(), name="account_login"),
    path("admin/login/code/", views.SecondFactorView.as_view(), name="mfa_authenticate"),
    path("admin/logout/", views.sign_out, name="account_logout"),
    path("admin/account/session/", views.session_state, name="session_state"),
    path("admin/account/session/stay/", views.session_stay, name="session_stay"),
    path("admin/account/confirm/", views.ConfirmView.as_view(), name="account_reauthenticate"),
    path(OWN, views.SecondFactorsView.as_view(), name="mfa_index"),
    path(f"{OWN}app/", views.AddAppView.as_view(), name="mfa_activate_totp"),
    path(f"{OWN}passkey/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path(f"{OWN}<int:pk>/name/", views.RenamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path(f"{OWN}<int:pk>/remove/", views.RemoveView.as_view(), name="second_factor_remove"),
    path(f"{OWN}codes/", views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        f"{OWN}codes/new/",
        views.NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]
