"""Exchange with other municipalities: what we give, whose answers we read, and what waits to be looked at."""

import difflib
from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from database.dialects import danish_order
from desk.exchange.forms import FileForm, PartnerForm, SubscribeForm
from desk.queue.filters import an_id
from knowledgebase.exchange.incoming import UnreadableExchange
from knowledgebase.exchange.lines import read, write
from knowledgebase.exchange.models import FAULTS, State, guard, state_of
from knowledgebase.models import Arrival, Partner, Subscription, Taken
from organisation.models import User
from organisation.pages.refusals import UnableTo
from organisation.people.staff import person

PER_PAGE: Final = 30
LATELY: Final = 50
LOOKED_AT: Final = 500
"""Arrivals that are compared with ours at once. The others come when somebody has decided about these."""
FAULTS_SHOWN: Final = 10


def writer(request: HttpRequest) -> User:
    """Somebody who writes answers for the whole municipality. Raises `PermissionDenied` for everybody else."""
    user = person(request)
    guard(user)
    return user


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    writer(request)
    return exchange_page(request)


def exchange_page(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    rows = waiting_with_state()
    state = request.GET.get("state", "")
    listed = [row for row in rows if not state or row[1] == state]
    context = {
        "title": _("Exchange with other municipalities"),
        "subscriptions": Subscription.objects.filter(ended_at=None).order_by(danish_order("name"), "id"),
        "partners": Partner.objects.filter(ended_at=None).order_by(danish_order("name"), "id"),
        "subscribe": forms.get("subscribe") or SubscribeForm(),
        "partner": forms.get("partner") or PartnerForm(),
        "file": forms.get("file") or FileForm(),
        "state": state,
        "states": [(each.value, each.label, sum(row[1] == each for row in rows)) for each in State],
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("side")),
        "parameters": f"state={state}" if state in State.values else "",
        "more": Arrival.objects.waiting().count() - len(rows) if len(rows) == LOOKED_AT else 0,
        "taken": Taken.objects.select_related("article").order_by("-at", "-id")[:LATELY],
    }
    return page(request, "exchange", context, status)


def waiting_with_state() -> list[tuple[Arrival, State]]:
    """What waits longest, with how it stands to what we have now; in two queries however much it is."""
    waiting = list(Arrival.objects.waiting().order_by("id")[:LOOKED_AT])
    taken_rows = Taken.objects.filter(key__in=[row.key for row in waiting]).select_related("article")
    taken = {(row.site, row.key): row for row in taken_rows}
    return [(row, state_of(row.digest, taken.get((row.site, row.key)))) for row in waiting]


@require_safe
def show_arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer of others beside ours, with what differs."""
    writer(request)
    arrival = get_object_or_404(Arrival.objects.waiting(), pk=pk)
    taken = arrival.taken()
    context = {
        "title": str(arrival),
        "arrival": arrival,
        "state": State(arrival.state()),
        "is_conflict": arrival.state() == State.CONFLICT,
        "article": taken.article if taken else None,
        "differences": differences(taken.article.answer, arrival.answer()) if taken else [],
    }
    return page(request, "arrival", context)


def differences(ours: str, theirs: str) -> list[tuple[str, str]]:
    """Each line with a mark: `-` only in ours, `+` only in theirs, nothing in both."""
    lines = difflib.ndiff(ours.splitlines(), theirs.splitlines())
    return [(line[0].strip(), line[2:]) for line in lines if line[0] != "?"]


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Takes or leaves those that are ticked, each by itself."""
    user, takes = writer(request), request.POST.get("verb") == "take"
    keys = [int(key) for key in request.POST.getlist("arrival") if an_id(key)]
    done = 0
    for arrival in Arrival.objects.waiting().filter(pk__in=keys[:1000]).order_by("id"):
        try:
            arrival.take(by=user) if takes else arrival.leave(by=user)
            done += 1
        except UnableTo as refusal:
            messages.warning(request, f"{arrival}: {refusal.message}")
    if takes and done:
        messages.success(
            request, _("Taken: %(count)d. They are drafts until somebody publishes them.") % {"count": done}
        )
    elif done:
        messages.success(request, _("Left: %(count)d.") % {"count": done})
    else:
        messages.warning(request, _("Tick the answers first."))
    return redirect("admin:exchange")


@require_POST
def read_file(request: HttpRequest) -> HttpResponse:
    """A file somebody saved: shown first, taken by a person."""
    writer(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return exchange_page(request, 422, file=form)
    try:
        answers, faults = read(form.cleaned_data["file"])
    except UnreadableExchange as error:
        form.add_error("file", str(FAULTS[error.code]))
        return exchange_page(request, 422, file=form)
    counts = Arrival.note(answers)
    values = {each.value: counts[each] for each in State}
    messages.success(
        request,
        _("Read. New: %(new)d. Changed by them: %(changed)d. The same: %(same)d. Changed by both: %(conflict)d.")
        % values,
    )
    for number, wrong in faults[:FAULTS_SHOWN]:
        messages.warning(request, _("Line %(number)d: %(wrong)s") % {"number": number, "wrong": wrong})
    return redirect("admin:exchange")


@require_safe
def save_file(request: HttpRequest) -> StreamingHttpResponse:
    """All our published answers as a file for anybody."""
    writer(request)
    name = f"{_('shared-answers')}-{timezone.localdate()}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(write(), content_type="application/jsonl; charset=utf-8", headers=headers)


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    user, form = writer(request), SubscribeForm(request.POST)
    if not form.is_valid():
        return exchange_page(request, 422, subscribe=form)
    Subscription.begin(by=user, **form.cleaned_data)
    messages.success(request, _("Their answers are read now, and then once a day. What is new waits here for you."))
    return redirect("admin:exchange")


@require_POST
def unsubscribe(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Subscription, pk=pk).end(by=writer(request))
    messages.success(request, _("Their answers are read no longer. What you have taken stays."))
    return redirect("admin:exchange")


@require_POST
def add_partner(request: HttpRequest) -> HttpResponse:
    user, form = writer(request), PartnerForm(request.POST)
    if not form.is_valid():
        return exchange_page(request, 422, partner=form)
    Partner.add(form.cleaned_data["name"], by=user)
    messages.success(request, _("Give them the address and the key below."))
    return redirect("admin:exchange")


@require_POST
def end_partner(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Partner, pk=pk).end(by=writer(request))
    messages.success(request, _("They can read your answers no longer in this way."))
    return redirect("admin:exchange")


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"desk/exchange/{name}.html", admin.site.each_context(request) | context, status=status)


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    """The addresses, below the administration's."""
    return [
        path("exchange/", guarded(show), name="exchange"),
        path("exchange/decide/", guarded(decide), name="exchange_decide"),
        path("exchange/file/", guarded(read_file), name="exchange_file"),
        path("exchange/svar.jsonl", guarded(save_file), name="exchange_save"),
        path("exchange/subscribe/", guarded(subscribe), name="exchange_subscribe"),
        path("exchange/subscriptions/<int:pk>/end/", guarded(unsubscribe), name="exchange_unsubscribe"),
        path("exchange/partners/", guarded(add_partner), name="exchange_partner"),
        path("exchange/partners/<int:pk>/end/", guarded(end_partner), name="exchange_end_partner"),
        path("exchange/arrivals/<int:pk>/", guarded(show_arrival), name="exchange_arrival"),
    ]
