"""The load now, and what if: for those who answer for the whole organisation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from desk.capacity.advice import advice_of, forecast_of, forecast_words
from desk.capacity.charts import Chart, chart_of
from desk.capacity.forms import NUMBERS, OrganisationForm, WeeksForm, numbers_of
from organisation.models import Institution, User
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.words import Tier
from triage.capacity.load import Flow, Load
from triage.capacity.models import WhatIf
from triage.capacity.people import in_hand

MOST_PLACES: Final = 30
SIDES: Final = {"now": gettext_lazy("as it is"), "then": gettext_lazy("what if")}


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    return [
        path("capacity/", guarded(show), name="capacity"),
        path("capacity/<int:pk>/", guarded(answer), name="what_if"),
    ]


def who_answers_for_it(request: HttpRequest) -> User:
    user = person(request)
    if not user.may(Verb.AUDIT):
        raise PermissionDenied(_("Your role does not allow this."))
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What comes in and gets done, what that suggests, and the two columns of what if."""
    user = who_answers_for_it(request)
    load = Load.current()
    people = in_hand(load.organisation)
    posted = request.POST if request.method == "POST" else None
    waiting = (load.tiers[Tier.FIRST_LEVEL].waiting, load.tiers[Tier.PILOT].waiting)
    seen = load.organisation.but(waiting=(*waiting, load.tiers[Tier.SUPPORT_ENTITLED].waiting))
    forms = {side: OrganisationForm(posted, of=seen, side=label, prefix=side) for side, label in SIDES.items()}
    weeks = WeeksForm(posted)
    answered = [form.is_valid() for form in (*forms.values(), weeks)]  # all of them, so that each says what is wrong
    if posted is not None and all(answered):
        now, then = (form.organisation() for form in forms.values())
        asked = WhatIf.ask(now, then, weeks=weeks.cleaned_data["weeks"], by=user)
        return redirect("admin:what_if", asked.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Load, and what if"),
        "load": load,
        "tiers": [
            (Tier(tier).label, flow, forecast_words(forecast_of(Tier(tier), load))) for tier, flow in load.tiers.items()
        ],
        "places": places_of(load),
        "people": people,
        "busy": [each for each in people if each.cases],
        "idle": [each for each in people if not each.cases],
        "advice": advice_of(load, people),
        "rows": [(number.label, [form[name] for form in forms.values()]) for name, number in NUMBERS.items()],
        "forms": forms,
        "weeks": weeks,
        "errors": [form for form in (*forms.values(), weeks) if form.is_bound and form.errors],
        "asked": WhatIf.objects.newest_first().select_related("by")[:10],
    }
    return render(request, "desk/capacity/capacity.html", context, status=422 if posted is not None else 200)


def places_of(load: Load) -> list[tuple[str, Flow]]:
    """Those where most is left over first."""
    names = dict(Institution.objects.filter(pk__in=load.places).values_list("pk", "name"))
    listed = [(names[place], flow) for place, flow in load.places.items() if place in names]
    return sorted(listed, key=lambda each: (-each[1].surplus, -each[1].waiting, each[0]))[:MOST_PLACES]


@dataclass(frozen=True)
class TierRow:
    """A tier of both organisations; each as the outcome keeps it."""

    label: str
    outcomes: list[dict[str, Any]]
    chart: Chart


@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and what came of it once it is there."""
    who_answers_for_it(request)
    asked = get_object_or_404(WhatIf, pk=pk)
    context = {
        **admin.site.each_context(request),
        "title": _("What if"),
        "asked": asked,
        "tiers": rows_of(asked),
        "bottlenecks": [bottleneck(outcome["bottleneck"]) for outcome in asked.outcomes],
        "changed": changed(asked),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "desk/capacity/_outcome.html" if part else "desk/capacity/what_if.html", context)


def rows_of(asked: WhatIf) -> list[TierRow]:
    rows = []
    for number in range(len(asked.outcomes and asked.outcomes[0]["tiers"])):
        both = [outcome["tiers"][number] for outcome in asked.outcomes]
        queues = chart_of([(side, each["queue"]) for side, each in zip(SIDES, both, strict=True)])
        rows.append(TierRow(str(Tier(both[0]["tier"]).label), both, queues))
    return rows


def bottleneck(tier: str) -> str:
    return str(Tier(tier).label) if tier else ""


def changed(asked: WhatIf) -> list[tuple[str, list[float]]]:
    """What is not the same in both."""
    both = [numbers_of(each) for each in asked.both]
    return [
        (str(number.label), [round(each[name], 1) for each in both])
        for name, number in NUMBERS.items()
        if round(both[0][name], 1) != round(both[1][name], 1)
    ]
