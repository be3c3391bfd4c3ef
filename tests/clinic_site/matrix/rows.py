"""The rows that the matrix asks for: each role's own, somebody else's, and none at all.

They are made once for a module of tests and rolled back at its end.
"""

from datetime import date, timedelta
from io import BytesIO

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from PIL import Image as Picture
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    PageViewRestriction,
    Site,
    Task,
    UploadedFile,
    Workflow,
)

from appointments import link_tokens
from appointments.models import (
    ClosedDays,
    PatientLink,
    ReadingAlarm,
    RequestEvent,
    RequestPause,
    RequestSettings,
    TimeOff,
)
from appointments.transitions import State
from clinic_site import roles
from clinic_site.models import Clinician, ClinicSettings, Location, StandardPage
from clinic_site.staff import invitations
from conditions.models import ConditionIndexPage, ConditionPage, Source
from conditions.workflow import write_workflow
from tests.appointments.conftest import write_request
from tests.conftest import PHONE, SOURCE
from tests.signing import go_live

MISSING = 987654
GROUPS = {
    "editor": roles.EDITOR,
    "reviewer": roles.REVIEWER,
    "front desk": roles.FRONT_DESK,
    "manager": roles.MANAGER,
}
PERSON = {
    "first_name": "Quillon",
    "last_name": "Zephyrine",
    "date_of_birth": date(1984, 2, 29),
    "phone": "+13055550177",
    "email": "zq@patient.example",
    "email_allowed": True,
    "patient_type": "new",
    "language": "en",
}
# What that person typed, in the spellings in which a page could show it.
SENTINELS = ["quillon", "zephyrine", "zq@patient.example", "5550177", "555-0177"]
SENTINELS += ["1984-02-29", "feb. 29, 1984", "feb 29, 1984", "february 29, 1984", "02/29/1984"]
NOTE = "sentinelnote"  # in a note of staff about the request
DRAFT = "sentineldraft"  # in the title of every page that was never published
# Pages by their addresses: a live one, one that was never published, none, and the home page.
ADDRESSES = {
    "other": "conditions/numbness/",
    "draft": "draft/",
    "missing": "nothing/",
    "home": "",
}


