"""What is taken home from the page of numbers. It leaves the desk, so small numbers are hidden whoever takes it."""

import csv

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from desk.quality.suggestions import harmless
from organisation.people.staff import person
from reporting import sheets
from reporting.choice import Choice
from reporting.documents.paper import report_pdf
from reporting.report import Report, report


def read(request: HttpRequest) -> Report:
    return report(Choice.read(request.GET, person(request), leaves=True))


def named(numbers: Report, ending: str) -> str:
    period = numbers.choice.period
    return f'attachment; filename="aula-{period.first}-{period.last}.{ending}"'


@require_safe
def csv_file(request: HttpRequest) -> HttpResponse:
    """Semicolons and a BOM, as Danish Excel reads it."""
    numbers = read(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = named(numbers, "csv")
    response.write("\ufeff")
    lines = csv.writer(response, delimiter=";")
    lines.writerow(sheets.headings())
    for row in sheets.rows(numbers):
        lines.writerow([as_cell(value) for value in row])
    return response


def as_cell(value: object) -> str:
    return str(value).replace(".", ",") if isinstance(value, float) else harmless(str(value))


@require_safe
def xlsx_file(request: HttpRequest) -> HttpResponse:
    numbers = read(request)
    response = HttpResponse(sheets.workbook(numbers), content_type=sheets.CONTENT_TYPE)
    response["Content-Disposition"] = named(numbers, "xlsx")
    return response


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The report as a PDF; `one_page` is the page for the political committee."""
    numbers = read(request)
    language = translation.get_language() or "da"
    content = report_pdf(numbers, one_page=bool(request.GET.get("one_page")), language=language)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = named(numbers, "pdf").replace("attachment", "inline")
    return response
