"""How it went: everything that pages, papers and the API say, read from the daily numbers of one choice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, Sum
from django.db.models.functions import ExtractIsoWeekDay
from django.utils import timezone

from database import dialects
from organisation.models import Institution
from reporting.beside import Answers, Mail, answers_of, mail_of
from reporting.choice import DIMENSIONS, Choice, values
from reporting.hiding import Hours, flows, hide, hour_of, keep_hidden, rows_of
from reporting.histograms import added_up
from reporting.keeping import kept, last_count
from reporting.models import TIMES, DailyNumber, Dimension
from reporting.periods import DAY, WEEKS, Period, weeks_until
from reporting.sums import Sums

AGES: Final = (("week", 7), ("month", 30), ("quarter", 91), ("older", 100_000))
"""How long open cases have been open: up to so many days."""
HAS_LENGTHS: Final = Q(answered__gt=0) | Q(solved__gt=0)


@dataclass
class Report:
    choice: Choice
    now: Sums
    before: Sums
    steps: list[tuple[Period, Sums]]
    by: dict[str, list[tuple[str, Sums]]]
    """By dimension: each value that occurs, in the order of the vocabulary."""
    places: list[tuple[Institution | None, Sums]]
    parties: list[tuple[str, Sums]]
    """What outside parties had, and how long they took; for who sees the cases, while no dimension is chosen."""
    hours: Hours
    """Enquiries by weekday (1 is Monday, 0 all days) and hour of `hiding.HOURS`; only while no dimension is chosen."""
    ages: list[tuple[str, int | None]]
    answers: Answers
    answers_before: Answers
    mail: Mail
    mail_before: Mail
    counted_at: datetime | None

    @property
    def is_empty(self) -> bool:
        return not any(self.now.counts.values())

    @property
    def hides(self) -> bool:
        """Whether any number is hidden."""
        everywhere = [self.now, *(sums for rows in self.by.values() for _value, sums in rows)]
        everywhere += [sums for _place, sums in self.places] + [sums for _step, sums in self.steps]
        return any(sums.hidden for sums in everywhere)


def report(choice: Choice, *, now: datetime | None = None) -> Report:
    with dialects.uncompiled():
        return read(choice, now)


def read(choice: Choice, now: datetime | None) -> Report:
    today, counted_at = timezone.localdate(now), last_count()
    names = Institution.objects.in_bulk()
    steps, before = kept(by_step, choice, counted_at)
    numbers = Report(
        choice=choice,
        now=total(steps),
        before=before,
        steps=list(zip(choice.period.steps(), steps, strict=True)),
        by={} if choice.dimension else kept(by_dimension, choice, counted_at),
        places=in_order(kept(by_place, choice, counted_at), names),
        parties=[] if choice.dimension or choice.covered else by_party(choice),
        hours={} if choice.dimension else by_hour(choice),
        ages=[],
        answers=answers_of(choice.period),
        answers_before=answers_of(choice.before.period),
        mail=mail_of(choice.period),
        mail_before=mail_of(choice.before.period),
        counted_at=counted_at,
    )
    ages = open_by_age(choice, today)
    numbers.ages = list(ages.items())
    numbers.now.counts["still_open"] = sum(ages.values())
    if choice.covered:
        hide(numbers)
    return numbers


def keep_ahead() -> None:
    """Adds up what takes longest of the whole municipality, for each period that is offered, so that nobody who opens
    the page after a count waits for it."""
    today, counted_at = timezone.localdate(), last_count()
    for weeks in WEEKS:
        choice = Choice(weeks_until(today, weeks), {}, None)
        for make in (by_step, by_dimension, by_place):
            kept(make, choice, counted_at)
    for months_first in (False, True):
        keep_hidden(replace(choice, months_first=months_first), counted_at)


def by_step(choice: Choice) -> tuple[list[Sums], Sums]:
    """Of each day or week of the period, and of the whole period before it."""
    earlier, steps = choice.before.period, list(choice.period.steps())
    sums, before = [Sums() for _step in steps], Sums()
    of_day = dict.fromkeys(days_of(earlier), before)
    of_day |= {day: of_step for step, of_step in zip(steps, sums, strict=True) for day in days_of(step)}
    rows = rows_of(choice).filter(day__in=list(of_day))
    for row in rows.values("day").annotate(**flows()).order_by():
        of_day[row["day"]].add_counts(row)
    for day, *histograms in rows.filter(HAS_LENGTHS).values_list("day", *TIMES):
        of_day[day].add_lengths(histograms)
    return sums, before


def days_of(period: Period) -> Iterator[date]:
    return (period.first + day * DAY for day in range(period.days))


def total(steps: Iterable[Sums]) -> Sums:
    sums = Sums()
    for step in steps:
        sums.add(step)
    return sums


def by_dimension(choice: Choice) -> dict[str, list[tuple[str, Sums]]]:
    sums: dict[tuple[str, str], Sums] = defaultdict(Sums)
    rows = DailyNumber.objects.of_places(choice.places).filter(dimension__in=DIMENSIONS)
    within = rows.between(choice.period.first, choice.period.last)
    for row in within.values("dimension", "value").annotate(**flows()).order_by():
        sums[row["dimension"], row["value"]].add_counts(row)
    for (dimension, value), name, minutes, times in added_up(within.filter(HAS_LENGTHS), ("dimension", "value"), TIMES):
        sums[dimension, value].add_length(name, minutes, times)
    still = rows.filter(still_open__gt=0).values("dimension", "value").annotate(still_open=Sum("still_open"))
    for row in still.order_by():
        sums[row["dimension"], row["value"]].add_counts({"still_open": row["still_open"]})
    known = values()
    for dimension, value in sorted(sums):
        if value not in known[dimension]:
            known[dimension] += (value,)  # a topic that is gone
    return {
        dimension: [(value, sums[dimension, value]) for value in known[dimension] if (dimension, value) in sums]
        for dimension in DIMENSIONS
    }


def by_place(choice: Choice) -> dict[int | None, Sums]:
    """By the id of the institution; None for cases that have none."""
    sums: dict[int | None, Sums] = defaultdict(Sums)
    rows = DailyNumber.objects.filter(is_whole=False, dimension=choice.dimension, value=choice.value)
    if choice.places is not None:
        rows = rows.filter(institution__in=choice.places)
    within = rows.between(choice.period.first, choice.period.last)
    for row in within.values("institution").annotate(**flows()).order_by():
        sums[row["institution"]].add_counts(row)
    for (place,), name, minutes, times in added_up(within.filter(HAS_LENGTHS), ("institution_id",), TIMES[:2]):
        sums[place].add_length(name, minutes, times)
    still = rows.filter(still_open__gt=0).values("institution").annotate(still_open=Sum("still_open"))
    for row in still.order_by():
        sums[row["institution"]].add_counts({"still_open": row["still_open"]})
    return dict(sums)


def in_order(sums: dict[int | None, Sums], names: dict[int, Institution]) -> list[tuple[Institution | None, Sums]]:
    """By their enquiries, most first. Cases that no institution has stand in a row of their own."""
    known = [place for place in sums if place is None or place in names]
    known.sort(key=lambda place: (-sums[place].counts["opened"], names[place].name if place else ""))
    return [(names[place] if place else None, sums[place]) for place in known]


def by_party(choice: Choice) -> list[tuple[str, Sums]]:
    """Who had most first."""
    sums: dict[str, Sums] = defaultdict(Sums)
    rows = DailyNumber.objects.of_places(choice.places).filter(dimension=Dimension.PARTY)
    within = rows.between(choice.period.first, choice.period.last)
    for party, *counts in within.values_list("value", "forwarded", "answered", "returned", "waiting"):
        *numbers, waiting = counts
        sums[party].add_counts(dict(zip(("forwarded", "answered", "returned"), numbers, strict=True)))
        sums[party].add_lengths([{}, {}, waiting])
    return sorted(sums.items(), key=lambda each: (-each[1].counts["forwarded"], each[0]))


def by_hour(choice: Choice) -> Hours:
    rows = DailyNumber.objects.of_places(choice.places).filter(dimension=Dimension.HOUR)
    within = rows.between(choice.period.first, choice.period.last)
    grouped = within.annotate(weekday=ExtractIsoWeekDay("day")).values("weekday", "value").annotate(sum=Sum("opened"))
    hours: Hours = {}
    for row in grouped.order_by():
        cell = row["weekday"], hour_of(row["value"])
        hours[cell] = (hours.get(cell) or 0) + row["sum"]
    return hours


def open_by_age(choice: Choice, today: date) -> dict[str, int]:
    """How many of the open cases have been open up to a week, a month, a quarter, and longer."""
    ages = {name: 0 for name, _days in AGES}
    still = rows_of(choice).filter(still_open__gt=0).values("day").annotate(number=Sum("still_open"))
    for row in still.order_by():
        age = (today - row["day"]) / timedelta(days=1)
        ages[next(name for name, days in AGES if age < days)] += row["number"]
    return ages
