"""Every model of the desk, for Django; nobody else imports from here."""

from desk.queue.models import BulkAct, SavedView

__all__ = ["BulkAct", "SavedView"]
