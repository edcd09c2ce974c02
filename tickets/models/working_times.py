"""What due times are counted by, all of it in one hand: calendars and the times of the tiers, as they are or were."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from organisation.calendar.business_time import Calendar
from organisation.models import Municipality
from organisation.models.opening import read_calendars
from tickets.models.policy import EscalationPolicy, TierTimes, place_of_work
from tickets.models.target import Target

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

Plain = dict[int | None, dict[str, Any]]


@dataclass
class WorkingTimes:
    """Asked for many cases, it remembers the days it has looked at."""

    plain: Plain
    tiers: Mapping[str, TierTimes]
    targets: list[dict[str, Any]] = field(default_factory=list)
    """Only remembered, to see whether they have changed."""
    made: dict[int | None, Calendar] = field(default_factory=dict)

    @classmethod
    def current(cls) -> "WorkingTimes":
        return cls(Municipality.plain_calendars(), EscalationPolicy.times_by_tier())

    @classmethod
    def stored(cls) -> "WorkingTimes":
        """Past every cache: as the rows are now."""
        closed_on_1_may = Municipality.objects.filter(id=1, closed_on_1_may=True).exists()
        return cls(read_calendars(closed_on_1_may=closed_on_1_may), EscalationPolicy.read_times(), Target.stored())

    def calendar(self, tier: str, institution: int | None) -> Calendar:
        place = place_of_work(tier, institution)
        place = place if place in self.plain else None
        if place not in self.made:
            self.made[place] = Calendar(**self.plain[place])
        return self.made[place]

    def calendar_of(self, ticket: "Ticket") -> Calendar:
        return self.calendar(ticket.tier, ticket.institution_id)

    def due(self, ticket: "Ticket") -> datetime:
        """From the time that its clock has counted before, and since when it runs."""
        left = self.tiers[ticket.tier].minutes_for(ticket.priority) - ticket.clock_spent / 60
        return self.after(ticket, left)

    def reminder(self, ticket: "Ticket") -> datetime | None:
        minutes = self.tiers[ticket.tier].minutes_until_reminder(ticket.priority)
        return None if minutes is None else self.after(ticket, minutes - ticket.clock_spent / 60)

    def after(self, ticket: "Ticket", minutes: float) -> datetime:
        since = ticket.clock_began
        if minutes <= 0:
            return since + timedelta(minutes=minutes)
        return self.calendar_of(ticket).add_minutes(since, minutes)

    def places_open(self, at: datetime) -> tuple[bool, list[int]]:
        """Whether the municipality works at the moment; and the institutions that do otherwise than it."""
        usual = self.calendar("", None).is_open(at)
        own = [place for place in self.plain if place is not None]
        return usual, [place for place in own if self.calendar("", place).is_open(at) != usual]

    def as_json(self) -> dict[str, Any]:
        return {
            "calendars": {str(place or ""): calendar_as_json(calendar) for place, calendar in self.plain.items()},
            "tiers": {tier: list(times) for tier, times in sorted(self.tiers.items())},
            "targets": self.targets,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "WorkingTimes":
        plain = {int(place) if place else None: read_calendar(each) for place, each in data["calendars"].items()}
        return cls(plain, {tier: TierTimes(*times) for tier, times in data["tiers"].items()})


def calendar_as_json(calendar: dict[str, Any]) -> dict[str, Any]:
    return {
        "windows": {
            str(weekday): [[opens.isoformat(), closes.isoformat()] for opens, closes in windows]
            for weekday, windows in sorted(calendar["windows"].items())
        },
        "closed": sorted(day.isoformat() for day in calendar["closed"]),
        "closed_on_1_may": calendar["closed_on_1_may"],
    }


def read_calendar(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "windows": {
            int(weekday): [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in windows]
            for weekday, windows in data["windows"].items()
        },
        "closed": frozenset(date.fromisoformat(day) for day in data["closed"]),
        "closed_on_1_may": data["closed_on_1_may"],
    }
