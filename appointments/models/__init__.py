"""The models of requests, one file a role."""

from appointments.models.audit import AccessHead, AccessRecord, ReadingAlarm
from appointments.models.calendar import ClosedDays, TimeOff
from appointments.models.links import MOST_WRONG_YEARS, PatientLink
from appointments.models.requests import (
    AccessNeed,
    BookingRequest,
    Language,
    PatientType,
    PreferredTime,
    new_reference,
)
from appointments.models.retention import ContactTime, PurgedCount, PurgeRecord
from appointments.models.rules import ClockJob, RequestPause, RequestSettings
from appointments.models.spam import QuarantineCount, SenderTrace, Suspicion
from appointments.models.texts import PatientText
from appointments.models.timeline import OutboundMessage, RequestEvent

__all__ = [
    "AccessHead",
    "AccessNeed",
    "AccessRecord",
    "BookingRequest",
    "ClockJob",
    "ClosedDays",
    "ContactTime",
    "Language",
    "MOST_WRONG_YEARS",
    "OutboundMessage",
    "PatientLink",
    "PatientText",
    "PatientType",
    "PreferredTime",
    "PurgeRecord",
    "PurgedCount",
    "QuarantineCount",
    "ReadingAlarm",
    "RequestEvent",
    "RequestPause",
    "RequestSettings",
    "SenderTrace",
    "Suspicion",
    "TimeOff",
    "new_reference",
]
