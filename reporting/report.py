"""How it went: everything that pages, papers and the API say, read from the daily numbers of one choice."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Max, Q, Sum
from django.db.models.functions import ExtractIsoWeekDay
from django.utils import timezone

from database import dialects
from organisation.models import Institution
from reporting.beside import Answers, Mail, answers_of, mail_of
from reporting.choice import DIMENSIONS, Choice, values
from reporting.cover import covered
from reporting.histograms import added_up
from reporting.models import COUNTS, TIMES, CountedDay, DailyNumber, Dimension
from reporting.models.daily_number import DailyNumberQuerySet
from reporting.periods import DAY, WEEKS, Period, weeks_until
from reporting.sums import Sums

AGES: Final = (("week", 7), ("month", 30), ("quarter", 91), ("older", 100_000))
"""How long open cases have been open: up to so many days."""
KEPT: Final = 3600
"""Seconds that is kept what is hidden, and what takes long to add up."""
HOURS: Final = (0, *range(6, 23))
"""Hours as they are told apart; few write at night, so that is one."""
FLOWS: Final = tuple(name for name in COUNTS if name != "still_open")
HAS_LENGTHS: Final = Q(answered__gt=0) | Q(solved__gt=0)
WHOLE: Final = "whole"
"""Stands for the sum over all places, or over all values."""


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
    hours: dict[tuple[int, int], int | None]
    """Enquiries by weekday (1 is Monday, 0 all days) and hour of `HOURS`; only while no dimension is chosen."""
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


def last_count() -> datetime | None:
    at: datetime | None = CountedDay.objects.aggregate(at=Max("counted_at"))["at"]
    return at


def keep_ahead() -> None:
    """Adds up what takes longest of the whole municipality, for each period that is offered, so that nobody who opens
    the page after a count waits for it."""
    today, counted_at = timezone.localdate(), last_count()
    for weeks in WEEKS:
        choice = Choice(weeks_until(today, weeks), {}, None)
        for make in (by_step, by_dimension, by_place):
            kept(make, choice, counted_at)


def kept(make: Callable[[Choice], Any], choice: Choice, counted_at: datetime | None) -> Any:
    """What is made of the choice; as it was made before, until something is counted again."""
    if counted_at is None:
        return make(choice)
    of = f"{choice.places} {choice.dimension}:{choice.value} {choice.period.first} {choice.period.last} {counted_at}"
    key = f"{make.__name__}-{hashlib.sha256(of.encode()).hexdigest()}"
    made = cache.get(key)
    if made is None:
        made = make(choice)
        cache.set(key, made, KEPT)
    return made


def rows_of(choice: Choice) -> DailyNumberQuerySet:
    """The rows of its places and of what it is narrowed to, of all days."""
    return DailyNumber.objects.of_places(choice.places).filter(dimension=choice.dimension, value=choice.value)


def flows() -> dict[str, Any]:
    return {name: Sum(name) for name in FLOWS}


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


def by_hour(choice: Choice) -> dict[tuple[int, int], int | None]:
    rows = DailyNumber.objects.of_places(choice.places).filter(dimension=Dimension.HOUR)
    within = rows.between(choice.period.first, choice.period.last)
    grouped = within.annotate(weekday=ExtractIsoWeekDay("day")).values("weekday", "value").annotate(sum=Sum("opened"))
    hours: dict[tuple[int, int], int | None] = {}
    for row in grouped.order_by():
        cell = row["weekday"], max(hour for hour in HOURS if hour <= int(row["value"]))
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


def hide(numbers: Report) -> None:
    """Hides what is small, and what would give it away: in the table of all places and values, and in each chart."""
    choice = numbers.choice
    hidden = hidden_cells(choice, numbers.counted_at)
    row: Any = choice.places[0] if choice.places is not None and len(choice.places) == 1 else WHOLE
    narrow: Any = (choice.dimension, choice.value) if choice.dimension else WHOLE
    conceal(numbers.now, hidden, (row, narrow))
    for dimension, rows in numbers.by.items():
        for value, sums in rows:
            conceal(sums, hidden, (row, (dimension, value)))
    for place, sums in numbers.places:
        conceal(sums, hidden, (place.pk if place else None, narrow))
    numbers.before.covered, numbers.before.hidden = True, few(numbers.before)
    hide_steps(numbers)
    numbers.ages = hide_line(numbers.ages, whole=numbers.now)
    numbers.hours = hide_hours(numbers.hours)


def conceal(sums: Sums, hidden: dict[str, set[Any]], cell: Any) -> None:
    sums.covered, sums.hidden = True, {name for name in COUNTS if cell in hidden[name]}


def few(sums: Sums) -> set[str]:
    return covered(sums.counts, [])


def hidden_cells(choice: Choice, counted_at: datetime | None) -> dict[str, set[Any]]:
    """Kept until something is counted again: of a hundred institutions it takes a while to find."""
    fingerprint = f"{choice.theirs} {choice.period.first} {choice.period.last} {counted_at}"
    key = f"hidden-{hashlib.sha256(fingerprint.encode()).hexdigest()}"
    hidden: dict[str, set[Any]] | None = cache.get(key)
    if hidden is None:
        hidden = hidden_in(cells_of(choice))
        cache.set(key, hidden, KEPT)
    return hidden


def hidden_in(cells: dict[str, dict[Any, int]]) -> dict[str, set[Any]]:
    return {name: covered(counts, lines_of(counts)) for name, counts in cells.items()}


def cells_of(choice: Choice) -> dict[str, dict[Any, int]]:
    """Of each count, the cells of places by values, with their sums, in this period: the table of all that the person
    may see, not only of what is chosen, so that what is hidden on one page is given away by no other."""
    rows = DailyNumber.objects.filter(is_whole=False, dimension__in=["", *DIMENSIONS])
    if choice.theirs is not None:
        rows = rows.filter(institution__in=choice.theirs)
    within = rows.between(choice.period.first, choice.period.last)
    cells: dict[str, dict[Any, int]] = {name: defaultdict(int) for name in COUNTS}
    add_cells(cells, within.values("institution", "dimension", "value").annotate(**flows()).order_by(), FLOWS)
    still = rows.filter(still_open__gt=0).values("institution", "dimension", "value")
    add_cells(cells, still.annotate(still_open=Sum("still_open")).order_by(), ("still_open",))
    return cells


def add_cells(cells: dict[str, dict[Any, int]], rows: Iterable[Mapping[str, Any]], names: tuple[str, ...]) -> None:
    for row in rows:
        value: Any = (row["dimension"], row["value"]) if row["dimension"] else WHOLE
        for name in names:
            cells[name][row["institution"], value] += row[name] or 0
            cells[name][WHOLE, value] += row[name] or 0


def lines_of(cells: dict[Any, int]) -> list[list[Any]]:
    """Each place by each dimension, and each value by all places; the last of a line is its sum."""
    places = sorted({place for place, _value in cells}, key=str)
    values = sorted({value for _place, value in cells}, key=str)
    lines = []
    for place in places:
        for dimension in DIMENSIONS:
            parts = [(place, value) for value in values if value != WHOLE and value[0] == dimension]
            lines.append([cell for cell in parts if cell in cells] + [(place, WHOLE)])
    for value in values:
        parts = [(place, value) for place in places if place != WHOLE]
        lines.append([cell for cell in parts if cell in cells] + [(WHOLE, value)])
    return [line for line in lines if len(line) > 1 and line[-1] in cells]


def hide_steps(numbers: Report) -> None:
    for name in COUNTS:
        cells: dict[Any, int] = {step: sums.counts[name] for step, sums in numbers.steps}
        cells[WHOLE] = numbers.now.counts[name]
        hidden = covered(cells, [[*(step for step, _sums in numbers.steps), WHOLE]])
        for step, sums in numbers.steps:
            sums.covered = True
            if step in hidden:
                sums.hidden.add(name)


def hide_hours(hours: dict[tuple[int, int], int | None]) -> dict[tuple[int, int], int | None]:
    """By weekday and hour; by the hour alone (as of day 0) where most of that would be hidden."""
    covered_hours = dict(hide_line(list(hours.items())))
    if list(covered_hours.values()).count(None) * 2 <= len(covered_hours):
        return covered_hours
    every_day: dict[tuple[int, int], int] = defaultdict(int)
    for (_weekday, hour), number in hours.items():
        every_day[0, hour] += number or 0
    return dict(hide_line(list(every_day.items())))


def hide_line(parts: list[Any], whole: Sums | None = None) -> list[Any]:
    """The parts with None where they are hidden."""
    cells: dict[Any, int] = {name: number or 0 for name, number in parts}
    cells[WHOLE] = sum(cells.values())
    hidden = covered(cells, [[*(name for name, _number in parts), WHOLE]])
    if whole is not None and WHOLE in hidden:
        whole.hidden.add("still_open")
    return [(name, None if name in hidden else number) for name, number in parts]
