"""What each person has in hand, against the minutes a day that they said they have for the support.

About nobody who has not said so: it shows how much lies with them, never how much they have done.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Final

from django.db.models import Count

from organisation.models import Membership, User
from tickets.models import Ticket
from tickets.words import Tier
from triage.capacity.organisation import Organisation

UNEVEN: Final = 2.0
"""So many times as much lies with one as with another of the same tier, before it is said that one should give."""
MUCH: Final = 2.0
"""Days of work that lie with somebody who should give."""


Seat = tuple[str, int | None]
"""A role, and the institution at which it is held; None: all of them."""


@dataclass(frozen=True)
class InHand:
    """A person: minutes a day for the support, open cases that are theirs, and how many days of work those are."""

    pk: int
    name: str
    seats: frozenset[Seat]
    minutes: int
    cases: int
    days: float

    def places(self, roles: Iterable[str]) -> set[int | None]:
        return {place for role, place in self.seats if role in roles}


def in_hand(organisation: Organisation) -> list[InHand]:
    """Everybody who has said how much time they have, who has most to do first."""
    minutes = dict(zip(Tier.values, (level.minutes_a_case for level in organisation.levels), strict=True))
    people = list(User.objects.filter(is_active=True, support_minutes__isnull=False))
    cases: dict[int, dict[str, int]] = defaultdict(dict)
    theirs = Ticket.objects.needs_us().filter(assignee__in=people).order_by()
    for person, tier, number in theirs.values_list("assignee", "tier").annotate(Count("id")):
        cases[person][tier] = number
    seats: dict[int, set[Seat]] = defaultdict(set)
    for person, role, place in Membership.objects.filter(user__in=people).values_list("user", "role", "institution"):
        seats[person].add((role, place))
    rows = []
    for colleague in people:
        work = sum(number * minutes[tier] for tier, number in cases[colleague.pk].items())
        own, count = colleague.support_minutes or 1, sum(cases[colleague.pk].values())
        rows.append(InHand(colleague.pk, colleague.name, frozenset(seats[colleague.pk]), own, count, work / own))
    return sorted(rows, key=lambda row: (-row.days, row.name, row.pk))


def minutes_said(roles: Iterable[str]) -> float | None:
    """What those who hold one of the roles have said, on average; None where nobody has."""
    people = User.objects.filter(is_active=True, support_minutes__isnull=False, memberships__role__in=roles).distinct()
    minutes = [each or 0 for each in people.values_list("support_minutes", flat=True)]
    return mean(minutes) if minutes else None


def who_should_give(rows: Sequence[InHand], roles: Iterable[str]) -> tuple[InHand, InHand] | None:
    """Who has far too much, and who has least of those that hold one of the roles at the same place; None where it is
    even."""
    roles = frozenset(roles)
    for busy in rows:
        at = busy.places(roles)
        others = [row for row in rows if row is not busy and at & row.places(roles)]
        free = min(others, key=lambda row: row.days, default=None)
        if free is not None and busy.days >= MUCH and busy.days >= UNEVEN * free.days:
            return busy, free
    return None
