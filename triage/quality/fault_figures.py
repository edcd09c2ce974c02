"""How good the faults are that leave the municipality: what came back as no fault, and how long a report took."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median, quantiles
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from organisation.models import Institution, Municipality, User
from organisation.roles import Verb
from tickets.models import Event
from tickets.words import Route
from triage.faults.models import FaultReport
from triage.forwarding.models import Forwarding
from triage.quality.suggestion_figures import SuggestionFilters, places_of

Outcome, Rejection = Forwarding.Outcome, Forwarding.Rejection
NO_FAULT: Final = frozenset({Rejection.USAGE, Rejection.MASTER_DATA, Rejection.SETUP})
"""Reasons that say: Aula did what it should, and somebody here could have seen it."""
HOUR: Final = 3600


@dataclass
class FaultFigures:
    """Of forwarded faults what became of them; of reports how long they took and how often somebody had to ask."""

    no_fault: int = 0
    rejected: int = 0
    """For other reasons: a later release, or somebody else's."""
    solved: int = 0
    waiting: int = 0
    hours: list[float] = field(default_factory=list)
    """From the first word to the complete report, of each report."""
    asked: list[int] = field(default_factory=list)
    """How often facts were asked for, of each report."""

    def count_forwarded(self, row: dict[str, Any]) -> None:
        kind = kind_of(row["outcome"], row["rejection"])
        setattr(self, kind, getattr(self, kind) + row["number"])

    def count_report(self, hours: float, asked: int) -> None:
        self.hours.append(hours)
        self.asked.append(asked)

    @property
    def forwarded(self) -> int:
        return self.no_fault + self.rejected + self.solved + self.waiting

    @property
    def judged(self) -> int:
        """Those of which the party has said what they are."""
        return self.forwarded - self.waiting

    @property
    def no_fault_share(self) -> float | None:
        return self.no_fault / self.judged if self.judged else None

    @property
    def reports(self) -> int:
        return len(self.hours)

    @property
    def usual_hours(self) -> float | None:
        return median(self.hours) if self.hours else None

    @property
    def slow_hours(self) -> float | None:
        """Nine of ten reports were complete sooner."""
        return quantiles(self.hours, n=10, method="inclusive")[-1] if len(self.hours) > 1 else self.usual_hours

    @property
    def asked_share(self) -> float | None:
        """The share of reports for which somebody had to ask."""
        return sum(1 for times in self.asked if times) / self.reports if self.reports else None

    @property
    def asked_usually(self) -> float | None:
        return sum(self.asked) / self.reports if self.reports else None

    @property
    def bar(self) -> list[tuple[str, float, float]]:
        """(kind, left, width) in hundredths of the forwarded ones."""
        parts = {"solved": self.solved, "waiting": self.waiting, "rejected": self.rejected, "no_fault": self.no_fault}
        segments, left = [], 0.0
        for kind, number in parts.items():
            width = round(100 * number / self.forwarded, 2) if number else 0.0
            if width:
                segments.append((kind, round(left, 2), width))
            left += width
        return segments


def kind_of(outcome: str, rejection: str) -> str:
    if outcome == Outcome.REJECTED:
        return "no_fault" if rejection in NO_FAULT else "rejected"
    return "solved" if outcome == Outcome.SOLVED else "waiting"


