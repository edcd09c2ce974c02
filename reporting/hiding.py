"""What of a report must not be shown to who does not see the cases: what is small, and what would give it away."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Sum
from django.utils import timezone

from organisation.models import Institution
from reporting.choice import DIMENSIONS, Choice, values
from reporting.cover import LEAST, covered
from reporting.keeping import kept, last_count
from reporting.models import COUNTS, DailyNumber, Dimension
from reporting.models.daily_number import DailyNumberQuerySet
from reporting.overlaps import DayRow, Overlaps, offered, offered_steps, overlaps
from reporting.periods import USUAL, Period, weeks_until
from reporting.sums import Sums

if TYPE_CHECKING:
    from reporting.report import Report

FLOWS: Final = tuple(name for name in COUNTS if name != "still_open")
WHOLE: Final = "whole"
"""Stands for the sum over all places, or over all values."""
ALL_HOURS: Final = (WHOLE, WHOLE)
"""The cell of all places and values, which the hours add up to."""
HOURS: Final[tuple[int, ...]] = (0, *range(6, 23))
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
    show_hidden_rows(numbers, hidden)
    for dimension, rows in numbers.by.items():
        for value, sums in rows:
            conceal(sums, hidden, (row_of(choice), (dimension, value)))
    for place, sums in numbers.places:
        conceal(sums, hidden, (place.pk if place else None, narrowed_to(choice)))
    conceal(numbers.now, hidden, own)
    conceal(numbers.before, hidden_cells(choice.before, counted_at), own)
    hide_steps(numbers)
    numbers.ages = hide_line(numbers.ages, numbers.now, "still_open") if is_whole(choice) else []
    numbers.hours = hide_hours(numbers) if is_whole(choice) else {}


def is_whole(choice: Choice) -> bool:
    """Whether it is all that the person may see. The hours and ages of a part are not shown: together with those of the
    other parts, or of what is left, they would give away what is hidden."""
    return choice.places == choice.theirs and not choice.dimension


def show_hidden_rows(numbers: "Report", hidden: dict[str, set[Any]]) -> None:
    """Rows in which nothing came too, where that must not be known."""
    choice, cells = numbers.choice, set().union(*hidden.values())
    for dimension, rows in numbers.by.items():
        known, there = values()[dimension], {value for value, _sums in rows}
        new = [value for value in known if value not in there and (row_of(choice), (dimension, value)) in cells]
        rows += [(value, Sums()) for value in new]
    places = {place.pk if place else None for place, _sums in numbers.places}
    theirs = Institution.objects.all() if choice.places is None else Institution.objects.filter(pk__in=choice.places)
    numbers.places += [
        (place, Sums()) for place in theirs if place.pk not in places and (place.pk, narrowed_to(choice)) in cells
    ]


def row_of(choice: Choice) -> Any:
    return choice.places[0] if choice.places is not None and len(choice.places) == 1 else WHOLE


def narrowed_to(choice: Choice) -> Any:
    return (choice.dimension, choice.value) if choice.dimension else WHOLE


def conceal(sums: Sums, hidden: Mapping[str, Collection[Any]], cell: Any) -> None:
    """What is small is hidden even where the clock has not yet worked out what else must be."""
    small = {name for name in COUNTS if 0 < sums.counts[name] < LEAST}
    sums.covered, sums.hidden = True, {name for name in COUNTS if cell in hidden.get(name, ())} | small


def keep_hidden(choice: Choice, counted_at: datetime | None) -> None:
    """Ahead of who reads the numbers of the whole municipality."""
    for make in (table_over_time, steps_over_time, hours_over_time, hidden_open):
        kept(make, usual(choice), counted_at, beside=order_of(choice))


def hidden_cells(choice: Choice, counted_at: datetime | None) -> dict[str, set[Any]]:
    """Of each count, the cells of the table of all that the person may see, not only of what is chosen, so that what is
    hidden on one page is given away by no other."""
    still_open: set[Any] = kept(hidden_open, usual(choice), counted_at, beside=order_of(choice))
    over_time = by_name(known(table_over_time, choice, [choice.period]).hidden(choice.period))
    return {**over_time, "still_open": still_open}


def usual(choice: Choice) -> Choice:
    """The table of all that the person may see, by whose name it is kept whatever they chose."""
    period = weeks_until(timezone.localdate(), USUAL)
    return replace(choice, places=choice.theirs, dimension="", value="", period=period)


def order_of(choice: Choice) -> str:
    """What the cuts that are used depend on."""
    return f"{timezone.localdate()} {choice.months_first}"


def known(make: Callable[[Choice], Overlaps], choice: Choice, periods: Iterable[Period]) -> Overlaps:
    """What is kept of the periods that are offered, or what is made of older ones too."""
    offered: Overlaps = kept(make, usual(choice), last_count(), beside=order_of(choice), or_last=True)
    return offered if all(map(offered.knows, periods)) else make(choice)


def hidden_open(choice: Choice) -> set[Any]:
    return hidden_in({"still_open": open_cells(choice)})["still_open"]


def hidden_in(cells: dict[str, dict[Any, int]]) -> dict[str, set[Any]]:
    return {name: covered(counts, lines_of(counts)) for name, counts in cells.items()}


def by_name(over_time: Mapping[Any, Any]) -> dict[str, set[Any]]:
    """By the cell, of each of `FLOWS`, whether it must be hidden: the cells by the name of the count."""
    return {name: {cell for cell, flags in over_time.items() if flags[at]} for at, name in enumerate(FLOWS)}


def cells_of(choice: Choice) -> dict[str, dict[Any, int]]:
    """Of each count, what came in the period by place and value, with the sums: the table of all that the person may
    see."""
    within = table_rows(choice).between(choice.period.first, choice.period.last)
    cells: dict[str, dict[Any, int]] = {name: defaultdict(int) for name in FLOWS}
    add_cells(cells, within.values("institution", "dimension", "value").annotate(**flows()).order_by(), FLOWS)
    return cells | {"still_open": open_cells(choice)}


def open_cells(choice: Choice) -> dict[Any, int]:
    cells: dict[str, dict[Any, int]] = {"still_open": defaultdict(int)}
    still = table_rows(choice).filter(still_open__gt=0).values("institution", "dimension", "value")
    add_cells(cells, still.annotate(still_open=Sum("still_open")).order_by(), ("still_open",))
    return cells["still_open"]


def table_rows(choice: Choice) -> DailyNumberQuerySet:
    rows = DailyNumber.objects.filter(is_whole=False, dimension__in=["", *DIMENSIONS])
    return rows if choice.theirs is None else rows.filter(institution__in=choice.theirs)


def add_cells(cells: dict[str, dict[Any, int]], rows: Iterable[Mapping[str, Any]], names: tuple[str, ...]) -> None:
    for row in rows:
        value: Any = (row["dimension"], row["value"]) if row["dimension"] else WHOLE
        for name in names:
            cells[name][row["institution"], value] += row[name] or 0
            cells[name][WHOLE, value] += row[name] or 0


def lines_of(known: Iterable[Any]) -> list[list[Any]]:
    """Each place by each dimension, and each value by all places; the last of a line is its sum."""
    cells = set(known)
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
    periods = periods_of(choice, today)
    rows = DailyNumber.objects.filter(dimension__in=["", *DIMENSIONS])
    return overlaps(day_rows(rows, choice, periods), periods, today, lines_of)


def periods_of(choice: Choice, today: date) -> list[Period]:
    since = choice.before.period.first
    return [*offered(today, months_first=choice.months_first, since=since), choice.period, choice.before.period]


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
    choice = numbers.choice
    everything = {name: {row_of(choice)} for name in FLOWS}
    over_time = None if choice.dimension else known(steps_over_time, choice, choice.period.steps())
    for step, sums in numbers.steps:
        hidden = places_of(by_name(over_time.hidden(step))) if over_time else everything
        conceal(sums, hidden, row_of(choice))
        sums.hidden |= numbers.now.hidden & {name for name in FLOWS if sums.counts[name]}


def steps_over_time(choice: Choice) -> Overlaps:
    """The numbers of all places that the person may see add up in each step."""
    today = timezone.localdate()
    periods = [*offered_steps(today, choice.before.period.first), *choice.period.steps()]
    rows = day_rows(DailyNumber.objects.filter(dimension=""), choice, [*periods_of(choice, today), *periods])
    return overlaps(rows, periods, today, lines_of, known(table_over_time, choice, [choice.period]))


def places_of(hidden: Mapping[str, Iterable[Any]]) -> dict[str, set[Any]]:
    return {name: {place for place, _value in cells} for name, cells in hidden.items()}


def hide_hours(numbers: "Report") -> Hours:
    """By weekday and hour; by the hour alone (as of day 0) where most of that would be hidden."""
    choice, hours = numbers.choice, numbers.hours
    if not hours:
        return {}
    hidden = hidden_hours(choice)
    shown = hide_in({cell: hours.get(cell) for cell in hours.keys() | {cell for cell in hidden if cell[0]}}, hidden)
    if list(shown.values()).count(None) * 2 <= len(shown):
        return shown
    every_day: dict[tuple[int, int], int] = defaultdict(int)
    for (_weekday, hour), number in hours.items():
        every_day[0, hour] += number or 0
    return hide_in({**dict.fromkeys(cell for cell in hidden if not cell[0]), **every_day}, hidden)


def hide_in(hours: Mapping[tuple[int, int], int | None], hidden: Collection[Any]) -> Hours:
    return {cell: None if cell in hidden or 0 < (number or 0) < LEAST else number for cell, number in hours.items()}


def hidden_hours(choice: Choice) -> set[Any]:
    """The cells, by weekday and for all days; all of them where they would give away what came at all hours."""
    over_time = known(hours_over_time, choice, [choice.period])
    table = known(table_over_time, choice, [choice.period]).hidden(choice.period)
    hidden = {cell for cell, flags in over_time.hidden(choice.period).items() if flags[0]}
    alone = ALL_HOURS in hidden and not table[ALL_HOURS][0]
    return (set(over_time.cells) if alone else hidden) - {ALL_HOURS}


def hours_over_time(choice: Choice) -> Overlaps:
    """They add up to what came at all of the person's places."""
    today = timezone.localdate()
    periods = periods_of(choice, today)
    table = known(table_over_time, choice, [choice.period])
    return overlaps(hour_rows(choice, periods), periods, today, lines_of_hours, table)


def lines_of_hours(cells: Iterable[Any]) -> list[list[Any]]:
    """Each hour by the days of the week, and all hours of all days; the last of a line is its sum."""
    each = sorted(set(cells) - {ALL_HOURS})
    every_day = [cell for cell in each if not cell[0]]
    by_day = [[*(cell for cell in each if cell[0] and cell[1] == hour), (0, hour)] for _day, hour in every_day]
    return [*by_day, [*every_day, ALL_HOURS]] if every_day else []


def hour_rows(choice: Choice, periods: Iterable[Period]) -> Iterator[DayRow]:
    rows = DailyNumber.objects.of_places(choice.places).filter(dimension=Dimension.HOUR)
    rows = rows.filter(day__gte=min(period.first for period in periods)).order_by()
    for day, value, opened in rows.values_list("day", "value", "opened"):
        hour = hour_of(value)
        for cell in ((day.isoweekday(), hour), (0, hour), ALL_HOURS):
            yield cell, day, [opened]


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
