"""Are we ready? For those who lead the start: the municipal administrator and the project lead."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import reach
from desk.readiness import asking, paper
from desk.readiness.models import Confirmation, ReadinessDay
from organisation.models import Municipality, User
from organisation.people.staff import person
from organisation.roles import Role

LEADERS: Final = frozenset({Role.MUNICIPAL_ADMIN, Role.PROJECT_LEAD})
DAYS_SHOWN: Final = 60


class TickForm(forms.Form):
    confirmed_on = forms.DateField(
        label=gettext_lazy("Done on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    name = forms.CharField(label=gettext_lazy("Who did it"), max_length=120)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def clean_confirmed_on(self) -> Any:
        day = self.cleaned_data["confirmed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Tick it when it has been done: this day is to come."))
        return day


def leads(user: Any) -> bool:
    """Whether the page is for them."""
    return isinstance(user, User) and bool(LEADERS & user.roles)


def leader(request: HttpRequest) -> User:
    """The signed-in person who leads the start. Raises `PermissionDenied` for anybody else."""
    user = person(request)
    if not leads(user):
        raise PermissionDenied
    return user


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    return [
        path("ready/", guarded(show), name="readiness"),
        path("ready.pdf", guarded(as_pdf), name="readiness_pdf"),
        path("ready/<slug:question>/", guarded(tick), name="readiness_tick"),
        path("ready/<slug:question>/untick/", guarded(untick), name="readiness_untick"),
    ]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    user = leader(request)
    days = list(ReadinessDay.objects.order_by("-day")[:DAYS_SHOWN])[::-1]
    launches_on = Municipality.current().launches_on
    readiness = asking.ask()
    context = {
        "title": _("Are we ready?"),
        "readiness": readiness,
        "beyond": reach.beyond(request, (each.place for each in readiness.asked)),
        "administrators": reach.who_can(),
        "days": days,
        "launches_on": launches_on,
        "sets_up": Role.MUNICIPAL_ADMIN in user.roles,
        "days_left": (launches_on - timezone.localdate()).days if launches_on else None,
    }
    return render(request, "desk/readiness/ready.html", admin.site.each_context(request) | context)


@require_http_methods(["GET", "POST"])
def tick(request: HttpRequest, question: str) -> HttpResponse:
    """What no row can show: on which day it was done, and who stands for it."""
    user = leader(request)
    if question not in asking.TICKED:
        raise Http404
    before = Confirmation.objects.filter(question=question).first()
    initial = {"confirmed_on": timezone.localdate(), "name": user.name, "note": before.note if before else ""}
    form = TickForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        Confirmation.confirm(question, by=user, on=cleaned["confirmed_on"], name=cleaned["name"], note=cleaned["note"])
        asking.note_day()
        messages.success(request, _("Ticked."))
        return redirect(f"{reverse('admin:readiness')}#{question}")
    context = {"title": str(asking.TICKED[question].words), "form": form, "question": asking.TICKED[question]}
    context |= {"before": before}
    shown = admin.site.each_context(request) | context
    return render(request, "desk/readiness/tick.html", shown, status=422 if form.is_bound else 200)


@require_POST
def untick(request: HttpRequest, question: str) -> HttpResponse:
    leader(request)
    if question not in asking.TICKED:
        raise Http404
    Confirmation.withdraw(question)
    asking.note_day()
    messages.success(request, _("The tick was taken away."))
    return redirect(f"{reverse('admin:readiness')}#{question}")


@require_safe
def as_pdf(request: HttpRequest) -> HttpResponse:
    """For the steering group."""
    leader(request)
    response = HttpResponse(paper.pdf(asking.ask()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="er-vi-klar-{timezone.localdate()}.pdf"'
    return response