@dataclass
class FaultQuality:
    all: FaultFigures = field(default_factory=FaultFigures)
    months: dict[date, FaultFigures] = field(default_factory=lambda: defaultdict(FaultFigures))
    places: dict[int | None, FaultFigures] = field(default_factory=lambda: defaultdict(FaultFigures))
    people: dict[int | None, FaultFigures] = field(default_factory=lambda: defaultdict(FaultFigures))
    reasons: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, user: User, filters: SuggestionFilters) -> "FaultQuality":
        quality = cls()
        for row in forwarded(user, filters):
            groups = (quality.all, quality.months[row["month"].date()], quality.places[row["ticket__institution"]])
            for figures in (*groups, quality.people[row["by"]]):
                figures.count_forwarded(row)
            if row["rejection"]:
                quality.reasons[row["rejection"]] += row["number"]
        for month, place, hours, asked in reports(user, filters):
            for figures in (quality.all, quality.months[month], quality.places[place]):
                figures.count_report(hours, asked)
        return quality

    @property
    def is_empty(self) -> bool:
        return not self.all.forwarded and not self.all.reports

    @property
    def by_month(self) -> list[tuple[date, FaultFigures]]:
        return sorted(self.months.items(), reverse=True)

    def by_place(self) -> list[tuple[str, FaultFigures]]:
        names = dict(Institution.objects.filter(pk__in=[pk for pk in self.places if pk]).values_list("pk", "name"))
        return worst_first((names.get(pk or 0, "–"), figures) for pk, figures in self.places.items())

    def by_person(self, reader: User) -> list[tuple[str, FaultFigures]]:
        """Everybody sees their own numbers; who may audit cases sees all, where the municipality has decided so."""
        sees_all = Municipality.current().counts_colleagues and reader.may(Verb.AUDIT)
        shown = [pk for pk in self.people if sees_all or pk == reader.pk]
        names = dict(User.objects.filter(pk__in=[pk for pk in shown if pk]).values_list("pk", "name"))
        return worst_first((names.get(pk or 0, "–"), self.people[pk]) for pk in shown)

    @property
    def by_reason(self) -> list[tuple[str, int, float]]:
        """(reason, how many, hundredths of the most frequent one)."""
        most = max(self.reasons.values(), default=0)
        return [
            (str(Rejection(reason).label), count, round(100 * count / most, 2))
            for reason, count in self.reasons.most_common()
        ]


def worst_first(rows: Iterable[tuple[str, FaultFigures]]) -> list[tuple[str, FaultFigures]]:
    def badness(row: tuple[str, FaultFigures]) -> tuple[int, int, str]:
        return (-row[1].no_fault, -row[1].forwarded, row[0])

    return sorted(rows, key=badness)


def narrowed(queryset: "QuerySet[Any]", user: User, filters: SuggestionFilters, place: str) -> "QuerySet[Any]":
    """Only rows of the institutions whose numbers the person may see; `place` is the lookup of the institution."""
    places = places_of(user)
    if places is not None:
        queryset = queryset.filter(**{f"{place}__in": places})
    return queryset.filter(**{place: int(filters.institution)}) if filters.institution else queryset


def forwarded(user: User, filters: SuggestionFilters) -> list[dict[str, Any]]:
    """Faults that were passed on in the period and not taken back, counted by all that the page shows."""
    sent = Forwarding.objects.filter(rule__route=Route.TECHNICAL_FAULT, forwarded_at__gte=filters.since)
    forwardings = narrowed(sent.exclude(outcome=Outcome.WITHDRAWN), user, filters, "ticket__institution")
    groups = forwardings.values("ticket__institution", "by", "outcome", "rejection", month=TruncMonth("forwarded_at"))
    return [dict(row) for row in groups.annotate(number=Count("id")).order_by("month", "ticket__institution")]


def reports(user: User, filters: SuggestionFilters) -> list[tuple[date, int | None, float, int]]:
    """(month, institution, hours from the first word, how often somebody asked) of reports completed in the period."""
    faults = narrowed(FaultReport.objects.filter(completed_at__gte=filters.since), user, filters, "ticket__institution")
    rows = list(faults.values_list("ticket", "ticket__institution", "ticket__opened_at", "completed_at"))
    asked = questions(faults)
    return [
        (month_of(completed), place, (completed - opened).total_seconds() / HOUR, asked[ticket])
        for ticket, place, opened, completed in rows
    ]


def questions(faults: "QuerySet[Any]") -> Counter[int]:
    """How often each case's requester was asked for facts."""
    events = Event.objects.filter(kind="asked", ticket__in=faults.values("ticket")).values_list("ticket", "data")
    return Counter(ticket for ticket, data in events.iterator() if data.get("missing"))


def month_of(moment: datetime) -> date:
    return timezone.localdate(moment).replace(day=1)
