"""Spreadsheets for outside the house."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from triage.models import ChangeRequest


def change_requests_csv(requests: Iterable[ChangeRequest]) -> HttpResponse:
    """Change requests with how many want them; without names of people. Semicolons and a BOM, as Danish Excel reads it.

    Expects rows of `with_counts()`.
    """
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="change-requests-{timezone.localdate()}.csv"'
    response.write("\ufeff")
    rows = csv.writer(response, delimiter=";")
    rows.writerow([_("Title"), _("Summary"), _("Benefit"), _("People"), _("Institutions"), _("Collected"), _("Status")])
    for request in requests:
        counts = (getattr(request, "people", ""), getattr(request, "institutions", ""))
        words = (harmless(request.title), harmless(request.summary), harmless(request.benefit))
        day = timezone.localdate(request.collected_at).isoformat()
        rows.writerow([*words, *counts, day, request.get_status_display()])
    return response


def harmless(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
