"""Cases that never end: whoever has them is asked and, when still nobody has touched them, they are ended.

Until a case ends nothing of it is deleted. What is flagged is asked about every half hour, and never ended here.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from organisation.models import Municipality
from organisation.sweeps.sweeping import sweep_rows
from tickets.models import Event, Ticket
from tickets.models.ticket_list import TicketQuerySet
from tickets.words import Sensitivity


def sweep(now: datetime | None = None) -> None:
    """Asks once for each standstill, and ends what stands still some time after it was asked about."""
    at, municipality = now or timezone.now(), Municipality.current()
    if not municipality.stale_days:
        return
    standing = stand_still_since(at - timedelta(days=municipality.stale_days))
    asked_before = at - timedelta(days=municipality.stale_end_days)
    sweep_rows("ask_about_stale", standing.exclude(asked_about()), Ticket.ask_about_standstill, at_most=500)
    sweep_rows("end_stale", standing.filter(asked_about(asked_before)), Ticket.end_standstill, at_most=500)


def stand_still_since(moment: datetime) -> TicketQuerySet:
    tickets = Ticket.objects.open().filter(last_activity_at__lt=moment)
    return tickets.exclude(sensitivity=Sensitivity.FLAGGED).select_related("institution", "assignee")


def asked_about(before: datetime | None = None) -> Exists:
    """Whether somebody was asked since the case last moved."""
    events = Event.objects.filter(ticket=OuterRef("pk"), kind="stood_still", at__gte=OuterRef("last_activity_at"))
    return Exists(events.filter(at__lte=before) if before else events)
