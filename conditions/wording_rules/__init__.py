"""The rules about words, as data: what is found, what to write instead, why, and who says so."""

from conditions.wording_rules import claims, medicine, people, suicide
from conditions.wording_rules.suicide import HELP, SUICIDE_WITHOUT_HELP

__all__ = ["HELP", "RULES", "SUICIDE_WITHOUT_HELP"]

RULES = [*medicine.RULES, *suicide.RULES, *people.RULES, *claims.RULES]
