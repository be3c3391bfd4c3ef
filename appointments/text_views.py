"""The editors' screens of the texts for patients. They read nothing of any request."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy

from appointments.models import Language, PatientText
from appointments.text_changes import give_up, keep
from appointments.text_forms import TextForm
from appointments.text_kinds import PLACEHOLDERS, REFERENCE, Group
from appointments.text_preview import preview
from appointments.text_rules import ClinicFacts, faults
from appointments.texts import TEXTS
from appointments.texts_in_use import chosen


class TextsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """All texts by where they are read: whose words stand in each language, and since when."""

    permission_policy = ModelPermissionPolicy(PatientText)
    permission_required = "change"
    template_name = "appointments/admin/texts.html"
    page_title = gettext_lazy("Texts for patients")
    header_icon = "openquote"
    http_method_names = ["get", "head"]
    edit_url_name = None

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        own, changed = own_texts()
        groups = {group: [] for group in Group}
        for key, text in TEXTS.items():
            cells = [
                {
                    "language": Language(language),
                    "url": reverse(self.edit_url_name, args=[key, language]),
                    "row": own.get((key, language)),
                    "changed_at": changed.get((key, language)),
                }
                for language in Language
            ]
            groups[text.group].append((text, cells))
        return super().get_context_data(
            groups=[(group.label, rows) for group, rows in groups.items()],
            languages=list(Language),
            **kwargs,
        )


def own_texts():
    """The editors' own words by key and language, each with why it is not in use, if so; and when
    each was last changed, as Wagtail's log knows. Five queries, however many there are."""
    rows = [row for row in PatientText.objects.all() if row.key in TEXTS]
    facts = ClinicFacts()
    log = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(PatientText),
        object_id__in=[str(row.pk) for row in rows],
    )
    when = dict(log.order_by().values_list("object_id").annotate(Max("timestamp")))
    own, changed = {}, {}
    for row in rows:
        place = row.key, row.language
        row.faults = sentences(row, facts)
        own[place], changed[place] = row, when.get(str(row.pk))
    return own, changed


def sentences(row, facts):
    """What is wrong with own words, so that the standard words stand in their place."""
    return [sentence for _field, sentence in faults(TEXTS[row.key], row.heading, row.body, facts)]


class TextView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One text in one language: the words, the standard words beside them, and a preview."""

    permission_policy = ModelPermissionPolicy(PatientText)
    permission_required = "change"
    template_name = "appointments/admin/text.html"
    header_icon = "openquote"
    index_url_name = None
    preview_url_name = None
    standard_url_name = None

    def get_page_title(self):
        return self.text.label

    def get_page_subtitle(self):
        return self.language.label

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": TextsView.page_title},
            {"url": "", "label": f"{self.text.label} · {self.language.label}"},
        ]

    @cached_property
    def place(self):
        """The key and the language, as the address and the table name them; looked at after the
        permission was asked."""
        key, language = self.kwargs["key"], self.kwargs["language"]
        if key not in TEXTS or language not in Language.values:
            raise Http404
        return {"key": key, "language": language}

    @property
    def text(self):
        return TEXTS[self.place["key"]]

    @property
    def language(self):
        return Language(self.place["language"])

    @cached_property
    def row(self):
        return PatientText.objects.filter(**self.place).first()

    def get_form(self, data=None):
        with translation.override(self.language):
            standard = {"heading": str(self.text.heading or ""), "body": self.text.body}
        instance = self.row or PatientText(**self.place)
        return TextForm(data, text=self.text, standard=standard, instance=instance)

    def get_context_data(self, form=None, **kwargs):
        url_args = list(self.place.values())
        form = form or self.get_form()
        return super().get_context_data(
            form=form,
            text=self.text,
            language=self.language,
            is_own=self.row is not None,
            not_in_use=sentences(self.row, ClinicFacts()) if self.row else [],
            standard=form.standard,
            placeholders=[(name, PLACEHOLDERS[name]) for name in self.text.placeholders],
            subject_placeholder=REFERENCE if self.text.is_message else "",
            must_hold=self.text.must_hold,
            preview_url=reverse(self.preview_url_name, args=url_args),
            standard_url=reverse(self.standard_url_name, args=url_args),
            **kwargs,
        )

    def get(self, request, **kwargs):
        return self.render_to_response(self.get_context_data())

    def post(self, request, **kwargs):
        form = self.get_form(request.POST)
        if not form.is_valid():
            messages.error(request, _("Nothing was saved yet. See what is wrong below."))
            return self.render_to_response(self.get_context_data(form=form))
        words = {"heading": "", **form.cleaned_data}
        if any(words.values()):
            keep(**self.place, **words, by=request.user)
        else:
            give_up(**self.place, by=request.user)
        messages.success(request, _("Saved. Patients read it from now on."))
        return redirect(request.path)


class StandardView(TextView):
    """Back to the standard words."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        give_up(**self.place, by=request.user)
        messages.success(request, _("Patients read the standard words again."))
        return redirect(reverse(self.index_url_name))


@method_decorator(xframe_options_sameorigin, name="dispatch")
class PreviewView(TextView):
    """The mail or page as a patient reads it, in the frame of the editors' page.

    GET shows the words in use, POST those that were typed.
    """

    def get(self, request, **kwargs):
        with translation.override(self.language):
            return self.show(*chosen(self.place["key"], self.row))

    def post(self, request, **kwargs):
        form = self.get_form(request.POST)
        if not form.is_valid():
            template = "appointments/admin/text_faults.html"
            return TemplateResponse(request, template, {"form": form})
        words = {"heading": "", **form.cleaned_data}
        with translation.override(self.language):
            return self.show(*(words[name] or form.standard[name] for name in ["heading", "body"]))

    def show(self, heading, body):
        html = preview(self.request, self.place["key"], heading, body, timezone.now())
        return HttpResponse(html)
