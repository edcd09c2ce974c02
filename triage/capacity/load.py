"""How much comes in and how much is got done: counted from cases and events of the last weeks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.core.cache import cache
from django.db import models
from django.utils import timezone

from organisation.calendar.business_time import Calendar
from organisation.models import Institution, Membership, Municipality, User
from tickets.models import EscalationPolicy, Event, Ticket
from tickets.words import Actor, Tier
from tickets.work import staffing
from triage.capacity.fitting import fit
from triage.capacity.organisation import USUAL, Level, Organisation
from triage.capacity.people import minutes_said
from triage.capacity.simulation import WEEK, Visit

WEEKS: Final = 4
CACHED, CACHED_SECONDS = "capacity-load-by-minutes", 600
ENDS: Final = {"resolved": "solved", "closed": "solved", "ended": "solved", "forwarded": "solved"}
TIERS: Final = list(Tier)


class Row(NamedTuple):
    """An event, as far as it tells of the way of a case."""

    ticket: int
    kind: str
    actor: str
    at: datetime
    data: dict[str, Any]
    tier: str
    institution: int | None


@dataclass(frozen=True)
class Flow:
    """Of a tier or an institution, in the weeks that were counted."""

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
        load = cache.get(CACHED)
        if load is None:
            load = count()
            cache.set(CACHED, load, CACHED_SECONDS)
        assert isinstance(load, cls)
        return load


def count(now: datetime | None = None, weeks: int = WEEKS) -> Load:
    until = now or timezone.now()
    since = until - timedelta(weeks=weeks)
    rows = list(events_since(since))
    calendar = Municipality.calendar()
    visits = list(visits_of(rows, calendar, since))
    places = flows_of_places(rows)
    return Load(
        at=until,
        weeks=weeks,
        tiers=flows_of_tiers(visits),
        places=places,
        organisation=seen_at_work(visits, calendar.minutes_between(since, until)),
    )


def events_since(since: datetime) -> Iterator[Row]:
    """By case, and in the order in which they happened."""
    first = first_since(Event.objects.all(), "at", since)
    kinds = Event.objects.filter(pk__gte=first, at__gte=since, ticket__merged_into=None)
    columns = ("ticket", "kind", "actor", "at", "data", "ticket__tier", "ticket__institution")
    for row in kinds.order_by("ticket", "id").values_list(*columns).iterator(chunk_size=5_000):
        yield Row(*row)


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


def visits_of(rows: Iterable[Row], calendar: Calendar, since: datetime) -> Iterator[Visit]:
    """Each stay of a case at a tier, in working minutes since the beginning. Stays that go on are left out."""
    minutes: dict[datetime, float] = {}

    def minute(at: datetime) -> float:
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour not in minutes:
            minutes[hour] = calendar.minutes_between(since, hour)
        return minutes[hour] + calendar.minutes_between(hour, at)

    for _ticket, events in groupby(rows, key=lambda row: row.ticket):
        yield from stays_of(list(events), minute)


def stays_of(events: list[Row], minute: Any) -> Iterator[Visit]:
    tier, came, begun = "", 0.0, None
    for event in events:
        at = minute(event.at)
        if event.kind == "opened":
            tier, came, begun = Tier.FIRST_LEVEL, at, None
        if tier and begun is None and event.actor == Actor.STAFF:
            begun = at
        if tier and (how := how_it_left(event)):
            yield Visit(TIERS.index(Tier(tier)), came, None if how == "climbed" else begun, at, how)
            tier = ""
        if event.kind in {"escalated", "handed_back"} and event.data.get("tier") in Tier.values:
            tier, came, begun = event.data["tier"], at, None


def how_it_left(event: Row) -> str:
    if event.kind in {"escalated", "handed_back"}:
        return "climbed" if event.actor == Actor.SYSTEM else "handed_up"
    return ENDS.get(event.kind, "")


def flows_of_tiers(visits: list[Visit]) -> dict[str, Flow]:
    """What still lies at a tier has come, too."""
    there = dict(Ticket.objects.needs_us().order_by().values_list("tier").annotate(models.Count("id")))
    flows = {}
    for number, tier in enumerate(TIERS):
        own = Counter(visit.how for visit in visits if visit.tier == number)
        waiting = there.get(tier, 0)
        came = came_to(number, visits)
        flows[tier.value] = Flow(came, own["solved"], own["handed_up"], own["climbed"], waiting, people_at(tier))
    return flows


def came_to(tier: int, visits: list[Visit]) -> int:
    if tier:
        return sum(1 for visit in visits if visit.tier == tier - 1 and visit.how != "solved")
    return sum(1 for visit in visits if visit.tier == 0)


def flows_of_places(rows: list[Row]) -> dict[int, Flow]:
    came: Counter[int] = Counter()
    solved: Counter[int] = Counter()
    up: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        if row.institution is None:
            continue
        came[row.institution] += row.kind == "opened"
        solved[row.institution] += row.kind == "resolved"
        if row.kind == "escalated":
            up["climbed" if row.actor == Actor.SYSTEM else "handed_up"][row.institution] += 1
    open_there = Ticket.objects.needs_us().order_by().values_list("institution").annotate(models.Count("id"))
    waiting = {place: number for place, number in open_there if place is not None}
    return {
        place: Flow(came[place], solved[place], up["handed_up"][place], up["climbed"][place], waiting.get(place, 0))
        for place in {*came, *solved, *waiting}
    }


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
