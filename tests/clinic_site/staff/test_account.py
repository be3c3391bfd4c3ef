"""A person's own account page."""

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.clinic_site.staff.conftest import PASSWORD, logged

ACCOUNT = "wagtailadmin_account"
NEW = "correct horse battery"


def test_a_person_changes_neither_name_nor_address_nor_picture(client, dana):
    client.force_login(dana)
    html = client.get(reverse(ACCOUNT)).content.decode()
    assert "dana@clinic.example" in html and "Front desk" in html
    for name in ["name_email-", "avatar-", "locale-"]:
        assert f'name="{name}' not in html
    client.post(
        reverse(ACCOUNT),
        {
            "name_email-first_name": "Another",
            "name_email-last_name": "Name",
            "name_email-email": "thief@evil.example",
            "avatar-avatar": SimpleUploadedFile("a.svg", b"<svg/>", "image/svg+xml"),
            "theme-theme": "dark",
            "theme-contrast": "system",
            "theme-density": "default",
        },
    )
    after = User.objects.get(pk=dana.pk)
    assert (after.first_name, after.email) == ("Dana", "dana@clinic.example")
    profile = UserProfile.objects.get(user=dana)
    assert not profile.avatar and profile.theme == "dark"


def test_a_new_password_takes_the_old_one_and_is_logged(client, dana):
    client.force_login(dana)
    theme = {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    for old, is_changed in [("wrong", False), (PASSWORD, True)]:
        words = {"password-old_password": old, "password-new_password1": NEW}
        client.post(reverse(ACCOUNT), {**theme, **words, "password-new_password2": NEW})
        dana.refresh_from_db()
        assert dana.check_password(NEW) is is_changed
    assert "staff.password" in logged(dana)
