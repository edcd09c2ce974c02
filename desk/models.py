"""Every model of the desk, for Django; nobody else imports from here."""

from desk.queue.models import BulkAct, SavedView
from desk.readiness.models import Confirmation, ReadinessDay

__all__ = ["BulkAct", "Confirmation", "ReadinessDay", "SavedView"]
