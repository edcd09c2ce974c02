"""Which wishes may ask for the same: requests that wait, and cases that nobody has collected yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from organisation.models import User
from tickets.models import Message, Ticket
from tickets.models.ticket_list import TicketQuerySet
from tickets.words import Route, Sensitivity
from triage.wishes.models import ChangeRequest, KeptApart

if TYPE_CHECKING:
    from triage.classifier.likeness import Likeness

MOST: Final = 5_000
"""So many of each are compared, the newest first."""
LONGEST: Final = 1_000
"""Characters of a text that are looked at; a wish says what it wants in the beginning."""


@dataclass(frozen=True)
class Bunch:
    """Requests and cases that seem to ask for the same, the most wanted request first."""

    requests: list[ChangeRequest]
    tickets: list[Ticket]

    @property
    def size(self) -> int:
        return len(self.requests) + len(self.tickets)


def uncollected(user: User) -> TicketQuerySet:
    """Open wishes that stand in no change request, but for what is flagged and nobody has looked at."""
    cases = Ticket.objects.visible_to(user).open().unmerged().exclude(sensitivity=Sensitivity.FLAGGED)
    return cases.filter(route=Route.CHANGE_REQUEST, wish=None)


class Wishes:
    """Everything that waits, ready to be compared. `keys` are ids: of requests first, then of cases."""

    def __init__(self, user: User) -> None:
        requests = ChangeRequest.objects.waiting().order_by("-pk").values_list("pk", "title", "summary")[:MOST]
        request_texts = [(pk, f"{title}\n{summary}"[:LONGEST]) for pk, title, summary in requests]
        self.requests = [pk for pk, _text in request_texts]
        subjects = dict(uncollected(user).order_by("-pk").values_list("pk", "subject")[:MOST])
        self.tickets = list(subjects)
        bodies = Message.objects.first_words(self.tickets)
        texts = [text for _pk, text in request_texts] + [
            f"{subjects[pk]}\n{bodies.get(pk, '')[:LONGEST]}" for pk in self.tickets
        ]
        self.likeness = compared(texts) if texts else None
        self.apart = {frozenset(pair) for pair in KeptApart.objects.values_list("first", "second")}

    def bunches(self, limit: int = 30) -> list[Bunch]:
        """The largest groups first, in which nobody has kept two apart."""
        if self.likeness is None:
            return []
        groups = [self.without_kept_apart(group) for group in self.likeness.groups()]
        groups = sorted((group for group in groups if len(group) > 1), key=lambda group: (-len(group), group[0]))
        return self.filled(groups[:limit])

    def like(self, request: ChangeRequest, limit: int = 6) -> Bunch:
        """What seems to ask for the same as a request that waits."""
        if self.likeness is None or request.pk not in self.requests:
            return Bunch([], [])
        place = self.requests.index(request.pk)
        places = self.without_kept_apart([place, *(other for other, _score in self.likeness.like(place, limit))])
        return self.filled([places[1:]])[0]

    def without_kept_apart(self, group: Sequence[int]) -> list[int]:
        """The group without requests that somebody has kept apart from one before them."""
        kept: list[int] = []
        for place in group:
            if not any(self.are_apart(place, other) for other in kept):
                kept.append(place)
        return kept

    def are_apart(self, one: int, other: int) -> bool:
        if not self.apart or max(one, other) >= len(self.requests):
            return False
        return frozenset((self.requests[one], self.requests[other])) in self.apart

    def filled(self, groups: Sequence[Sequence[int]]) -> list[Bunch]:
        """The groups with their rows, read in two queries."""
        count = len(self.requests)
        places = [place for group in groups for place in group]
        wanted = [self.requests[place] for place in places if place < count]
        cases = [self.tickets[place - count] for place in places if place >= count]
        requests = ChangeRequest.objects.with_counts().in_bulk(wanted)
        tickets = Ticket.objects.select_related("institution").in_bulk(cases)
        return [
            Bunch(
                sorted(
                    (requests[self.requests[place]] for place in group if place < count),
                    key=lambda request: (-request.wanted, request.pk),  # type: ignore[attr-defined]
                ),
                [tickets[self.tickets[place - count]] for place in group if place >= count],
            )
            for group in groups
        ]


def compared(texts: Sequence[str]) -> "Likeness":
    from triage.classifier.likeness import Likeness  # noqa: PLC0415  brings libraries that other pages never need

    return Likeness(texts)
