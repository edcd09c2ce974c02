"""What of a report must not be shown to who does not see the cases: what is small, and what would give it away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Sum
from django.utils import timezone

from reporting.choice import DIMENSIONS, Choice
from reporting.cover import covered
from reporting.keeping import kept, last_count
from reporting.models import COUNTS, DailyNumber, Dimension
from reporting.models.daily_number import DailyNumberQuerySet
from reporting.overlaps import DayRow, Overlaps, offered, offered_steps, overlaps
from reporting.periods import DAY, USUAL, Period, weeks_until
from reporting.sums import Sums

if TYPE_CHECKING:
    from reporting.report import Report

FLOWS: Final = tuple(name for name in COUNTS if name != "still_open")
WHOLE: Final = "whole"
"""Stands for the sum over all places, or over all values."""
HOURS: Final = (0, *range(6, 23))
"""Hours as they are told apart; few write at night, so that is one."""
Hours = dict[tuple[int, int], int | None]


def rows_of(choice: Choice) -> DailyNumberQuerySet:
    """The rows of its places and of what it is narrowed to, of all days."""
    return DailyNumber.objects.of_places(choice.places).filter(dimension=choice.dimension, value=choice.value)


def flows() -> dict[str, Any]:
    return {name: Sum(name) for name in FLOWS}


def hide(numbers: "Report") -> None:
    """In the table of all places and values, in each chart, and over time."""
    choice, counted_at = numbers.choice, numbers.counted_at
    hidden, own = hidden_cells(choice, counted_at), (row_of(choice), narrowed_to(choice))
    for dimension, rows in numbers.by.items():
        for value, sums in rows:
            conceal(sums, hidden, (row_of(choice), (dimension, value)))
    for place, sums in numbers.places:
        conceal(sums, hidden, (place.pk if place else None, narrowed_to(choice)))
    conceal(numbers.now, hidden, own)
    conceal(numbers.before, hidden_cells(choice.before, counted_at), own)
    hide_steps(numbers)
    numbers.ages = hide_line(numbers.ages, numbers.now, "still_open")
    numbers.hours = hide_hours(numbers)


def row_of(choice: Choice) -> Any:
    return choice.places[0] if choice.places is not None and len(choice.places) == 1 else WHOLE


def narrowed_to(choice: Choice) -> Any:
    return (choice.dimension, choice.value) if choice.dimension else WHOLE


def conceal(sums: Sums, hidden: dict[str, set[Any]], cell: Any) -> None:
    sums.covered, sums.hidden = True, {name for name in COUNTS if cell in hidden[name]}


def keep_hidden(choice: Choice, counted_at: datetime | None) -> None:
    """Ahead of who reads the numbers of the whole municipality, and of the period before."""
    for each in (choice, choice.before):
        hidden_cells(each, counted_at)


def hidden_cells(choice: Choice, counted_at: datetime | None) -> dict[str, set[Any]]:
    """Of each count, the cells of the table of all that the person may see, not only of what is chosen, so that what is
    hidden on one page is given away by no other."""
    table = replace(choice, places=choice.theirs, dimension="", value="")
    hidden: dict[str, set[Any]] = kept(hidden_in_table, table, counted_at, beside=order_of(choice))
    return hidden


def order_of(choice: Choice) -> str:
    """What the cuts that are used depend on."""
    return f"{timezone.localdate()} {choice.months_first}"


def hidden_in_table(choice: Choice) -> dict[str, set[Any]]:
    usual = replace(choice, period=weeks_until(timezone.localdate(), USUAL))
    over_time = kept(table_over_time, usual, last_count(), beside=order_of(choice))
    over_time = over_time if over_time.knows(choice.period) else table_over_time(choice)
    return hidden_in(cells_of(choice), over_time.hidden(choice.period))


def hidden_in(
    cells: dict[str, dict[Any, int]], over_time: Mapping[Any, Collection[bool]] | None = None
) -> dict[str, set[Any]]:
    """`over_time`: by the cell, of each of `FLOWS`, whether it must be hidden since other periods are shown."""
    also = also_hidden(over_time or {})
    return {
        name: covered(counts, lines_of(counts), {cell for cell in also.get(name, ()) if counts.get(cell)})
        for name, counts in cells.items()
    }


def also_hidden(over_time: Mapping[Any, Any]) -> dict[str, set[Any]]:
    return {name: {cell for cell, flags in over_time.items() if flags[at]} for at, name in enumerate(FLOWS)}


def cells_of(choice: Choice) -> dict[str, dict[Any, int]]:
    """Of each count, what came in the period by place and value, with the sums: the table of all that the person may
    see."""
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


def table_over_time(choice: Choice) -> Overlaps:
    today = timezone.localdate()
    periods = [*offered(today, months_first=choice.months_first), choice.period]
    rows = DailyNumber.objects.filter(dimension__in=["", *DIMENSIONS])
    return overlaps(day_rows(rows, choice, periods), periods, today)


def day_rows(rows: DailyNumberQuerySet, choice: Choice, periods: Iterable[Period]) -> Iterator[DayRow]:
    """Of each place that the person may see and of all of them together, by day."""
    whole = choice.theirs is None
    rows = rows if choice.theirs is None else rows.filter(is_whole=False, institution__in=choice.theirs)
    rows = rows.filter(day__gte=min(period.first for period in periods)).order_by()
    columns = "is_whole", "institution_id", "dimension", "value", "day", *FLOWS
    for is_whole, place, dimension, value, day, *counts in rows.values_list(*columns).iterator():
        narrow = (dimension, value) if dimension else WHOLE
        if not is_whole:
            yield (place, narrow), day, counts
        if is_whole or not whole:
            yield (WHOLE, narrow), day, counts


def hide_steps(numbers: "Report") -> None:
    """Of a part of the enquiries nobody reads the course of time: its weeks add up to those of the others."""
    choice, hidden = numbers.choice, dict[Period, set[str]]()
    if not choice.dimension:
        hidden = kept(hidden_steps, choice, numbers.counted_at, beside=f"{choice.theirs} {order_of(choice)}")
    for step, sums in numbers.steps:
        sums.covered = True
        sums.hidden |= numbers.now.hidden | set(hidden.get(step, FLOWS))
        sums.hidden = {name for name in sums.hidden if sums.counts[name]}


def hidden_steps(choice: Choice) -> dict[Period, set[str]]:
    """Of the chosen place or of all: in a step, the numbers of all places that the person may see add up."""
    today, steps = timezone.localdate(), list(choice.period.steps())
    periods = [*offered(today, months_first=choice.months_first), *offered_steps(today), choice.period, *steps]
    rows = list(day_rows(DailyNumber.objects.filter(dimension=""), choice, periods))
    over_time, counts = overlaps(rows, periods, today), came_in(rows, steps)
    hidden = {step: hidden_in_step(counts[step], over_time.hidden(step)) for step in steps}
    own = row_of(choice), WHOLE
    return {step: {name for name, cells in names.items() if own in cells} for step, names in hidden.items()}


def hidden_in_step(counts: Mapping[Any, Any], over_time: Mapping[Any, Any]) -> dict[str, set[Any]]:
    also = also_hidden(over_time)
    hidden = {}
    for at, name in enumerate(FLOWS):
        cells = {cell: int(numbers[at]) for cell, numbers in counts.items()}
        hidden[name] = covered(cells, lines_of(cells), {cell for cell in also[name] if cells.get(cell)})
    return hidden


def came_in(rows: Iterable[DayRow], steps: Iterable[Period]) -> dict[Period, dict[Any, list[int]]]:
    """What came in each step, by the cell."""
    of_day = {step.first + day * DAY: step for step in steps for day in range(step.days)}
    sums: dict[Period, dict[Any, list[int]]] = {step: {} for step in of_day.values()}
    for cell, day, counts in rows:
        if step := of_day.get(day):
            sums[step][cell] = [a + b for a, b in zip(sums[step].get(cell, [0] * len(counts)), counts, strict=True)]
    return sums


def hide_hours(numbers: "Report") -> Hours:
    """By weekday and hour; by the hour alone (as of day 0) where most of that would be hidden."""
    choice, hours = numbers.choice, numbers.hours
    hidden = kept(hidden_hours, choice, numbers.counted_at, beside=order_of(choice)) if hours else set()
    covered_hours = dict(hide_line(list(hours.items()), numbers.now, "opened", hidden))
    if list(covered_hours.values()).count(None) * 2 <= len(covered_hours):
        return covered_hours
    every_day: dict[tuple[int, int], int] = defaultdict(int)
    for (_weekday, hour), number in hours.items():
        every_day[0, hour] += number or 0
    return dict(hide_line(list(every_day.items()), numbers.now, "opened", hidden))


def hidden_hours(choice: Choice) -> set[tuple[int, int]]:
    """The cells, by weekday and for all days, that must be hidden since other periods are shown."""
    today = timezone.localdate()
    periods = [*offered(today, months_first=choice.months_first), choice.period]
    over_time = overlaps(hour_rows(choice, periods), periods, today)
    return {cell for cell, flags in over_time.hidden(choice.period).items() if flags[0]}


def hour_rows(choice: Choice, periods: Iterable[Period]) -> Iterator[DayRow]:
    rows = DailyNumber.objects.of_places(choice.places).filter(dimension=Dimension.HOUR)
    rows = rows.filter(day__gte=min(period.first for period in periods)).order_by()
    for day, value, opened in rows.values_list("day", "value", "opened"):
        for weekday in (day.isoweekday(), 0):
            yield (weekday, hour_of(value)), day, [opened]


def hour_of(value: str) -> int:
    return max(hour for hour in HOURS if hour <= int(value))


def hide_line(parts: list[Any], whole: Sums, name: str, also: Collection[Any] = ()) -> list[Any]:
    """The parts with None where they are hidden; where their sum has to be too, the count of the whole is."""
    cells: dict[Any, int] = {cell: number or 0 for cell, number in parts}
    cells[WHOLE] = sum(cells.values())
    known = {cell for cell in also if cells.get(cell)} | ({WHOLE} if name in whole.hidden and cells[WHOLE] else set())
    hidden = covered(cells, [[*(cell for cell, _number in parts), WHOLE]], known)
    whole.hidden |= {name} if WHOLE in hidden else set()
    return [(cell, None if cell in hidden else number) for cell, number in parts]
