"""What is entered about a member of staff. No form has a password, or makes a superuser."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.utils.translation import gettext_lazy as _

from clinic_site import roles
from clinic_site.staff.rules import the_groups

WHAT_ROLES_DO = {
    roles.EDITOR: _("write and publish pages, and the words that patients read"),
    roles.REVIEWER: _("read pages as clinicians and sign them off, once tied to a clinician"),
    roles.FRONT_DESK: _("answer patients' requests and book visits"),
    roles.MANAGER: _("answer requests, and look after staff, the clinic's facts and the rules"),
}


class RolesField(forms.ModelMultipleChoiceField):
    """One or more of the four groups, each with what it may do."""

    def __init__(self, **kwargs):
        super().__init__(
            Group.objects.none(),
            label=_("Roles"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one role.")},
            **kwargs,
        )

    def label_from_instance(self, group):
        return _("%(group)s: %(what)s") % {"group": group.name, "what": WHAT_ROLES_DO[group.name]}


class InvitationForm(forms.Form):
    """How the invitation gets to the person."""

    BY_MAIL, BY_HAND = "mail", "hand"

    delivery = forms.ChoiceField(
        label=_("Invitation"),
        choices=[
            (BY_MAIL, _("Send it to the work e-mail")),
            (BY_HAND, _("Show me the link once. I hand it over in person")),
        ],
        initial=BY_MAIL,
        widget=forms.RadioSelect,
    )

    @property
    def by_hand(self):
        """Whether the manager hands the link over. Only for a form that is valid."""
        return self.cleaned_data["delivery"] == self.BY_HAND


class StaffForm(forms.ModelForm):
    """Name, work e-mail and roles of an account. Nobody gives roles to themselves."""

    required_css_class = "required"

    email = forms.EmailField(
        label=_("Work e-mail"), max_length=254, help_text=_("Nobody else's: invitations go there.")
    )
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    groups = RolesField()

    class Meta:
        model = get_user_model()
        fields = ["first_name", "last_name", "email", "groups"]

    def __init__(self, *args, for_own_account=False, **kwargs):
        super().__init__(*args, **kwargs)
        groups = Group.objects.filter(pk__in=[group.pk for group in the_groups()])
        self.fields["groups"].queryset = groups
        # A superuser needs no role.
        self.fields["groups"].required = not self.instance.is_superuser
        if for_own_account:
            del self.fields["groups"]

    def clean_email(self):
        """An address belongs to one person: who reads it can take the account over."""
        email = self.cleaned_data["email"]
        same = get_user_model().objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("Another account has this address."))
        return email

    def save(self, commit=True):
        """Write the fields of this form alone: the account may have been disabled meanwhile.

        The roles are the view's to give.
        """
        self.instance.save(update_fields=["first_name", "last_name", "email"])
        return self.instance


class NewStaffForm(StaffForm, InvitationForm):
    """A new account. Its user name stays: it stands in histories."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[ASCIIUsernameValidator()],
        help_text=_("To sign in with. It cannot be changed later, and is never given twice."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )

    class Meta(StaffForm.Meta):
        fields = ["username", *StaffForm.Meta.fields]

    field_order = ["username", "first_name", "last_name", "email", "groups", "delivery"]

    def clean_username(self):
        username = self.cleaned_data["username"]
        if get_user_model().objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Another account has this user name."))
        return username

    def save(self, commit=True):
        self.instance.set_unusable_password()
        self.instance.save()
        return self.instance
