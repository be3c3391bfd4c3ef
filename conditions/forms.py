"""The form in which editors keep a condition page."""

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from conditions.phrases import phrase_problems, tidy_phrases
from conditions.rules import name_problems, relation_problems
from conditions.usual_sections import usual_sections


class ConditionPageForm(WagtailAdminPageForm):
    """Explains beside its field what the database would refuse, in drafts too.

    A new page starts with the usual sections.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and not self.instance.body:
            block = self.instance.body.stream_block
            self.initial["body"] = block.to_python(usual_sections())

    def clean_phrases(self):
        """The phrases as they are kept."""
        phrases = tidy_phrases(self.cleaned_data["phrases"])
        if problems := phrase_problems(phrases):
            raise ValidationError(problems)
        return phrases

    def clean(self):
        cleaned_data = super().clean()
        names = self.rows("names")
        explain(
            names,
            "name",
            name_problems(
                cleaned_data.get("title") or "",
                [row.cleaned_data.get("name") or "" for row in names],
            ),
        )
        relations = self.rows("related_conditions")
        targets = [row.cleaned_data.get("target") for row in relations]
        explain(
            relations,
            "target",
            relation_problems(
                self.instance.pk,
                [target and target.pk for target in targets],
                self.instance.holders_of_relations(),
            ),
        )
        return cleaned_data

    def rows(self, name):
        """The forms of a kind of row, in the order shown, without those that are taken away."""
        formset = self.formsets[name]
        formset.is_valid()  # has every row cleaned
        # Not `ordered_forms`, which a formset lacks while any of its rows has an error.
        rows = [row for row in formset.forms if not row.cleaned_data.get("DELETE")]
        return sorted(rows, key=lambda row: row.cleaned_data.get("ORDER") or 0)


def explain(rows, field, problems):
    """Put each sentence beside its row's field."""
    for position, sentence in problems.items():
        rows[position].add_error(field, sentence)
