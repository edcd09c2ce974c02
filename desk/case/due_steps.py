"""Why a case is due when it is: the steps by which its due time was counted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from organisation.calendar.business_time import Calendar, NeverOpen, Stretch
from tickets.models import Ticket
from tickets.models.working_times import WorkingTimes
from tickets.words import Priority

MOST_DAYS: Final = 40
TOLERANCE: Final = timedelta(seconds=2)


@dataclass(frozen=True)
class DaySpent:
    """A day on the way: the stretches of working time that count on it; none where nobody works."""

    day: date
    stretches: list[Stretch]

    @property
    def minutes(self) -> int:
        return round(sum(stretch.minutes for stretch in self.stretches))


@dataclass(frozen=True)
class DueSteps:
    """From where the clock began, over what was spent before, to the due time."""

    began: datetime
    snoozed: bool
    usual: int
    """Working minutes of the tier for a case of normal priority."""
    minutes: int
    """Those of the case, by its priority."""
    spent: int
    days: list[DaySpent]
    cut: bool
    """There are more days than are shown."""
    agrees: bool
    """Whether the steps lead to the due time that the case has."""

    @classmethod
    def of(cls, ticket: Ticket) -> "DueSteps":
        """Of a case whose clock runs."""
        assert ticket.due_at is not None
        times = WorkingTimes.current()
        tier = times.tiers[ticket.tier]
        minutes, spent = tier.minutes_for(ticket.priority), ticket.clock_spent / 60
        days = days_of(times.calendar_of(ticket), ticket.clock_began, minutes - spent)
        return cls(
            began=ticket.clock_began,
            snoozed=ticket.snoozed_until is not None,
            usual=tier.minutes_for(Priority.NORMAL),
            minutes=minutes,
            spent=round(spent),
            days=days[:MOST_DAYS],
            cut=len(days) > MOST_DAYS,
            agrees=abs(times.due(ticket) - ticket.due_at) < TOLERANCE,
        )


def days_of(calendar: Calendar, began: datetime, minutes: float) -> list[DaySpent]:
    """Each day from the beginning to the end, also those on which nobody works."""
    try:
        stretches = calendar.explain(began, max(minutes, 0))
    except NeverOpen:
        return []
    days = []
    day = min(began.astimezone(stretches[0].opens.tzinfo).date(), stretches[0].day)
    while day <= stretches[-1].day:
        days.append(DaySpent(day, [stretch for stretch in stretches if stretch.day == day]))
        day += timedelta(days=1)
    return days
