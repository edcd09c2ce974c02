"""A case that is put aside until a day, and what the clock says before a case is due."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models import clock
from tickets.models.acting import acting, change
from tickets.models.event import Event
from tickets.words import Actor, Status

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def snooze(ticket: "Ticket", until: date, *, by: User) -> None:
    """Puts the case aside: its clock stands still until somebody works on that day, or the requester writes."""
    with acting(ticket, Verb.SNOOZE, by):
        if not ticket.clock_runs:
            raise clock.UnableToSnooze(_("The case waits for nobody here. There is nothing to put aside."))
        ticket.require_seen()
        moment = clock.wake_time(ticket, until)
        if ticket.snoozed_until != moment:
            change(ticket, status=Status.IN_PROGRESS, snoozed_until=moment)
            Event.record(ticket, "snoozed", by=by, until=until.isoformat())


def unsnooze(ticket: "Ticket", *, by: User) -> None:
    """Takes a case up again that was put aside."""
    with acting(ticket, Verb.SNOOZE, by):
        if ticket.snoozed_until is not None:
            change(ticket, snoozed_until=None)
            Event.record(ticket, "unsnoozed", by=by)


def sound_alarm(ticket: "Ticket", now: datetime | None = None) -> bool:
    """The clock: whoever has the case is reminded that its time runs out, or that it is no longer put aside."""
    at = now or timezone.now()
    with ticket.locked():
        if ticket.clock_at is None or ticket.clock_at > at:
            return False
        woke, ticket.clock_at = ticket.snoozed_until is not None, None
        if woke:
            ticket.snoozed_until = None
            clock.count(ticket, at)
        ticket.count_change()
        ticket.save(update_fields=["clock_at", "snoozed_until"])
        if woke:
            Event.record(ticket, "woke", by=Actor.SYSTEM)
        elif ticket.due_at is not None and at < ticket.due_at:
            Event.record(ticket, "due_soon", by=Actor.SYSTEM)
    return True
