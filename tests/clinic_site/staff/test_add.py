"""Adding a member of staff, and the invitation by which they choose a password."""

from django.contrib.auth.models import Group, User
from django.core import mail
from django.urls import reverse
from wagtail.models import ModelLogEntry

from clinic_site import roles
from clinic_site.staff import invitations
from tests.clinic_site.staff.conftest import PASSWORD, entry, group, link_in, logged

ADD = "wagtailusers_users:add"
NEW = "correct horse battery"


def add(client, *names, **changes):
    data = {"username": "dana", "delivery": "mail", **entry(*names, **changes)}
    return client.post(reverse(ADD), data)


def accept(client, path, password=NEW):
    """Open an invitation as a person does, and choose a password."""
    form = client.get(path, follow=True)
    shown_at = form.request["PATH_INFO"]
    return form, client.post(shown_at, {"new_password1": password, "new_password2": password})


def test_a_person_is_added_invited_and_chooses_a_password(client, manager):
    add(client, roles.FRONT_DESK, roles.EDITOR)
    dana = User.objects.get(username="dana")
    assert {g.name for g in dana.groups.all()} == {roles.FRONT_DESK, roles.EDITOR}
    assert not dana.has_usable_password() and dana.is_active
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["dana@clinic.example"], "Your staff account")
    assert "dana" not in sent.body.casefold() and "diaz" not in sent.body.casefold()
    path = link_in(sent.body)

    client.logout()
    for _time in range(2):  # a mail program may have opened it before
        page, answer = client.get(path, follow=True), None
        assert "Choose a password" in page.content.decode()
    token = path.rpartition(".")[2].strip("/")
    assert token not in page.request["PATH_INFO"] and token not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    page, answer = accept(client, path, "dana")  # too short, and like the name
    assert "too short" in answer.content.decode() and not reload(dana).has_usable_password()
    page, answer = accept(client, path)
    assert answer.url == reverse("wagtailadmin_login")
    assert reload(dana).check_password(NEW)
    page, answer = accept(client, path, "another long password")
    assert "This link does not work" in page.content.decode()
    assert reload(dana).check_password(NEW)
    assert logged(dana) == ["wagtail.create", "staff.roles", "staff.invite", "staff.accept"]
    kept = str(list(ModelLogEntry.objects.values()))
    assert "dana@" not in kept and token not in kept and "Diaz" not in kept


def reload(user):
    return User.objects.get(pk=user.pk)


def test_a_post_that_asks_for_more_gets_no_more(client, manager):
    more = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1", "2"]}
    add(client, roles.FRONT_DESK, **more, password1=PASSWORD, password2=PASSWORD, password=PASSWORD)
    dana = User.objects.get(username="dana")
    assert not dana.is_superuser and not dana.is_staff and not dana.has_usable_password()
    assert not dana.user_permissions.exists()


def test_what_does_not_fit_is_said_and_adds_nobody(client, manager, root):
    forged = Group.objects.create(name="Moderators")
    ours = [group(roles.FRONT_DESK).pk]
    for changes, sentence in [
        ({"groups": []}, "Choose at least one role."),
        ({"groups": [forged.pk]}, "is not one of the available choices"),
        ({"groups": [*ours, forged.pk]}, "is not one of the available choices"),
        ({"groups": [987654]}, "is not one of the available choices"),
        ({"username": "ROOT"}, "Another account has this user name."),
        ({"username": "dаna"}, "Enter a valid username"),  # its second letter is Cyrillic
        ({"username": ""}, "This field is required"),
        ({"email": "Root@Clinic.example"}, "Another account has this address."),
        ({"email": "x\r\nBcc: y@z.example"}, "Enter a valid email address"),
        ({"delivery": "pigeon"}, "Select a valid choice"),
    ]:
        answer = add(client, **{"groups": ours, **changes})
        html = answer.content.decode()
        assert answer.status_code == 200 and sentence in html, changes
        assert 'value="Diaz"' in html
    assert set(User.objects.all()) == {manager, root}
    assert not mail.outbox


def test_by_hand_the_link_is_shown_once_and_the_person_hears_of_it(client, manager):
    page = add(client, roles.EDITOR, delivery="hand")
    assert link_in(page.content.decode()) and "no-store" in page["Cache-Control"]
    assert [link_in(sent.body) for sent in mail.outbox] == [""]
    dana = User.objects.get(username="dana")
    assert "staff.invite_by_hand" in logged(dana)
    page = client.get(reverse("wagtailusers_users:edit", args=[dana.pk]))
    assert not link_in(page.content.decode())


def test_where_no_mail_goes_out_the_link_is_shown(client, manager, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # nobody listens
    html = add(client, roles.EDITOR).content.decode()
    assert link_in(html) and "could not be sent by mail" in html


def test_an_invitation_dies(client, manager, dana, monkeypatch):
    """With the account's, the address's or the password's change, and with its three days."""

    def shows(path):
        return "Choose a password" in client.get(path, follow=True).content.decode()

    def invitation():
        dana.set_unusable_password()
        dana.save()
        return invitations.link_for(dana).removeprefix("http://localhost:8000")

    for change in [{"is_active": False}, {"is_superuser": True}, {"email": "other@clinic.example"}]:
        path, before = invitation(), {name: getattr(dana, name) for name in change}
        assert shows(path)
        User.objects.filter(pk=dana.pk).update(**change)
        assert not shows(path), change
        User.objects.filter(pk=dana.pk).update(**before)
    path = invitation()
    assert not shows(path.replace(".", ".x", 1))
    invitation()
    assert not shows(path)
    path, now = invitation(), invitations.tokens._now()
    monkeypatch.setattr(invitations.tokens, "_now", lambda: now + invitations.WORKS_FOR)
    assert shows(path)
    late = now + invitations.WORKS_FOR * 1.01
    monkeypatch.setattr(invitations.tokens, "_now", lambda: late)
    assert not shows(path)
