"""Triage keeps an eye on itself: whether too much of what it set is put right, whether what people write has changed,
and whose decision would teach it most."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

from django.core.cache import cache
from django.db.models import Avg, Count, F, Max, Q
from django.utils import timezone

from organisation.models import User
from tickets.models import Ticket
from tickets.words import Sensitivity
from triage.classifier.everyday import is_evidence
from triage.classifier.text import WORD, stems
from triage.quality.likely_share import likely_share
from triage.suggestions.models import Suggestion

LOOKED_BACK: Final = timedelta(days=30)
MOST_OVERTURNED: Final = 0.03
"""Of what is set without a person."""
ALARMING: Final = 1.645
"""One chance in twenty that no more are wrong than may be."""
FEWEST_OVERTURNED: Final = 3
WEEK: Final = timedelta(days=7)
BEFORE: Final = timedelta(days=56)
FEWEST: Final = 50
"""Suggestions of a week; of fewer nothing is said."""
DRIFTED: Final = 0.05
STEADY: Final = 4.0
"""Standard errors that chance alone hardly reaches."""
SUBJECTS: Final = 2_000
WORD_CASES: Final = 6
WORD_GROWTH: Final = 5
MOST_WORDS: Final = 5
TAUGHT: Final = 10
ALIKE: Final = 2
TRIED: Final = 200
REMEMBERED: Final = 600
"""Seconds for which an alarm is not asked for again: it is looked for every half minute by each process."""


def overturned(now: datetime | None = None) -> datetime | None:
    """Since when more of the routes that were set without a person are corrected than may be; None where it cannot be
    told from chance."""
    lately = Suggestion.objects.filter(made_at__gte=(now or timezone.now()) - LOOKED_BACK, was_automatic=True)
    wrong = Q(outcome=Suggestion.Outcome.CORRECTED)
    counted = lately.order_by().aggregate(
        alone=Count("id"), wrong=Count("id", filter=wrong), since=Max("decided_at", filter=wrong)
    )
    if counted["wrong"] < FEWEST_OVERTURNED:
        return None
    least, _most = likely_share(counted["wrong"], counted["alone"], ALARMING)
    since: datetime = counted["since"]
    return since if least > MOST_OVERTURNED else None


@dataclass(frozen=True)
class Sureness:
    """How sure triage was on average, of `count` suggestions; `spread` is the standard deviation."""

    count: int
    mean: float
    spread: float

    @classmethod
    def between(cls, start: datetime, end: datetime) -> "Sureness":
        rows = Suggestion.objects.filter(made_at__gte=start, made_at__lt=end).order_by()
        sums = rows.aggregate(count=Count("id"), mean=Avg("confidence"), squares=Avg(F("confidence") * F("confidence")))
        mean, squares = sums["mean"] or 0.0, sums["squares"] or 0.0
        return cls(sums["count"], mean, sqrt(max(squares - mean**2, 0.0)))

    def differs_from(self, other: "Sureness") -> bool:
        """By more than chance, and by so much that it matters."""
        if min(self.count, other.count) < FEWEST:
            return False
        error = sqrt(self.spread**2 / self.count + other.spread**2 / other.count)
        return abs(self.mean - other.mean) > max(DRIFTED, STEADY * error)


def drifted(now: datetime | None = None) -> datetime | None:
    """Since when triage is surer or less sure than in the weeks before, or new words stand in many cases: what is
    written has changed, a product, an outage, and triage may not know it."""
    at = now or timezone.now()
    week = Sureness.between(at - WEEK, at)
    if week.differs_from(Sureness.between(at - WEEK - BEFORE, at - WEEK)) or new_words(at):
        return at - WEEK
    return None


def new_words(now: datetime) -> list[str]:
    """Words of the subjects of the last seven days that hardly stood there before, the most frequent first."""
    lately, earlier = subjects(now - WEEK, now), subjects(now - WEEK - BEFORE, now - WEEK)
    if min(len(lately), len(earlier)) < FEWEST:
        return []
    fresh, usual = words_of(lately), words_of(earlier)
    weight = WORD_GROWTH * len(lately) / len(earlier)
    grown = [root for root, count in fresh.items() if count >= WORD_CASES and count > weight * (usual[root] + 1)]
    word_of = {root: word for subject in lately for word in WORD.findall(subject) for root in stems(word)[:1]}
    return [word_of[root].lower() for root in sorted(grown, key=lambda root: (-fresh[root], root))[:MOST_WORDS]]


def subjects(start: datetime, end: datetime) -> list[str]:
    """Of the newest cases of that time, without those in which something must not wait."""
    plain = Ticket.objects.filter(forgotten_at=None, sensitivity=Sensitivity.NONE)
    rows = plain.filter(opened_at__gte=start, opened_at__lt=end).order_by("-id")
    return list(rows.values_list("subject", flat=True)[:SUBJECTS])


def words_of(lines: list[str]) -> Counter[str]:
    """In how many of the lines each word stands that tells something."""
    roots = ({stems(word)[0] for word in WORD.findall(line) if is_evidence(word)} for line in lines)
    return Counter(root for line in roots for root in line)


def remembered(name: str) -> datetime | None:
    """`overturned` or `drifted`, asked at most every ten minutes."""
    ask = {"overturned": overturned, "drifted": drifted}[name]
    known = cache.get(key := f"triage.watch.{name}")
    if known is None:
        cache.set(key, known := (ask(),), REMEMBERED)
    since: datetime | None = known[0]
    return since


def words_of_this_week() -> list[str]:
    """`new_words`, looked for at most every ten minutes: thousands of subjects are read for it."""
    known: list[str] | None = cache.get("triage.watch.words")
    if known is None:
        cache.set("triage.watch.words", known := new_words(timezone.now()), REMEMBERED)
    return known


def most_telling(user: User) -> list[Suggestion]:
    """Of the last seven days' cases that wait for a decision, those the person may see whose decision would teach
    triage most: of which it knows least, at most two of a kind."""
    waiting = Suggestion.objects.filter(
        made_at__gte=timezone.now() - WEEK,
        outcome=Suggestion.Outcome.WAITING,
        may_be_sensitive=False,
        ticket__in=Ticket.objects.visible_to(user).open(),
    )
    rows = waiting.select_related("ticket").order_by("confidence", "id")[:TRIED]
    return of_each_kind(row for row in rows if not row.flags and not row.holds)


def of_each_kind(rows: Iterable[Suggestion]) -> list[Suggestion]:
    chosen: list[Suggestion] = []
    kinds: Counter[tuple[str, str]] = Counter()
    for row in rows:
        kind = (row.route, row.runner_up)
        kinds[kind] += 1
        if kinds[kind] <= ALIKE and len(chosen) < TAUGHT:
            chosen.append(row)
    return chosen