class Rows:
    """All rows. `values(kind, role)` are the keys of a kind's rows by case."""

    def __init__(self, home):
        self.home = home
        self.references = []
        self.users = {role: make_user(role) for role in [*GROUPS, "superuser"]}
        self.colleague = make_user("front desk", "colleague")
        self.newcomer = make_user("manager", "newcomer")  # without a second factor yet
        self.make_clinic()
        self.make_library()
        self.owned = {role: self.make_owned(user) for role, user in self.users.items()}
        self.others = self.make_owned(self.colleague)
        self.single = self.make_single()

    def make_clinic(self):
        """One place and one clinician, whose account is the reviewer's."""
        self.place = Location.objects.create(kind="office", name="Doral", slug="doral")
        reader = self.users["reviewer"]
        self.clinician = Clinician.objects.create(
            name="Robin Reader", credentials="MD", user=reader
        )
        clinic = ClinicSettings.load()
        clinic.phone, clinic.desk_mailbox = PHONE, "desk@clinic.example"
        clinic.response_business_days, clinic.security_contact = 1, "holes@clinic.example"
        clinic.save()
        RequestSettings.objects.all().delete()
        RequestSettings.objects.create(pk=clinic.pk)  # so that one key does for all settings
        self.settings = clinic.pk

    def make_library(self):
        """The index of the library with a live page."""
        write_workflow()
        self.library = self.home.add_child(
            instance=ConditionIndexPage(
                title="Conditions",
                slug="conditions",
                introduction="Find it.",
                disclaimer="No visit.",
                invitation="Come.",
            )
        )
        self.library.save_revision().publish()
        self.live = self.make_condition("Numbness", None)
        go_live(self.live, self.live.save_revision(), signed=True)
        self.live.refresh_from_db()

    def make_condition(self, title, owner):
        return self.library.add_child(
            instance=ConditionPage(
                title=title,
                live=False,
                owner=owner,
                summary=f"{title} in one sentence.",
                body=[("overview", {"introduction": "<p>About it.</p>"})],
                sources=[Source(**SOURCE)],
            )
        )

    def make_owned(self, user):
        """What belongs to somebody, by kind. The page waits for a clinician's sign-off."""
        page = self.make_condition(f"{DRAFT} of {user.username}", user)
        page.save_revision(user=user)
        state = page.get_workflow().start(page, user)
        upload = UploadedFile.objects.create(
            uploaded_by_user=user,
            for_content_type=ContentType.objects.get_for_model(Image),
            file=picture(),
        )
        image = Image.objects.create(title="One", uploaded_by_user=user, file=picture())
        session = EditingSession.objects.create(
            user=user, content_object=page, last_seen_at=timezone.now()
        )
        request = self.make_request(State.IN_REVIEW, assigned_to=user)
        RecoveryCodes.activate(user)
        passkey = Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
        )
        return {
            "passkey": passkey.pk,
            "page": page.pk,
            "revision": page.latest_revision_id,
            "task state": state.current_task_state_id,
            "workflow state": state.pk,
            "image": image.pk,
            "upload": upload.pk,
            "session": session.pk,
            "user": user.pk,
            "request": request.pk,
            "uid": urlsafe_base64_encode(force_bytes(user.pk)),
            "invitation": invitations.tokens.make_token(user),
        }

    def make_request(self, state, **fields):
        """A request of the person, with a note."""
        fields = {**PERSON, "location": self.place, "received_at": timezone.now(), **fields}
        request = write_request(state, len(self.references), fields)
        self.references.append(request.reference.lower())
        RequestEvent.objects.create(
            request=request,
            at=request.received_at,
            move="note",
            from_state=state,
            to_state=state,
            version=2,
            note=NOTE,
        )
        return request

    def make_single(self):
        """What belongs to nobody, by kind."""
        today, now = timezone.localdate(), timezone.now()
        self.make_request(State.QUARANTINED, suspicions="too_fast")
        booked = self.make_request(State.BOOKED)
        link = PatientLink(request=booked)
        link_tokens.renew(link, timezone.now())
        draft = StandardPage(title=f"{DRAFT} notice", slug="draft", summary="S.", live=False)
        self.home.add_child(instance=draft)
        secret = StandardPage(title="For some", slug="secret", summary="S.", body="<p>T.</p>")
        self.home.add_child(instance=secret)
        secret.save_revision().publish()
        restriction = PageViewRestriction.objects.create(
            page=secret, restriction_type="password", password="word"
        )
        off = {"starts": timezone.now(), "ends": timezone.now() + timedelta(days=1)}
        return {
            "home": self.home.pk,
            "restricted page": secret.pk,
            "restriction": restriction.pk,
            "condition": self.live.pk,
            "live page": self.live.pk,
            "location": self.place.pk,
            "clinician": self.clinician.pk,
            "redirect": Redirect.objects.create(old_path="/old", redirect_page=self.home).pk,
            "collection": Collection.get_first_root_node().add_child(name="Rooms").pk,
            "workflow": Workflow.objects.get().pk,
            "task": Task.objects.get().pk,
            "group": Group.objects.get(name=roles.FRONT_DESK).pk,
            "site": Site.objects.get().pk,
            "settings": self.settings,
            "library": self.library.pk,
            "time off": TimeOff.objects.create(clinician=self.clinician, **off).pk,
            "closed days": ClosedDays.objects.create(first_day=today, last_day=today).pk,
            "pause": RequestPause.objects.create(location=self.place, sentence="Paused.").pk,
            "alarm": ReadingAlarm.objects.create(
                staff_id=self.colleague.pk, began_at=now, last_at=now, requests=31
            ).pk,
            "token": link_tokens.token_of(link),
            "text": "booked",
            "picture": Image.objects.latest("pk").file.name,
        }

    def values(self, kind, role):
        """The keys of a kind's rows by case: own, other, missing, and some of their own."""
        if kind == "address":
            return ADDRESSES
        if kind in self.single:
            return {"other": self.single[kind], "missing": MISSING}
        cases = {"other": self.others[kind], "missing": MISSING}
        if role in self.owned:
            cases["own"] = self.owned[role][kind]
        if kind == "user":
            cases["a superuser"] = self.users["superuser"].pk
        return cases

    def own_draft(self, role):
        """The title of a role's own draft."""
        return f"{DRAFT} of {self.users[role].username}" if role in self.users else "\n"


def make_user(role, name=None):
    """An account in the group of a role, or a superuser."""
    name = name or role.replace(" ", "-")
    user = User.objects.create_user(name, f"{name}@clinic.example", "a password of the tests")
    if role == "superuser":
        user.is_superuser = user.is_staff = True
        user.save()
    else:
        user.groups.add(Group.objects.get(name=GROUPS[role]))
    return user


def picture():
    """A small picture, as a file."""
    content = BytesIO()
    Picture.new("RGB", (8, 8)).save(content, "PNG")
    return ImageFile(content, "one.png")
