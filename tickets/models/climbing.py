"""Many cases that nobody touched go up a tier at once: what `Ticket.climb` does, in a handful of statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from database.after_commit import start_after_commit
from organisation.models import Membership
from tickets.models import clock, promise
from tickets.models.event import Event
from tickets.models.ticket import Ticket
from tickets.models.working_times import WorkingTimes
from tickets.words import TIERS, Actor, Tier
from tickets.work import staffing

CLOCK = ("clock_since", "clock_spent", "clock_at", "due_at", "snoozed_until")
NEEDED = ("tier", "priority", "institution", "assignee", "audience", "status", "version", "opened_at", *CLOCK)
"""What is read of a case that climbs: the rest of the row, with what people wrote, is left where it is."""


@transaction.atomic
def climb_all(keys: Sequence[int], now: datetime, ladder: "Ladder") -> int:
    """Moves those that are due still and that nobody holds; how many. Their events go out together after the commit."""
    rows = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).climbing(now).filter(pk__in=keys)
    tickets = list(rows.only(*NEEDED).order_by("pk"))
    if not tickets:
        return 0
    moment, times = timezone.now(), WorkingTimes.current()
    alike: dict[tuple[Any, ...], list[Ticket]] = defaultdict(list)
    events = []
    for ticket in tickets:
        tier = ladder.above(ticket)
        events.append(event_of(ticket, tier))
        ticket.tier = tier
        ticket.clock_since, ticket.clock_spent, ticket.snoozed_until = moment, 0, None
        place = ticket.institution_id if ticket.institution_id in times.plain else None
        alike[ticket.tier, ticket.priority, place].append(ticket)
    for group in alike.values():
        move(group, moment, times)
    promise.follow_all(tickets, moment)
    made = Event.objects.bulk_create(events)
    start_after_commit("tickets.tasks.dispatch_events", [event.pk for event in made])
    return len(tickets)


def move(group: list[Ticket], moment: datetime, times: WorkingTimes) -> None:
    """Cases of one tier, priority and calendar have the same clock, so one statement sets them all."""
    first = group[0]
    clock.count(first, moment, times)
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in group]).update(
        tier=first.tier,
        assignee=None,
        touched_at=moment,
        last_activity_at=moment,
        version=F("version") + 1,
        **{name: getattr(first, name) for name in CLOCK},
    )


class Ladder:
    """The next tier at which somebody works, for all institutions at once: `staffing.tier_above` in one query."""

    def __init__(self) -> None:
        pairs = Membership.objects.filter(user__is_active=True).values_list("role", "institution").distinct()
        self.staffed = set(pairs)

    def above(self, ticket: Ticket) -> Tier:
        """Raises `IndexError` at the last tier."""
        above = TIERS[TIERS.index(Tier(ticket.tier)) + 1 :]
        return next((tier for tier in above if self.has_somebody(tier, ticket.institution_id)), above[0])

    def has_somebody(self, tier: Tier, institution: int | None) -> bool:
        roles = staffing.ROLES_OF_TIER[tier]
        return any((role, place) in self.staffed for role in roles for place in {None, institution})


def event_of(ticket: Ticket, tier: Tier) -> Event:
    changed: dict[str, list[Any]] = {"tier": [ticket.tier, tier]}
    if ticket.assignee_id:
        changed["assignee"] = [ticket.assignee_id, None]
    data = {"tier": tier, "before": ticket.tier, "reason": "", "changed": changed}
    return Event(ticket=ticket, kind="escalated", actor=Actor.SYSTEM, data=data, version=ticket.version + 1)
