"""The quality of forwarded faults, for everybody with a role: the numbers of their own institutions."""

import csv

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.quality.suggestions import harmless, institutions_of
from organisation.people.staff import person
from triage.quality.fault_figures import FaultFigures, FaultQuality
from triage.quality.suggestion_figures import PERIODS, SuggestionFilters


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    user, filters = person(request), SuggestionFilters.read(request.GET)
    quality = FaultQuality.of(user, filters)
    context = {
        **admin.site.each_context(request),
        "title": _("Forwarded faults"),
        "filters": filters,
        "quality": quality,
        "people": quality.by_person(user),
        "periods": PERIODS,
        "institutions": institutions_of(user),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/quality/faults.html", context)


@require_safe
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """The same numbers as rows: semicolons and a BOM, as Danish Excel reads it."""
    user = person(request)
    quality = FaultQuality.of(user, SuggestionFilters.read(request.GET))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="faults-{timezone.localdate()}.csv"'
    response.write("\ufeff")
    rows = csv.writer(response, delimiter=";")
    rows.writerow([_("By"), _("Name"), *(str(label) for label in headings())])
    for month, figures in quality.by_month:
        rows.writerow([_("Month"), f"{month:%Y-%m}", *numbers(figures)])
    for kind, named in ((_("Institution"), quality.by_place()), (_("Person"), quality.by_person(user))):
        for name, figures in named:
            rows.writerow([kind, harmless(name), *numbers(figures)])
    return response


def headings() -> list[str]:
    return [
        _("Forwarded"),
        _("Came back as no fault"),
        _("Rejected otherwise"),
        _("Solved by the party"),
        _("Waiting"),
        _("Complete reports"),
        _("Usual hours to a complete report"),
        _("Reports for which facts were asked for"),
        _("Questions"),
    ]


def numbers(figures: FaultFigures) -> list[object]:
    usual = "" if figures.usual_hours is None else f"{figures.usual_hours:.1f}".replace(".", ",")
    outcomes = [figures.forwarded, figures.no_fault, figures.rejected, figures.solved, figures.waiting]
    return [*outcomes, figures.reports, usual, sum(1 for times in figures.asked if times), sum(figures.asked)]
