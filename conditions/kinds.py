"""The words of the library: kinds of pages, names and relations, and the artwork."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a page is about. schema.org: MedicalCondition, MedicalSymptom; the third has no type."""

    CONDITION = "condition", _("Condition")
    SYMPTOM = "symptom", _("Symptom")
    LIFE_EXPERIENCE = "life-experience", _("Life experience")


KINDS = {
    Kind.CONDITION: _("Conditions"),
    Kind.SYMPTOM: _("Symptoms"),
    Kind.LIFE_EXPERIENCE: _("Life experiences"),
}


class NameKind(models.TextChoices):
    """What sort of other name it is."""

    EVERYDAY = "everyday", _("Everyday name")
    CLINICAL = "clinical", _("Clinical name")
    FORMER = "former", _("Former name")
    ABBREVIATION = "abbreviation", _("Abbreviation")
    SPELLING = "spelling", _("Other spelling")


class RelationKind(models.TextChoices):
    """How the page is related to the other one, read from the page that holds the relation."""

    SHARES_MECHANISM = "shares-mechanism", _("Works in a similar way")
    CAN_LEAD_TO = "can-lead-to", _("Can lead to")
    CAN_RESULT_FROM = "can-result-from", _("Can result from")
    MAY_BE_PART_OF = "may-be-part-of", _("May be part of")
    MAY_INCLUDE = "may-include", _("May include")
    OFTEN_OCCURS_WITH = "often-occurs-with", _("Often occurs with")
    DIFFERS_FROM = "differs-from", _("Differs from")

    @property
    def inverse(self):
        """The same relation, read from the other page."""
        return INVERSE_RELATIONS.get(self, self)


INVERSE_RELATIONS = {
    RelationKind.CAN_LEAD_TO: RelationKind.CAN_RESULT_FROM,
    RelationKind.CAN_RESULT_FROM: RelationKind.CAN_LEAD_TO,
    RelationKind.MAY_BE_PART_OF: RelationKind.MAY_INCLUDE,
    RelationKind.MAY_INCLUDE: RelationKind.MAY_BE_PART_OF,
}


class Artwork(models.TextChoices):
    """Abstract artwork of the site, in static files, for pages without an image."""

    TIDE = "tide", _("Tide")
    MIST = "mist", _("Mist")
    CIRCLE = "circle", _("Circle")
    HORIZON = "horizon", _("Horizon")
    VALLEY = "valley", _("Valley")
    SHELTER = "shelter", _("Shelter")
    MIRROR = "mirror", _("Mirror")
    EMBER = "ember", _("Ember")
    LEAF = "leaf", _("Leaf")
