"""How much comes in and how much is got done: counted from cases and events of the last weeks."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from math import inf
from typing import Any, Final, NamedTuple

from django.core.cache import cache
from django.db import models
from django.utils import timezone

from organisation.calendar.business_time import Calendar
from organisation.models import Institution, Membership, Municipality, User
from tickets.models import EscalationPolicy, Event, Ticket
from tickets.words import DONE, Actor, Status, Tier
from tickets.work import staffing
from triage.capacity.fitting import fit
from triage.capacity.organisation import USUAL, Level, Organisation
from triage.capacity.people import minutes_said
from triage.capacity.simulation import WEEK, Visit

WEEKS: Final = 4
CACHED, CACHED_SECONDS = "capacity-load-of-stays", 1200
"""Twice the time after which it is counted anew, so that nobody who opens the page waits for it."""
ENDS: Final = {
    "resolved": Status.RESOLVED,
    "closed": Status.CLOSED,
    "ended": Status.CLOSED,
    "forwarded": Status.FORWARDED,
}
"""What a kind leads to where the event does not tell it, as those of earlier versions."""
MOVED: Final = frozenset({"escalated", "handed_back"})
GONE: Final = frozenset({*DONE, Status.FORWARDED})
"""Where nobody at a tier works on it."""
BEFORE: Final = -inf
"""When a stay began that goes back before the time that is looked at."""
TIERS: Final = list(Tier)


class PastEvent(NamedTuple):
    """An event, as far as it tells of the way of a case."""

    ticket: int
    kind: str
    actor: str
    at: datetime
    data: dict[str, Any]
    tier: str
    institution: int | None


class Stay(NamedTuple):
    """A visit, and the institution of its case."""

    place: int | None
    visit: Visit


@dataclass
class Begun:
    """A stay at a tier that goes on. `waited`: minutes of it in which it waited for the requester."""

    tier: str
    came: float
    begun: float | None = None
    waits_since: float | None = None
    waited: float = 0.0

    def take(self, at: float) -> None:
        """The first time; when it was taken is not known of one that was there before."""
        if self.begun is None and self.came > BEFORE:
            self.begun = at

    def wait(self, at: float, status: str) -> None:
        if status == Status.WAITING_REQUESTER:
            self.waits_since = at
        elif status and self.waits_since is not None:
            self.waited, self.waits_since = self.waited + at - self.waits_since, None

    def visit(self, left: float, how: str) -> Visit:
        if self.waits_since is not None:
            self.wait(left, how)
        begun = None if how == "climbed" else self.begun
        return Visit(TIERS.index(Tier(self.tier)), self.came, begun, left, how, self.waited)


@dataclass(frozen=True)
class Flow:
    """Of a tier or an institution, in the weeks that were counted; `came` holds what lies there still, too."""

    came: int = 0
    solved: int = 0
    handed_up: int = 0
    climbed: int = 0
    waiting: int = 0
    people: int = 0

    @property
    def left(self) -> int:
        return self.solved + self.handed_up + self.climbed

    @property
    def surplus(self) -> int:
        """How many more came than left."""
        return self.came - self.left


@dataclass(frozen=True)
class Load:
    at: datetime
    weeks: int
    tiers: dict[str, Flow]
    places: dict[int, Flow]
    organisation: Organisation
    """The one that was seen at work."""

    @classmethod
    def current(cls) -> "Load":
        load = cache.get(CACHED) or cls.refresh()
        assert isinstance(load, cls)
        return load

    @classmethod
    def refresh(cls) -> "Load":
        """Counts it anew, and keeps it for whoever asks next."""
        load = count()
        cache.set(CACHED, load, CACHED_SECONDS)
        return load


def count(now: datetime | None = None, weeks: int = WEEKS) -> Load:
    until = now or timezone.now()
    since = until - timedelta(weeks=weeks)
    rows = events_since(since)
    calendar = Municipality.calendar()
    stays = list(stays_since(rows, calendar, since))
    return Load(
        at=until,
        weeks=weeks,
        tiers=flows_of_tiers(stays),
        places=flows_of_places(stays),
        organisation=seen_at_work([stay.visit for stay in stays], calendar.minutes_between(since, until)),
    )


def events_since(since: datetime) -> Iterator[PastEvent]:
    """By case, and in the order in which they happened."""
    first = first_since(Event.objects.all(), "at", since)
    kinds = Event.objects.filter(pk__gte=first, at__gte=since, ticket__merged_into=None)
    columns = ("ticket", "kind", "actor", "at", "data", "ticket__tier", "ticket__institution")
    for row in kinds.order_by("ticket", "id").values_list(*columns).iterator(chunk_size=5_000):
        yield PastEvent(*row)


def first_since(rows: "models.QuerySet[Any]", column: str, moment: datetime) -> int:
    """The least id from which on rows were made since the moment: ids and times rise together, so it is searched for
    by halving, whatever the table's size."""
    last = rows.order_by("-pk").values_list("pk", flat=True).first()
    low, high = 1, (last or 0) + 1
    while low < high:
        middle = (low + high) // 2
        at = rows.filter(pk__gte=middle).order_by("pk").values_list(column, flat=True).first()
        if at is None or at >= moment:
            high = middle
        else:
            low = middle + 1
    return low


def stays_since(rows: Iterable[PastEvent], calendar: Calendar, since: datetime) -> Iterator[Stay]:
    """Each stay of a case at a tier that came or left in the time, in working minutes since its beginning."""
    minutes: dict[datetime, float] = {}

    def minute(at: datetime) -> float:
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour not in minutes:
            minutes[hour] = calendar.minutes_between(since, hour)
        return minutes[hour] + calendar.minutes_between(hour, at)

    for _ticket, events in groupby(rows, key=lambda row: row.ticket):
        yield from stays_of(list(events), minute)


