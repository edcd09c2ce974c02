"""The pages of breaches: the list, a new one, and one with its clock, what is missing, and the report to copy."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.breaches.forms import BreachForm, BreachNoteForm
from desk.case.bringing_together import find
from organisation.models import Municipality, User
from organisation.pages import one_picture
from organisation.pages.refusals import comes_back, with_refusal
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.models import Breach
from tickets.news import breach_news

LATELY = 50
WatchedForm: Final = one_picture.watching(BreachForm, {})


def colleague(request: HttpRequest) -> User:
    """The signed-in person. Raises `PermissionDenied` for who works with no cases."""
    user = person(request)
    if not user.may(Verb.NOTE):
        raise PermissionDenied
    return user


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """All that the person may see, those with the least time first; and a new one."""
    user = colleague(request)
    form = BreachNoteForm(request.POST or None, initial={"case": request.GET.get("case", "")})
    if request.method == "POST" and form.is_valid():
        comes_back(request, lambda refusal: list_page(request, user, with_refusal(form, refusal), status=409))
        cleaned = form.cleaned_data
        ticket = find(cleaned["case"], user) if cleaned["case"] else None
        with transaction.atomic():
            made = Breach.note(what=cleaned["what"], known_at=cleaned["known_at"], ticket=ticket, by=user)
            breach_news.tell(made)
        messages.success(request, _("Noted. The clock runs. Fill in what you know."))
        return redirect("admin:breach", made.pk)
    return list_page(request, user, form, status=422 if form.is_bound else 200)


def list_page(request: HttpRequest, user: User, form: BreachNoteForm, *, status: int) -> HttpResponse:
    breaches = Breach.objects.visible_to(user).by_deadline().select_related("ticket", "by")[:LATELY]
    context = {**admin.site.each_context(request), "title": _("Personal data breaches"), "breaches": breaches}
    return render(request, "desk/breaches/breaches.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One breach: what is known is kept at every send, whatever is missing."""
    user = colleague(request)
    breach = get_object_or_404(Breach.objects.visible_to(user).select_related("ticket", "by", "done_by"), pk=pk)
    if request.method != "POST":
        return page(request, breach, WatchedForm(instance=breach))
    with one_picture.standing_still(breach):
        form = WatchedForm(request.POST, instance=breach)
        if form.is_valid():
            comes_back(request, lambda refusal: page(request, breach, with_refusal(form, refusal), status=409))
            Breach.objects.get(pk=pk).fill_in(by=user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("admin:breach", pk)
    return page(request, breach, form, status=one_picture.status_of(form))


def page(
    request: HttpRequest, breach: Breach, form: BreachForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": str(breach),
        "breach": breach,
        "form": form,
        "report": report(breach),
        "refused": refused,
        "may_end": person(request).may(Verb.DISCLOSE),
    }
    return render(request, "desk/breaches/breach.html", context, status=status)


def report(breach: Breach) -> str:
    """What is copied into the authority's form. As plain text: it leaves the municipality by hand alone."""
    facts = {"breach": breach, "municipality": Municipality.current()}
    return render_to_string("desk/breaches/report.txt", facts).strip()


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    user = colleague(request)
    breach = get_object_or_404(Breach.objects.visible_to(user), pk=pk)
    form = WatchedForm(instance=breach)
    comes_back(request, lambda refusal: page(request, breach, form, status=409, refused=str(refusal.message)))
    breach.end(by=user)
    messages.success(request, _("Noted that it has ended."))
    return redirect("admin:breaches")


def urls(guarded: Callable[..., Any]) -> list[URLPattern]:
    """The addresses, below the administration's."""
    return [
        path("breaches/", guarded(choose), name="breaches"),
        path("breaches/<int:pk>/", guarded(show), name="breach"),
        path("breaches/<int:pk>/end/", guarded(end), name="breach_end"),
    ]
