"""The list of cases as it is narrowed, for a spreadsheet. It leaves the desk, without who wrote and what they wrote."""

import csv
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.quality.suggestions import harmless
from desk.queue.filters import QueueFilters
from desk.queue.lists import cases
from organisation.models import User
from tickets.models import Ticket

CHUNK: Final = 2_000
MOST: Final = 100_000
"""Cases in a workbook; the other file has no end."""
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def headings() -> list[str]:
    return [
        _("Case number"),
        _("Opened"),
        _("Institution"),
        _("Who asks"),
        _("Channel"),
        _("Route"),
        _("Tier"),
        _("Status"),
        _("Priority"),
        _("Due"),
        _("Solved"),
        _("Tags"),
    ]


def rows(user: User, filters: QueueFilters) -> Iterator[list[str]]:
    """Newest first, and never more than a chunk of them in memory."""
    tickets = cases(user, filters).by_opening().select_related("institution").prefetch_related("tags")
    for ticket in tickets.iterator(chunk_size=CHUNK):
        yield as_row(ticket)


def as_row(ticket: Ticket) -> list[str]:
    return [
        ticket.number,
        moment(ticket.opened_at),
        harmless(ticket.institution.name) if ticket.institution else "",
        ticket.get_audience_display(),
        ticket.get_channel_display(),
        ticket.get_route_display() if ticket.route else "",
        ticket.get_tier_display(),
        ticket.get_status_display(),
        ticket.get_priority_display(),
        moment(ticket.due_at),
        moment(ticket.resolved_at),
        harmless(", ".join(sorted(tag.name for tag in ticket.tags.all()))),
    ]


def moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


@require_safe
def csv_file(request: HttpRequest, user: User) -> StreamingHttpResponse:
    """Semicolons and a BOM, as Danish Excel reads it."""
    lines, filters = csv.writer(Echo(), delimiter=";"), QueueFilters.read(request.GET.dict())

    def content() -> Iterator[str]:
        yield "\ufeff"
        yield lines.writerow(headings())
        for row in rows(user, filters):
            yield lines.writerow(row)

    response = StreamingHttpResponse(content(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cases-{timezone.localdate()}.csv"'
    return response


@require_safe
def xlsx_file(request: HttpRequest, user: User) -> HttpResponse:
    """The newest hundred thousand at most."""
    import xlsxwriter  # noqa: PLC0415  only who takes a sheet home needs it

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bottom": 2})
        sheet = book.add_worksheet(_("Cases")[:31])
        sheet.set_column(0, len(headings()) - 1, 20)
        for column, label in enumerate(headings()):
            sheet.write_string(0, column, label, head)
        last = 0
        for last, row in enumerate(rows(user, QueueFilters.read(request.GET.dict())), start=1):
            for column, text in enumerate(row):
                sheet.write_string(last, column, text)
            if last == MOST:
                break
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(last, 1), len(headings()) - 1)
    response = HttpResponse(out.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="cases-{timezone.localdate()}.xlsx"'
    return response