def stays_of(events: list[PastEvent], minute: Callable[[datetime], float]) -> Iterator[Stay]:
    """Of one case. Where it was when the time began is known from the first event that moves it."""
    place, is_gone = events[-1].institution, was_gone(events)
    stay = None if events[0].kind == "opened" or is_gone else Begun(tier_before(events), BEFORE)
    for event in events:
        at, (earlier, later) = minute(event.at), statuses_of(event)
        is_gone = later in GONE if later else is_gone
        if event.kind == "opened":
            stay = Begun(Tier.FIRST_LEVEL, at)
        if stay and event.actor == Actor.STAFF:
            stay.take(at)
        if stay and (how := how_it_left(event, earlier, later)):
            yield Stay(place, stay.visit(at, how))
            stay = None
        if stay is None and not is_gone and event.kind in MOVED and event.data.get("tier") in Tier.values:
            stay = Begun(event.data["tier"], at)
        elif stay is None and earlier in GONE and later not in GONE:
            stay = Begun(tier_after(events, event), at)
        if stay:
            stay.wait(at, later)
    if stay and stay.came > BEFORE:
        yield Stay(place, stay.visit(inf, ""))


def statuses_of(event: PastEvent) -> tuple[str, str]:
    """Before and after it; nothing where it changes none."""
    before, after = event.data.get("changed", {}).get("status") or ("", ENDS.get(event.kind, ""))
    return str(before), str(after)


def was_gone(events: list[PastEvent]) -> bool:
    """Whether nobody at a tier worked on it before the first of the events."""
    before = (event.data.get("changed", {}).get("status") for event in events)
    return next((each[0] in GONE for each in before if each), False)


def how_it_left(event: PastEvent, earlier: str, later: str) -> str:
    if event.kind in MOVED:
        return "climbed" if event.actor == Actor.SYSTEM else "handed_up"
    if later not in GONE or earlier in GONE:
        return ""
    return "passed_on" if later == Status.FORWARDED else "solved"


def tier_before(events: list[PastEvent]) -> str:
    """At which it was before the first of the events: the next move tells, or else it is there still."""
    before = (event.data.get("changed", {}).get("tier") for event in events)
    return next((str(each[0]) for each in before if each), events[-1].tier)


def tier_after(events: list[PastEvent], event: PastEvent) -> str:
    return tier_before(events[events.index(event) :])


def flows_of_tiers(stays: list[Stay]) -> dict[str, Flow]:
    there = dict(Ticket.objects.needs_us().order_by().values_list("tier").annotate(models.Count("id")))
    return {
        tier.value: flow_of(
            [stay.visit for stay in stays if stay.visit.tier == number], there.get(tier, 0), people_at(tier)
        )
        for number, tier in enumerate(TIERS)
    }


def flows_of_places(stays: list[Stay]) -> dict[int, Flow]:
    """What came to an institution came to its first level."""
    visits: dict[int | None, list[Visit]] = defaultdict(list)
    for stay in stays:
        visits[stay.place].append(stay.visit)
    there = dict(Ticket.objects.needs_us().order_by().values_list("institution").annotate(models.Count("id")))
    return {
        place: replace(
            flow_of(visits[place], there.get(place, 0)), came=came_in(each for each in visits[place] if not each.tier)
        )
        for place in {*visits, *there}
        if place is not None
    }


def flow_of(visits: list[Visit], waiting: int, people: int = 0) -> Flow:
    left = Counter(visit.how for visit in visits)
    handed_up = left["handed_up"] + left["passed_on"]
    return Flow(came_in(visits), left["solved"], handed_up, left["climbed"], waiting, people)


def came_in(visits: Iterable[Visit]) -> int:
    return sum(visit.came > BEFORE for visit in visits)


def people_at(tier: Tier) -> int:
    roles = staffing.ROLES_OF_TIER[tier]
    return User.objects.filter(is_active=True, memberships__role__in=roles).distinct().count()


def seen_at_work(visits: list[Visit], minutes: float) -> Organisation:
    """Who there is, as the memberships say; the times of the tiers; and what the visits tell."""
    schools = Institution.objects.active().count() or 1
    roles = staffing.ROLES_OF_TIER[Tier.FIRST_LEVEL]
    memberships = Membership.objects.filter(role__in=roles, user__is_active=True, institution__is_active=True)
    per_school = max(round(memberships.values("user", "institution").distinct().count() / schools), 1)
    times = EscalationPolicy.times_by_tier()
    supposed = USUAL.but(
        schools=schools,
        first_level=with_people(Tier.FIRST_LEVEL, USUAL.first_level, per_school, times[Tier.FIRST_LEVEL].minutes),
        pilot=with_people(Tier.PILOT, USUAL.pilot, people_at(Tier.PILOT), times[Tier.PILOT].minutes),
        support_entitled=with_people(
            Tier.SUPPORT_ENTITLED, USUAL.support_entitled, people_at(Tier.SUPPORT_ENTITLED), None
        ),
    )
    return fit(visits, supposed, since=0, until=max(minutes, WEEK))


def with_people(tier: Tier, level: Level, people: int, patience: float | None) -> Level:
    """With the minutes a day that people there said they have, where somebody has."""
    minutes = minutes_said(staffing.ROLES_OF_TIER[tier]) or level.minutes_a_day
    return replace(level, people=people, patience=patience, minutes_a_day=minutes)
