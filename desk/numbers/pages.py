"""The page of numbers: everybody with a role sees those of their own places."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from desk.capacity.charts import share_of
from desk.numbers import charts, downloads
from desk.numbers.first_questions import of_leader
from desk.numbers.leads import Leads, of_group
from desk.queue.filters import HOURS as QUEUE_HOURS
from desk.queue.filters import NONE
from organisation.models import Institution
from organisation.people.staff import person
from reporting.choice import Choice, values
from reporting.figures import FIGURES, Figure, FigureKind
from reporting.hiding import HOURS
from reporting.models import ReportWish
from reporting.names import dimension_name, value_name
from reporting.periods import WEEKS, month_of
from reporting.report import Report, report
from reporting.sums import Sums
from reporting.words import day_length, period_words, step_name

FRIDAY: Final = 5
MONTHS: Final = 13
"""Months that can be chosen, the one that runs among them."""
AGE_NAMES: Final = {
    "week": gettext_lazy("Less than a week"),
    "month": gettext_lazy("Less than a month"),
    "quarter": gettext_lazy("Less than three months"),
    "older": gettext_lazy("Longer"),
}


@dataclass(frozen=True)
class Card:
    figure: Figure
    now: int | float | None
    before: int | float | None
    slow: int | None = None
    """Nine of ten took no longer, where the figure is a length of time."""
    address: str = ""
    """The list of the cases, where there is one and the person may see it."""

    @property
    def trend(self) -> str:
        """`up`, `down` or nothing."""
        if self.now is None or self.before is None or self.now == self.before:
            return ""
        if self.figure.kind == FigureKind.SHARE and round(100 * self.now) == round(100 * self.before):
            return ""
        return "up" if self.now > self.before else "down"

    @property
    def mood(self) -> str:
        """Whether that is good news; nothing where it is neither."""
        better = self.figure.more_is_better
        if not self.trend or better is None:
            return ""
        return "good" if (self.trend == "up") == better else "bad"


@dataclass(frozen=True)
class NumbersRow:
    """A line of a table: its name, the address that narrows the page to it, and by the number the list of its cases."""

    name: str
    address: str
    cases: Mapping[str, str]
    sums: Sums
    share: float


@dataclass(frozen=True)
class Table:
    name: str
    title: str
    rows: list[NumbersRow]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    user = person(request)
    choice = Choice.read(request.GET, user)
    numbers = report(choice)
    leads = Leads(numbers, user)
    context = {
        **admin.site.each_context(request),
        "title": _("Enquiries in numbers"),
        "choice": choice,
        "period_words": period_words(choice.period),
        "day": day_length(),
        "report": numbers,
        "chosen": chosen_words(choice, numbers),
        "cards": cards(leads),
        "chart": chart(numbers),
        "steps": [(step_name(step), sums, leads.of_step(step)) for step, sums in numbers.steps],
        "parties": [(party, sums, leads.of_party(party)) for party, sums in numbers.parties],
        "tables": tables(leads),
        "places": place_table(leads),
        "groups": group_tables(leads),
        "ages": ages(leads),
        "hours": hours(leads),
        "periods": periods(choice),
        "place_choices": place_choices(choice),
        "value_choices": value_choices(),
        "figures": FIGURES,
        "first_questions": of_leader(numbers),
        "gets_report": ReportWish.of(user),
        "here": choice.address(),
        "one_page": choice.address(one_page="1"),
    }
    return render(request, "desk/numbers/numbers.html", context)


def chosen_words(choice: Choice, numbers: Report) -> list[tuple[str, str]]:
    """What narrows the page, each with the address without it."""
    narrowed = []
    if choice.parameters.get("place"):
        narrowed.append((place_name(choice, numbers), choice.address(place="")))
    if choice.dimension:
        name = f"{dimension_name(choice.dimension)}: {value_name(choice.dimension, choice.value)}"
        narrowed.append((name, choice.address(only="")))
    return narrowed


def place_name(choice: Choice, numbers: Report) -> str:
    sort, colon, name = choice.parameters["place"].partition(":")
    if colon:
        return str(Institution.Kind(name).label) if sort == "kind" else name
    return next((place.name for place, _sums in numbers.places if place), "") or str(
        Institution.objects.get(pk=int(sort)).name
    )


def cards(leads: Leads) -> list[Card]:
    now, before = leads.numbers.now, leads.numbers.before
    made = []
    for figure in FIGURES:
        name, address = figure.name, leads.to(figure.name)
        if figure.kind == FigureKind.LENGTH:
            made.append(Card(figure, now.usual(name), before.usual(name), now.slow(name), address))
        elif figure.kind == FigureKind.SHARE:
            made.append(Card(figure, now.share(name), before.share(name), address=address))
        else:
            was = None if name == "still_open" else before.count(name)
            made.append(Card(figure, now.count(name), was, address=address))
    return made


def chart(numbers: Report) -> charts.Columns:
    names = [step_name(step) for step, _sums in numbers.steps]
    series = [(name, [sums.count(name) for _step, sums in numbers.steps]) for name in ("opened", "solved")]
    return charts.columns(names, series)


def tables(leads: Leads) -> list[Table]:
    made = []
    for dimension, rows in leads.numbers.by.items():
        most = max((sums.opened or 0 for _value, sums in rows), default=0)
        lines = [
            NumbersRow(
                value_name(dimension, value),
                leads.numbers.choice.address(only=f"{dimension}:{value}"),
                leads.of_row(**{dimension: value}),
                sums,
                share_of(sums.opened, most),
            )
            for value, sums in rows
        ]
        made.append(Table(dimension, dimension_name(dimension), lines))
    return made


def place_table(leads: Leads) -> Table | None:
    """None where there is one place only."""
    places, choice = leads.numbers.places, leads.numbers.choice
    if len(places) < 2:  # noqa: PLR2004  a table of one line says nothing
        return None
    most = max(sums.opened or 0 for _place, sums in places)
    rows = [
        NumbersRow(
            place.name if place else _("Without an institution"),
            choice.address(place=str(place.pk)) if place else "",
            leads.of_row(institution=str(place.pk) if place else NONE),
            sums,
            share_of(sums.opened, most),
        )
        for place, sums in places
    ]
    return Table("place", _("Institution"), rows)


def group_tables(leads: Leads) -> list[Table]:
    """The institutions by kind and by area; for who sees the cases alone, since such sums could be subtracted."""
    if leads.numbers.choice.covered or ":" in leads.numbers.choice.parameters.get("place", ""):
        return []
    kinds: dict[str, Sums] = defaultdict(Sums)
    areas: dict[str, Sums] = defaultdict(Sums)
    for place, sums in leads.numbers.places:
        if place is not None:
            kinds[place.kind].add(sums)
            areas[place.area].add(sums)
    return [
        Table(sort, title, group_rows(leads, sort, groups))
        for sort, title, groups in (("kind", _("Kind"), kinds), ("area", _("Area"), areas))
        if len(groups) > 1
    ]


def group_rows(leads: Leads, sort: str, groups: Mapping[str, Sums]) -> list[NumbersRow]:
    most = max(sums.opened or 0 for sums in groups.values())
    words = {name: group_name(sort, name) for name in groups}
    return [
        NumbersRow(
            words[name],
            leads.numbers.choice.address(place=f"{sort}:{name}") if name else "",
            leads.of_row(**of_group(sort, name)),
            sums,
            share_of(sums.opened, most),
        )
        for name, sums in sorted(groups.items(), key=lambda each: (-each[1].counts["opened"], words[each[0]]))
    ]


def group_name(sort: str, name: str) -> str:
    return str(Institution.Kind(name).label) if sort == "kind" else name or _("Without an area")


def ages(leads: Leads) -> list[tuple[str, int | None, float, str]]:
    """(words, number, share of the longest bar, the list) of each age."""
    rows, today = leads.numbers.ages, timezone.localdate()
    most = max((number or 0 for _name, number in rows), default=0)
    return [(str(AGE_NAMES[name]), number, share_of(number, most), leads.of_age(name, today)) for name, number in rows]


@dataclass(frozen=True)
class Cell:
    """Enquiries of one weekday and hour: when, how many, how dark, and where they are."""

    name: str
    number: int | None
    shade: int
    address: str


@dataclass(frozen=True)
class DayRow:
    name: str
    short: str
    address: str
    cells: list[Cell]


def hours(leads: Leads) -> dict[str, Any] | None:
    """A line for each weekday, a cell for each hour; each of them leads to its cases."""
    numbers = leads.numbers.hours
    if not numbers:
        return None
    weekdays = {weekday for weekday, _hour in numbers}
    shown = [0] if 0 in weekdays else range(1, max(FRIDAY, *weekdays) + 1)
    span = [(shown_hours(at), leads.to("opened", hours=at)) for at in QUEUE_HOURS]
    return {"span": span, "rows": [day_row(leads, weekday) for weekday in shown]}


def shown_hours(at: str) -> str:
    first, last = at.split("-")
    return first if first == last else f"{first}–{last}"


def day_row(leads: Leads, weekday: int) -> DayRow:
    numbers, day, cells = leads.numbers.hours, str(weekday or ""), []
    name = str(WEEKDAYS[weekday - 1]) if weekday else _("All")
    most = max(number or 0 for number in numbers.values())
    for hour, at in zip(HOURS, QUEUE_HOURS, strict=True):
        number = numbers.get((weekday, hour), 0)
        address = leads.to("opened", weekday=day, hours=at)
        cells.append(Cell(f"{name} {shown_hours(at)}", number, charts.shade(number, most), address))
    return DayRow(name, name[:3] if weekday else name, leads.to("opened", weekday=day) if weekday else "", cells)


def periods(choice: Choice) -> list[tuple[str, str, bool]]:
    """(value, words, whether it is chosen) of each period that can be chosen."""
    weeks = [(str(each), ngettext("%(count)s week", "%(count)s weeks", each) % {"count": each}) for each in WEEKS]
    month, months = month_of(timezone.localdate()), []
    for _month in range(MONTHS):
        months.append((f"{month.first:%Y-%m}", period_words(month)))
        month = month.before
    now = choice.parameters.get("period", "13")
    return [(value, label, value == now) for value, label in weeks + months]


def place_choices(choice: Choice) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of (value, words). Kinds and areas are for who sees the cases: their sums could be subtracted."""
    institutions = Institution.objects.by_name()
    places = list(institutions if choice.theirs is None else institutions.filter(pk__in=choice.theirs))
    if len(places) < 2:  # noqa: PLR2004  nothing to choose
        return []
    groups: list[tuple[str, Sequence[tuple[str, str]]]] = []
    if not choice.covered:
        kinds = {place.kind for place in places}
        areas = sorted({place.area for place in places if place.area})
        groups.append(
            (_("Kind"), [(f"kind:{kind}", str(label)) for kind, label in Institution.Kind.choices if kind in kinds])
        )
        groups.append((_("Area"), [(f"area:{area}", area) for area in areas]))
    groups.append((_("Institution"), [(str(place.pk), place.name) for place in places]))
    return [(name, list(rows)) for name, rows in groups if rows]


def value_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (dimension_name(dimension), [(f"{dimension}:{value}", value_name(dimension, value)) for value in known])
        for dimension, known in values().items()
    ]


@require_POST
def choose_report(request: HttpRequest) -> HttpResponse:
    """Whether the person gets the report of each month by mail."""
    wanted = request.POST.get("wanted") == "1"
    ReportWish.say(person(request), wanted=wanted)
    sentence = _("You will get the report by mail every month.") if wanted else _("You get no more reports by mail.")
    messages.success(request, sentence)
    return redirect("admin:numbers")


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    return [
        path("numbers/", guarded(show), name="numbers"),
        path("numbers/report/", guarded(choose_report), name="numbers_report"),
        path("numbers.csv", guarded(downloads.csv_file), name="numbers_csv"),
        path("numbers.xlsx", guarded(downloads.xlsx_file), name="numbers_xlsx"),
        path("numbers.pdf", guarded(downloads.paper), name="numbers_paper"),
    ]
