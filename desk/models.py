"""Every model of the desk, for Django; nobody else imports from here."""

from desk.meetings.models import MeetingDay, MeetingNote
from desk.queue.models import BulkAct, SavedView
from desk.room.models import ErrorThread

__all__ = ["BulkAct", "ErrorThread", "MeetingDay", "MeetingNote", "SavedView"]
