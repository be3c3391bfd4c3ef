"""What the editor's checks panel says of a page: by the same rules that stop its publishing."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conditions.completeness import missing_parts
from conditions.page_texts import page_texts
from conditions.reading import AIM, BETTER, page_grade, section_grades
from conditions.wording import problems

HARDEST = 3  # as many sections are named
LEAST_WORDS = 50  # of fewer a grade says little


@dataclass
class PageChecks:
    """The checks of a condition page as it stands, saved or not."""

    page: object

    @cached_property
    def problems(self):
        """Problems with words, those that stop publishing first."""
        return sorted(problems(page_texts(self.page)), key=lambda problem: not problem.is_harmful)

    @cached_property
    def missing(self):
        """What the page still lacks before it can be published."""
        return missing_parts(self.page)

    @cached_property
    def grade(self):
        """The US school grade of the page; 0 where there is nothing to read yet."""
        return page_grade(self.page)

    @property
    def words(self):
        """How many words have a grade."""
        return sum(len(text.text.split()) for text in page_texts(self.page) if text.is_prose)

    @property
    def verdict(self):
        """What the grade means, in plain words."""
        if self.words < LEAST_WORDS:
            return _("There is little text yet. The grade will change.")
        if self.grade > AIM:
            return _("Too hard for many readers. Make sentences and words shorter.")
        if self.grade > BETTER:
            return _("Good. Shorter sentences would make it better still.")
        return _("Very good. Nearly everybody can read this.")

    @property
    def hardest(self):
        """The sections that read hardest, as pairs of place and grade."""
        return [(place, grade) for place, grade in section_grades(self.page) if grade > BETTER][
            :HARDEST
        ]

    @property
    def summary(self):
        """One sentence for those who hear the panel change."""
        if not self.problems:
            return _("No problems found in the words.")
        return ngettext(
            "%(count)s problem found in the words.",
            "%(count)s problems found in the words.",
            len(self.problems),
        ) % {"count": len(self.problems)}
