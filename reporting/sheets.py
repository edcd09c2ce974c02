"""The numbers as rows for a spreadsheet: what leaves the desk hides what is small."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.figures import FIGURES
from reporting.names import dimension_name, value_name
from reporting.report import Report
from reporting.sums import Sums

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = int | float | str
Read = Callable[[Sums], int | float | None]
COLUMNS: Final[tuple[tuple[Any, Read], ...]] = (
    (gettext_lazy("Received"), lambda sums: sums.count("opened")),
    (gettext_lazy("Answered"), lambda sums: sums.count("answered")),
    (gettext_lazy("Solved"), lambda sums: sums.count("solved")),
    (gettext_lazy("Solved at first level"), lambda sums: sums.count("solved_first_level")),
    (gettext_lazy("Ended otherwise"), lambda sums: sums.count("ended_otherwise")),
    (gettext_lazy("Reopened"), lambda sums: sums.count("reopened")),
    (gettext_lazy("Handed up"), lambda sums: sums.count("handed_up")),
    (gettext_lazy("Forwarded"), lambda sums: sums.count("forwarded")),
    (gettext_lazy("Returned by a party"), lambda sums: sums.count("returned")),
    (gettext_lazy("Because of a known error"), lambda sums: sums.count("attached")),
    (gettext_lazy("Said whether it helped"), lambda sums: sums.count("rated")),
    (gettext_lazy("Said that it helped"), lambda sums: sums.count("helped")),
    (gettext_lazy("First answer, working hours (half of them)"), lambda sums: hours(sums.usual("first_answer"))),
    (gettext_lazy("First answer, working hours (9 of 10)"), lambda sums: hours(sums.slow("first_answer"))),
    (gettext_lazy("Until solved, working hours (half of them)"), lambda sums: hours(sums.usual("solution"))),
    (gettext_lazy("Until solved, working hours (9 of 10)"), lambda sums: hours(sums.slow("solution"))),
    (gettext_lazy("Waited for others, working hours (half of them)"), lambda sums: hours(sums.usual("waiting"))),
)
COUNTED: Final = 12
"""The first columns are counts, in which nothing known means hidden; in the others it means that there is nothing."""
HIDDEN: Final = gettext_lazy("hidden")
WIDE, NARROW, DEFINITION = 34, 13, 110


def hours(minutes: int | None) -> float | None:
    return None if minutes is None else round(minutes / 60, 2)


def headings() -> list[str]:
    return [_("By"), _("Name"), *(str(label) for label, _read in COLUMNS)]


def rows(numbers: Report) -> Iterator[list[Value]]:
    period = numbers.choice.period
    yield row(_("Period"), f"{period.first} – {period.last}", numbers.now)
    yield row(_("The period before"), f"{period.before.first} – {period.before.last}", numbers.before)
    if dimension := numbers.choice.dimension:
        yield row(dimension_name(dimension), value_name(dimension, numbers.choice.value), numbers.now)
    for step, sums in numbers.steps:
        yield row(_("Day") if step.days == 1 else _("Week"), str(step.first), sums)
    for dimension, values in numbers.by.items():
        for value, sums in values:
            yield row(dimension_name(dimension), value_name(dimension, value), sums)
    for place, sums in numbers.places:
        yield row(_("Institution"), place.name if place else _("Without an institution"), sums)


def row(sort: str, name: str, sums: Sums) -> list[Value]:
    return [sort, name, *values_of(sums)]


def values_of(sums: Sums) -> Iterable[Value]:
    for place, (_label, read) in enumerate(COLUMNS):
        value = read(sums)
        yield value if value is not None else str(HIDDEN) if place < COUNTED else ""


def workbook(numbers: Report) -> bytes:
    """An .xlsx file: the numbers, and what they count."""
    import xlsxwriter  # noqa: PLC0415  only who takes a sheet home needs it

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": _("Enquiries in numbers")})
        head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        fill(book.add_worksheet(_("Numbers")[:31]), list(rows(numbers)), head)
        define(book.add_worksheet(_("What is counted")[:31]), numbers, head)
    return out.getvalue()


def fill(sheet: Any, lines: list[list[Value]], head: Any) -> None:
    for column, label in enumerate(headings()):
        sheet.set_column(column, column, WIDE if column < 2 else NARROW)  # noqa: PLR2004  the two columns of names
        sheet.write_string(0, column, label, head)
    for at, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            sheet.write_string(at, column, value) if isinstance(value, str) else sheet.write_number(at, column, value)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(lines), 1), len(headings()) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def define(sheet: Any, numbers: Report, head: Any) -> None:
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, 1, DEFINITION)
    sheet.write_string(0, 0, _("Figure"), head)
    sheet.write_string(0, 1, _("What is counted"), head)
    for at, figure in enumerate(FIGURES, start=1):
        sheet.write_string(at, 0, str(figure.label))
        sheet.write_string(at, 1, str(figure.definition))
    if numbers.counted_at:
        counted = date_format(numbers.counted_at, "DATETIME_FORMAT")
        sheet.write_string(len(FIGURES) + 2, 0, _("Counted %(at)s.") % {"at": counted})
