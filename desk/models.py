"""Every model of the desk, for Django; nobody else imports from here."""

from desk.answers.models import AnswerSource
from desk.queue.models import BulkAct, SavedView
from desk.readiness.models import Confirmation, ReadinessDay

__all__ = ["AnswerSource", "BulkAct", "Confirmation", "ReadinessDay", "SavedView"]
