"""Open cases of one place that seem to be about one matter, whoever wrote them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from organisation.models import User
from tickets.models import Message, Ticket
from tickets.models.ticket_list import TicketQuerySet
from triage.suggestions.repeats import in_common, matter

SAME_SUBJECT: Final = 0.7
"""Likeness of two subjects from which they say the same."""
SAME_TEXT: Final = 0.4
"""The same of two enquiries, with their first words."""
NEAR_SUBJECT: Final = 0.45
NEAR_TEXT: Final = 0.2
"""Both together are enough, too."""
WITHIN: Final = timedelta(days=60)
READ: Final = 80
"""How many open cases of the place are compared, the newest."""
LONGEST: Final = 800
"""Characters compared of what somebody wrote; the matter stands at its beginning."""
SHOWN: Final = 20


@dataclass(frozen=True)
class Alike:
    """A case that is like another one, and how much, from 0 to 1."""

    ticket: Ticket
    likeness: float

    @property
    def percent(self) -> int:
        return round(100 * self.likeness)


@dataclass(frozen=True)
class Matter:
    """What a case is about: the stems of its subject, and of that and its first words."""

    subject: frozenset[str]
    whole: frozenset[str]

    def likeness(self, other: "Matter") -> float:
        """0 where the two are about different things, as far as their words show it."""
        subjects, whole = in_common(self.subject, other.subject), in_common(self.whole, other.whole)
        same = subjects >= SAME_SUBJECT or whole >= SAME_TEXT or (subjects >= NEAR_SUBJECT and whole >= NEAR_TEXT)
        return max(subjects, whole) if same else 0.0


def open_like(ticket: Ticket, user: User) -> list[Alike]:
    """The open cases of the same place that the person may see and that are like this one, likest first."""
    others = list(candidates_for(ticket, user).for_list().order_by("-id")[:READ])
    bodies = Message.objects.first_words([ticket.pk, *(other.pk for other in others)])
    matters = {
        case.pk: Matter(matter(case.subject), matter(f"{case.subject}\n{bodies.get(case.pk, '')[:LONGEST]}"))
        for case in (ticket, *others)
    }
    own = matters[ticket.pk]
    alike = [Alike(case, own.likeness(matters[case.pk])) for case in others if may_be_one(ticket, case)]
    return sorted((each for each in alike if each.likeness), key=lambda each: (-each.likeness, each.ticket.pk))[:SHOWN]


def candidates_for(ticket: Ticket, user: User) -> TicketQuerySet:
    """What is compared: open, of the same place, of about the same time."""
    near = Ticket.objects.visible_to(user).open().unmerged().filter(institution=ticket.institution_id)
    around = (ticket.opened_at - WITHIN, ticket.opened_at + WITHIN)
    return near.filter(opened_at__range=around).exclude(pk=ticket.pk)


def may_be_one(one: Ticket, other: Ticket) -> bool:
    """Not where people have put them on different ways, nor where one of them must be seen to by itself."""
    apart = one.route and other.route and one.route != other.route
    return not (apart or one.is_sensitive or other.is_sensitive)


def in_list(tickets: Iterable[Ticket]) -> dict[int, int]:
    """By the id of a case, how many others of the list have its place and its subject; only those that have some."""
    places: dict[int | None, list[Ticket]] = {}
    for ticket in tickets:
        if not ticket.is_done and ticket.merged_into_id is None:
            places.setdefault(ticket.institution_id, []).append(ticket)
    several = [[(ticket, matter(ticket.subject)) for ticket in near] for near in places.values() if len(near) > 1]
    counted = {
        one.pk: sum(
            other is not one and may_be_one(one, other) and in_common(own, theirs) >= SAME_SUBJECT
            for other, theirs in near
        )
        for near in several
        for one, own in near
    }
    return {key: count for key, count in counted.items() if count}
