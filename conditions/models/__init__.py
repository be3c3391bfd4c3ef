"""The library's models, one file a role."""

from conditions.models.approval import ClinicalApprovalTask
from conditions.models.condition_page import ConditionPage, Relation
from conditions.models.index_page import ConditionIndexPage
from conditions.models.missed_search import MissedSearch
from conditions.models.rows import ConditionName, RelatedCondition, Source
from conditions.models.sign_off import (
    ChangeKind,
    ChangeNote,
    NotSignedOff,
    SignOff,
    WordingOverride,
    content_hash,
)

__all__ = [
    "ChangeKind",
    "ChangeNote",
    "ClinicalApprovalTask",
    "ConditionIndexPage",
    "ConditionName",
    "ConditionPage",
    "MissedSearch",
    "NotSignedOff",
    "RelatedCondition",
    "Relation",
    "SignOff",
    "Source",
    "WordingOverride",
    "content_hash",
]
