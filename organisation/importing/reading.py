"""Reads a CSV file as spreadsheets write it: any usual separator, UTF-8, UTF-16 or Windows' own letters."""

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from organisation.importing.plan import RowProblem

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

MOST_LINES: Final = 5_000
MOST_BYTES: Final = 2_000_000


@dataclass(frozen=True)
class SheetRow:
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, with or without its mark, in UTF-16 with it, or as Windows writes Danish."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def separator(heading: str) -> str:
    return max(";\t,", key=heading.count)


def read(
    text: str, columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[list[SheetRow], list[RowProblem]]:
    """(rows, problems). `columns` gives for each column the headings it may have, in any case; order is free.

    A heading that nobody knows is a problem: a misspelled column must not be left out in silence.
    """
    lines = [line for line in text.replace("\0", "").splitlines() if line.strip(" ;,\t")]
    if not lines:
        return [], [RowProblem(1, "", _("The file is empty."))]
    if len(lines) > MOST_LINES:
        return [], [RowProblem(MOST_LINES, "", _("The file has more than 5,000 lines. Divide it."))]
    table = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=separator(lines[0]))
    try:
        return rows_of(table, columns, needed)
    except csv.Error as error:
        return [], [RowProblem(table.line_num, "", str(error))]


def rows_of(
    table: "CsvReader", columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[list[SheetRow], list[RowProblem]]:
    names = {heading.casefold(): column for column, headings in columns.items() for heading in (column, *headings)}
    heads: list[str] = []
    rows: list[SheetRow] = []
    problems: list[RowProblem] = []
    for cells in table:
        stripped = [cell.strip() for cell in cells]
        if not any(stripped):
            continue
        if not heads:
            heads = [names.get(cell.casefold(), "") for cell in stripped]
            problems += heading_problems(stripped, heads, needed, columns, table.line_num)
            if problems:
                return [], problems
        elif any(stripped[len(heads) :]):
            problems.append(RowProblem(table.line_num, "", _("The line has more cells than there are headings.")))
        else:
            rows.append(SheetRow(table.line_num, dict(zip(heads, stripped, strict=False))))
    return rows, problems


def heading_problems(
    headings: list[str], heads: list[str], needed: Sequence[str], columns: Mapping[str, Sequence[str]], line: int
) -> list[RowProblem]:
    unknown = [cell for cell, head in zip(headings, heads, strict=True) if not head and cell]
    twice = sorted({headings[at] for at, head in enumerate(heads) if head and heads.index(head) != at})
    missing = [columns[column][0] for column in needed if column not in heads]
    known = ", ".join(names[0] for names in columns.values())
    no_such = _("There is no such heading. These are known: %(known)s.") % {"known": known}
    return [
        *(RowProblem(line, cell, no_such) for cell in unknown),
        *(RowProblem(line, cell, _("This heading appears twice.")) for cell in twice),
        *(RowProblem(line, cell, _("This heading is missing.")) for cell in missing),
    ]
