"""The quality of triage, for everybody with a role: the numbers of their own institutions."""

import csv

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organisation.models import Institution, User
from organisation.people.staff import person
from tickets.words import Route
from triage.quality import watch
from triage.quality.suggestion_figures import PERIODS, Quality, SuggestionFilters, counted, places_of
from triage.suggestions.models import Suggestion


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    user, filters = person(request), SuggestionFilters.read(request.GET)
    context = {
        **admin.site.each_context(request),
        "title": _("Quality of triage"),
        "filters": filters,
        "quality": Quality.of(counted(user, filters)),
        "telling": watch.most_telling(user),
        "new_words": watch.words_of_this_week() if places_of(user) is None else [],
        "periods": PERIODS,
        "routes": Route.choices,
        "institutions": institutions_of(user),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/quality/triage.html", context)


@require_safe
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """The same numbers as rows: semicolons and a BOM, as Danish Excel reads it."""
    user = person(request)
    counts = counted(user, SuggestionFilters.read(request.GET))
    names = dict(Institution.objects.values_list("pk", "name"))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="triage-{timezone.localdate()}.csv"'
    response.write("\ufeff")
    rows = csv.writer(response, delimiter=";")
    rows.writerow(
        [
            _("Month"),
            _("Institution"),
            _("Suggested route"),
            _("Decided route"),
            _("Outcome"),
            _("Set automatically"),
            _("Number"),
        ]
    )
    for row in counts:
        route, decided, outcome = row["route"], row["decided_route"], row["outcome"]
        labels = [Route(route).label, Route(decided).label if decided else "", Suggestion.Outcome(outcome).label]
        place = harmless(names.get(row["institution"], ""))
        alone = _("yes") if row["was_automatic"] else _("no")
        rows.writerow([f"{row['month']:%Y-%m}", place, *labels, alone, row["number"]])
    return response


def harmless(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def institutions_of(user: User) -> list[Institution]:
    institutions, places = Institution.objects.by_name(), places_of(user)
    return list(institutions if places is None else institutions.filter(pk__in=places))
