"""Reads the first sheet of a workbook (.xlsx, .xls, .ods) as the text that a CSV file would hold."""

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

STARTS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MOST_UNPACKED: Final = 40_000_000
"""Bytes. A small file may unpack to very many."""


class UnreadableWorkbook(Exception):
    """Its text says what to do."""


def is_workbook(data: bytes) -> bool:
    return data.startswith(STARTS)


def text_of(data: bytes) -> str:
    """The first sheet, cells apart by semicolons. Raises `UnreadableWorkbook`."""
    if data.startswith(STARTS[0]) and unpacked_size(data) > MOST_UNPACKED:
        raise UnreadableWorkbook(_("The workbook is too large. Divide it."))
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    except (CalamineError, IndexError, ValueError, OSError):
        raise UnreadableWorkbook(
            _("The workbook cannot be read. Take its password off, or save it as CSV, and choose that file.")
        ) from None
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([cell_text(cell) for cell in row] for row in rows)
    return text.getvalue()


def unpacked_size(data: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return 0


def cell_text(cell: Any) -> str:
    """As people typed it: a code of digits is no decimal number."""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return " ".join(str(cell).split())
