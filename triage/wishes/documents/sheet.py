"""The spreadsheet of a bundle: numbers are numbers, days are days, and no text is a formula."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from triage.wishes.documents.rows import WishRow

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (6, 40, 60, 40, 60, 10, 14, 10, 10, 13)


def bundle_sheet(title: str, rows: Iterable[WishRow]) -> bytes:
    """An .xlsx file with a frozen header and filters."""
    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with translation.override("da"), xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title})
        fill(book, list(rows))
    return out.getvalue()


def fill(book: Any, rows: list[WishRow]) -> None:
    sheet = book.add_worksheet(_("The wishes")[:31])
    text = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "0", "valign": "top"})
    day = book.add_format({"num_format": "dd-mm-yyyy", "valign": "top"})
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    for column, (label, width) in enumerate(zip(labels(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, head)
    for at, row in enumerate(rows, start=1):
        sheet.write_number(at, 0, row.number, number)
        for column, content in enumerate((row.title, row.summary, row.benefit, "\n\n".join(row.quotes)), start=1):
            sheet.write_string(at, column, content, text)
        for column, count in enumerate((row.people, row.institutions, row.votes, row.wanted), start=5):
            sheet.write_number(at, column, count, number)
        sheet.write_datetime(at, 9, row.collected, day)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(WIDTHS) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def labels() -> list[str]:
    return [
        _("No."),
        _("Wish"),
        _("Summary"),
        _("Benefit"),
        _("In their own words"),
        _("People"),
        _("Institutions"),
        _("Votes"),
        _("Altogether"),
        _("Collected"),
    ]
