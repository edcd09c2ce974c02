"""What other hints or another threshold would have made of the latest cases, from stored scores: no model is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from organisation.models import Institution, User
from tickets.models import Message, Ticket
from tickets.words import Route
from triage.classifier import Hint as ToldHint
from triage.classifier.decision import decide, place_of_hints, pushes
from triage.suggestions.models import Hint, Suggestion, TriagePolicy
from triage.suggestions.suggesting import products_of

LATEST: Final = 500
SHOWN: Final = 100


@dataclass(frozen=True)
class Rules:
    """The hints of everybody and of each institution, and the threshold."""

    threshold: float
    hints: Sequence[Hint]
    products: dict[int, list[ToldHint]]

    @classmethod
    def now(cls, *, threshold: float | None = None, hint: Hint | None = None) -> "Rules":
        """As they are; with another threshold, or with one hint in the place of the stored one that has its id."""
        stored = list(Hint.objects.filter(is_active=True).exclude(pk=hint.pk if hint and hint.pk else 0))
        places = Institution.objects.select_related("schedule_vendor").prefetch_related("widget_vendors")
        return cls(
            TriagePolicy.current().threshold if threshold is None else threshold,
            [*stored, hint] if hint is not None and hint.is_active else stored,
            {place.pk: products_of(place) for place in places},
        )

    def hints_at(self, institution: int | None) -> list[ToldHint]:
        own = [hint.for_classifier() for hint in self.hints if hint.institution_id in {None, institution}]
        return own + self.products.get(institution or 0, [])


@dataclass(frozen=True)
class Judgement:
    """What triage would say of one case: the route, how sure, and whether it would set it."""

    route: str
    confidence: float
    is_set: bool

    @property
    def label(self) -> str:
        return str(Route(self.route).label)

    @property
    def percent(self) -> int:
        return round(self.confidence * 100)


@dataclass(frozen=True)
class Move:
    """A case that would have gone another way; `decided` is what a person said, where one did."""

    ticket: Ticket
    before: Judgement
    after: Judgement
    decided: str

    @property
    def decided_label(self) -> str:
        return str(Route(self.decided).label) if self.decided else ""

    @property
    def verdict(self) -> str:
        """`better`, `worse` or nothing, by the person's decision."""
        was, becomes = (suggestion.route == self.decided for suggestion in (self.before, self.after))
        return "" if not self.decided or was == becomes else "better" if becomes else "worse"


@dataclass
class Tally:
    """How a set of rules does: `right` of those `decided` by people; `alone` set without a person, `wrong` of them."""

    right: int = 0
    alone: int = 0
    wrong: int = 0

    def count(self, judgement: Judgement, decided: str) -> None:
        self.right += judgement.route == decided
        self.alone += judgement.is_set
        self.wrong += bool(judgement.is_set and decided and judgement.route != decided)


@dataclass
class Trial:
    """`read` cases were tried, of which people had decided `decided`."""

    read: int = 0
    decided: int = 0
    before: Tally = field(default_factory=Tally)
    after: Tally = field(default_factory=Tally)
    moves: list[Move] = field(default_factory=list)

    @property
    def accuracy_before(self) -> float | None:
        return self.before.right / self.decided if self.decided else None

    @property
    def accuracy_after(self) -> float | None:
        return self.after.right / self.decided if self.decided else None

    @property
    def gain(self) -> float:
        return (self.after.right - self.before.right) / self.decided if self.decided else 0.0

    @property
    def shown(self) -> list[Move]:
        return self.moves[:SHOWN]

    @property
    def more(self) -> int:
        return max(len(self.moves) - SHOWN, 0)


def try_out(before: Rules, after: Rules, *, user: User) -> Trial:
    """Both sets of rules on the latest cases that the person may see and whose text is still there."""
    cases = Ticket.objects.visible_to(user).filter(forgotten_at=None)
    latest = Suggestion.objects.exclude(scores=None).filter(ticket__in=cases).select_related("ticket__institution")
    suggestions = list(latest.order_by("-id")[:LATEST])
    texts, trial, seen = first_texts(suggestion.ticket for suggestion in suggestions), Trial(), set[int]()
    known: tuple[dict[int | None, list[ToldHint]], ...] = ({}, {})
    for suggestion in suggestions:
        if suggestion.ticket_id in seen:
            continue
        seen.add(suggestion.ticket_id)
        was, becomes = (
            say(suggestion, rules, of_place(rules, suggestion.ticket.institution_id, kept), texts[suggestion.ticket_id])
            for rules, kept in zip((before, after), known, strict=True)
        )
        decided = suggestion.decided_route or "" if suggestion.is_decided else ""
        trial.read += 1
        trial.decided += bool(decided)
        trial.before.count(was, decided)
        trial.after.count(becomes, decided)
        if (was.route, was.is_set) != (becomes.route, becomes.is_set):
            trial.moves.append(Move(suggestion.ticket, was, becomes, decided))
    return trial


def of_place(rules: Rules, place: int | None, kept: dict[int | None, list[ToldHint]]) -> list[ToldHint]:
    if place not in kept:
        kept[place] = rules.hints_at(place)
    return kept[place]


def say(suggestion: Suggestion, rules: Rules, hints: list[ToldHint], whole: str) -> Judgement:
    """By the decision function of the engine itself; what a person must look at is never set."""
    route, confidence = decide(suggestion.scores or {}, pushes(hints, whole))
    if not any(character.isalpha() for character in whole):
        route, confidence = suggestion.route, 0.0
    return Judgement(route, confidence, suggestion.may_be_set(route, confidence, rules.threshold))


def first_texts(tickets: Iterable[Ticket]) -> dict[int, str]:
    """Where hints are looked for, of each case by its id."""
    subjects = {ticket.pk: ticket.subject for ticket in tickets}
    bodies = Message.objects.first_words(subjects)
    return {pk: place_of_hints(subject, bodies.get(pk, "")) for pk, subject in subjects.items()}
