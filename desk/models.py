"""Every model of the desk, for Django; nobody else imports from here."""

from desk.answers.models import AnswerSource
from desk.meetings.models import MeetingDay, MeetingNote
from desk.prints.models import PrintedSheet, PrintRun
from desk.queue.models import BulkAct, SavedView
from desk.readiness.models import Confirmation, ReadinessDay
from desk.rollover.models import Rollover, RolloverStep
from desk.room.models import ErrorThread

__all__ = [
    "AnswerSource",
    "BulkAct",
    "Confirmation",
    "ErrorThread",
    "MeetingDay",
    "MeetingNote",
    "PrintRun",
    "PrintedSheet",
    "ReadinessDay",
    "Rollover",
    "RolloverStep",
    "SavedView",
]
