"""The clock of a case: since when its time at the tier counts, and what follows. Under the lock; saves nothing."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.models.refusals import UnableTo
from tickets.models.working_times import WorkingTimes

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

LONGEST_SNOOZE: Final = timedelta(days=366)
WAKING: Final = frozenset({"status", "tier", "institution"})
"""What changes in a case that was put aside and is no longer."""


class UnableToSnooze(UnableTo): ...


def follow(ticket: "Ticket", now: datetime, *, restarts: bool, counts: bool = False) -> None:
    """Sets the clock after a change. It begins anew when it `restarts`, or when the case waits for us again; else it
    `counts` again from what was spent, where something that it counts by is another."""
    if not ticket.clock_runs:
        stop(ticket)
    elif restarts or ticket.due_at is None:
        ticket.clock_since, ticket.clock_spent = max(now, ticket.snoozed_until or now), 0
        count(ticket, now)
    elif counts:
        count(ticket, now)


def count(ticket: "Ticket", now: datetime, times: WorkingTimes | None = None) -> None:
    """The due time and the next moment at which there is something to say, from what the clock has counted.

    Of what lies behind nobody is reminded.
    """
    times = times or WorkingTimes.current()
    ticket.due_at = times.due(ticket)
    moment = ticket.snoozed_until or times.reminder(ticket)
    ticket.clock_at = moment if moment is not None and now < moment < ticket.due_at else None


def stop(ticket: "Ticket") -> None:
    ticket.due_at = ticket.clock_since = ticket.clock_at = ticket.snoozed_until = None
    ticket.clock_spent = 0


def wakes(ticket: "Ticket", fields: dict[str, Any], *, by_us: bool) -> bool:
    """Whether a change ends the time for which a case was put aside: it goes elsewhere, or somebody was heard from."""
    if ticket.snoozed_until is None:
        return False
    if not by_us and "status" in fields:
        return True
    return any(getattr(ticket, name) != value for name, value in fields.items() if name in WAKING)


def wake_time(ticket: "Ticket", day: date) -> datetime:
    """When a case put aside until the day is there again: as soon as somebody works. Raises `UnableToSnooze`."""
    now = timezone.now()
    midnight = datetime.combine(day, time(), timezone.get_default_timezone())
    if midnight <= now:
        raise UnableToSnooze(_("Choose a day that is still to come."))
    if midnight > now + LONGEST_SNOOZE:
        raise UnableToSnooze(_("Choose a day within a year."))
    return WorkingTimes.current().calendar_of(ticket).add_minutes(midnight, 0)
