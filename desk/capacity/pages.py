"""The load now, and what if: for those who answer for the whole organisation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from desk.capacity.advice import advice_of, forecast_of, forecast_words
from desk.capacity.charts import Chart, chart_of, share_of
from desk.capacity.forms import GROUPS, NUMBERS, NumberGroup, OrganisationForm, WeeksForm, full_label, numbers_of
from desk.capacity.scenarios import SCENARIOS, pair_of
from desk.reach import beyond, who_can
from organisation.models import Institution, User
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.words import Tier
from triage.capacity.load import Flow, Load
from triage.capacity.models import TooManyCases, WhatIf
from triage.capacity.people import in_hand

MOST_PLACES: Final = 30
LONGEST_NUMBER: Final = 18
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
    scenario, again = request.GET.get("scenario", ""), asked_before(request.GET.get("again", ""))
    pair = again.both if again else pair_of(scenario, seen)
    forms = {
        side: OrganisationForm(posted, of=each, side=label, prefix=side)
        for (side, label), each in zip(SIDES.items(), pair, strict=True)
    }
    weeks = WeeksForm(posted, initial={"weeks": again.weeks} if again else None)
    answered = [form.is_valid() for form in (*forms.values(), weeks)]  # all of them, so that each says what is wrong
    if posted is not None and all(answered):
        now, then = (form.organisation() for form in forms.values())
        try:
            return redirect("admin:what_if", WhatIf.ask(now, then, weeks=weeks.cleaned_data["weeks"], by=user).pk)
        except TooManyCases as trouble:
            weeks.add_error("weeks", str(trouble))
    advice = advice_of(load, people)
    context = {
        **admin.site.each_context(request),
        "title": _("Load, and what if"),
        "load": load,
        "tiers": tier_cards(load),
        "places": places_of(load),
        "people": people,
        "busy": [each for each in people if each.cases],
        "idle": [each for each in people if not each.cases],
        "advice": advice,
        "beyond": beyond(request, (each.address for each in advice)),
        "administrators": who_can(),
        "scenarios": SCENARIOS,
        "scenario": scenario,
        "groups": [field_group(group, list(forms.values())) for group in GROUPS],
        "weeks": weeks,
        "errors": [form for form in (*forms.values(), weeks) if form.is_bound and form.errors],
        "asked": [(each, changed(each)) for each in WhatIf.objects.newest_first().select_related("by")[:10]],
    }
    return render(request, "desk/capacity/capacity.html", context, status=422 if posted is not None else 200)


def asked_before(number: str) -> WhatIf | None:
    """The one whose numbers somebody begins with."""
    is_one = number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
    return WhatIf.objects.filter(pk=number).first() if is_one else None


@dataclass(frozen=True)
class TierCard:
    """What came to a tier and what left it, as numbers and as bars (in hundredths of the longest)."""

    name: str
    flow: Flow
    forecast: str
    came_bar: float
    left_bar: float


def tier_cards(load: Load) -> list[TierCard]:
    longest = max(max(flow.came, flow.left) for flow in load.tiers.values())
    return [
        TierCard(
            str(Tier(tier).label),
            flow,
            forecast_words(forecast_of(Tier(tier), load)),
            share_of(flow.came, longest),
            share_of(flow.left, longest),
        )
        for tier, flow in load.tiers.items()
    ]


@dataclass(frozen=True)
class FieldRow:
    label: str
    fields: list[BoundField]

    @property
    def is_changed(self) -> bool:
        return len({str(field.value()) for field in self.fields}) > 1


@dataclass(frozen=True)
class FieldGroup:
    title: str
    rows: list[FieldRow]

    @property
    def is_open(self) -> bool:
        """Whether there is something to see: a number that differs, or one that cannot be."""
        return any(row.is_changed or any(field.errors for field in row.fields) for row in self.rows)


def field_group(group: NumberGroup, forms: list[OrganisationForm]) -> FieldGroup:
    rows = [FieldRow(str(number.label), [form[name] for form in forms]) for name, number in group.numbers.items()]
    return FieldGroup(str(group.title), rows)


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

    @property
    def waits(self) -> bool:
        """Whether anybody waits at the end of any week."""
        return any(week["high"] for each in self.outcomes for week in each["queue"])


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
    return [(full_label(name), [each[name] for each in both]) for name in NUMBERS if both[0][name] != both[1][name]]
