"""How good triage is, counted from what it suggested and what people decided; no case is read for it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from organisation.models import Institution, User
from tickets.words import Route
from triage.quality.likely_share import likely_share
from triage.suggestions.models import Suggestion

PERIODS: Final = (1, 3, 12, 24)
"""Months that can be chosen; the month that runs is one of them."""
USUAL: Final = 12
SHADES: Final = 4
"""How many shades a cell of the confusion table may have."""


@dataclass(frozen=True)
class SuggestionFilters:
    months: int = USUAL
    route: str = ""
    institution: str = ""

    @classmethod
    def read(cls, query: Any) -> "SuggestionFilters":
        """From an address; anything unknown is ignored."""
        months, route, place = (str(query.get(name, "")) for name in ("months", "route", "institution"))
        return cls(
            int(months) if months in {str(each) for each in PERIODS} else USUAL,
            route if route in Route.values else "",
            place if place.isascii() and place.isdecimal() and len(place) < 19 else "",  # noqa: PLR2004  as an id has
        )

    @property
    def since(self) -> datetime:
        today = timezone.localdate()
        month = today.year * 12 + today.month - self.months
        return timezone.make_aware(datetime.combine(date(month // 12, month % 12 + 1, 1), time.min))


@dataclass
class SuggestionFigures:
    """`alone` were set without a person, `alone_wrong` of them corrected later. The others waited for a person."""

    suggested: int = 0
    accepted: int = 0
    corrected: int = 0
    alone: int = 0
    alone_wrong: int = 0
    waiting: int = 0

    def count(self, row: dict[str, Any]) -> None:
        number, outcome = row["number"], row["outcome"]
        self.suggested += number
        self.accepted += number * (outcome == Suggestion.Outcome.ACCEPTED)
        self.corrected += number * (outcome == Suggestion.Outcome.CORRECTED)
        self.waiting += number * (outcome == Suggestion.Outcome.WAITING)
        self.alone += number * row["was_automatic"]
        self.alone_wrong += number * (row["was_automatic"] and outcome == Suggestion.Outcome.CORRECTED)

    @property
    def decided(self) -> int:
        return self.accepted + self.corrected

    @property
    def accuracy(self) -> float | None:
        """Of what people decided, the share in which they agreed."""
        return self.accepted / self.decided if self.decided else None

    @property
    def alone_share(self) -> float | None:
        return self.alone / self.suggested if self.suggested else None

    @property
    def alone_wrong_share(self) -> float | None:
        return self.alone_wrong / self.alone if self.alone else None

    @property
    def alone_right(self) -> tuple[float, float] | None:
        """Between which shares of those set without a person the right ones probably are."""
        return likely_share(self.alone - self.alone_wrong, self.alone) if self.alone else None

    @property
    def bar(self) -> list[tuple[str, float, float]]:
        """(kind, left, width) in hundredths of the suggestions: agreed, set alone and left so, waiting, corrected."""
        untouched = self.suggested - self.decided - self.waiting
        parts = {"agreed": self.accepted, "alone": untouched, "waiting": self.waiting, "corrected": self.corrected}
        segments, left = [], 0.0
        for kind, number in parts.items():
            width = round(100 * number / self.suggested, 2) if self.suggested else 0.0
            if width:
                segments.append((kind, round(left, 2), width))
            left += width
        return segments


@dataclass(frozen=True)
class Cell:
    """How often triage said one route where people decided another; `shade` from 0 to `SHADES`, in its row."""

    count: int
    is_right: bool
    shade: int


@dataclass
class Quality:
    all: SuggestionFigures = field(default_factory=SuggestionFigures)
    months: dict[date, SuggestionFigures] = field(default_factory=lambda: defaultdict(SuggestionFigures))
    routes: dict[str, SuggestionFigures] = field(default_factory=lambda: defaultdict(SuggestionFigures))
    places: dict[int | None, SuggestionFigures] = field(default_factory=lambda: defaultdict(SuggestionFigures))
    pairs: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def of(cls, rows: Iterable[dict[str, Any]]) -> "Quality":
        quality = cls()
        for row in rows:
            for figures in (
                quality.all,
                quality.months[row["month"].date()],
                quality.routes[row["route"]],
                quality.places[row["institution"]],
            ):
                figures.count(row)
            if row["outcome"] in {Suggestion.Outcome.ACCEPTED, Suggestion.Outcome.CORRECTED}:
                quality.pairs[row["decided_route"], row["route"]] += row["number"]
        return quality

    @property
    def by_month(self) -> list[tuple[date, SuggestionFigures]]:
        return sorted(self.months.items(), reverse=True)

    @property
    def by_route(self) -> list[tuple[str, SuggestionFigures]]:
        return [(str(Route(name).label), self.routes[name]) for name in Route.values if name in self.routes]

    def by_place(self) -> list[tuple[str, SuggestionFigures]]:
        names = dict(Institution.objects.filter(pk__in=[pk for pk in self.places if pk]).values_list("pk", "name"))
        return sorted((names.get(pk or 0, "–"), figures) for pk, figures in self.places.items())

    @property
    def confusion(self) -> list[tuple[str, list[Cell], int]]:
        """A row for each route that people decided: what triage had said of it."""
        rows = []
        for decided in Route.values:
            counts = [self.pairs.get((decided, suggested), 0) for suggested in Route.values]
            if whole := sum(counts):
                cells = [
                    Cell(count, suggested == decided, min(SHADES, -(-count * SHADES // whole)))
                    for suggested, count in zip(Route.values, counts, strict=True)
                ]
                rows.append((str(Route(decided).label), cells, whole))
        return rows


def places_of(user: User) -> list[int] | None:
    """Ids of the institutions whose numbers the person may see, in whatever role; None means all."""
    places = {at for _role, at in user.role_keys}
    return None if None in places else sorted(place for place in places if place is not None)


def counted(user: User, filters: SuggestionFilters) -> list[dict[str, Any]]:
    """The numbers of each month, institution, route, decision and outcome: one reading of one index."""
    suggestions = Suggestion.objects.filter(made_at__gte=filters.since)
    places = places_of(user)
    if places is not None:
        suggestions = suggestions.filter(institution__in=places)
    if filters.institution:
        suggestions = suggestions.filter(institution=int(filters.institution))
    if filters.route:
        suggestions = suggestions.filter(route=filters.route)
    groups = suggestions.values("institution", "route", "outcome", "decided_route", "was_automatic")
    counts = groups.annotate(month=TruncMonth("made_at"), number=Count("id")).order_by("month", "institution")
    return [dict(row) for row in counts]
