"""`/oensker/`: the wishes that the project lead has put on the public list, and "I would like this too"."""

from typing import Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organisation import limits
from organisation.models import Municipality
from triage.wishes.models import ChangeRequest, Vote
from triage.wishes.models.request_list import UNDECIDED
from triage.wishes.models.vote import new_voter

PER_PAGE: Final = 20
COOKIE: Final = "oensker"
YEAR: Final = 365 * 24 * 3600


class EmailForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Your e-mail"), required=False)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """404 while the municipality has not switched the list on. `tak` is the wish that was just voted for."""
    only_where_switched_on()
    return page(request)


def only_where_switched_on() -> None:
    if not Municipality.current().public_wishes:
        raise Http404


def page(request: HttpRequest, *, mail: EmailForm | None = None, thanked: str = "", status: int = 200) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:200]
    found = ChangeRequest.objects.published().search(query).most_wanted_first()
    shown: Page[ChangeRequest] = Paginator(found, PER_PAGE).get_page(request.GET.get("side"))
    voter = request.COOKIES.get(COOKIE, "")
    context = {
        "page": shown,
        "query": query,
        "parameters": urlencode({"q": query} if query else {}),
        "voted": Vote.of(voter, list(shown.object_list)),
        "thanked": thanked or request.GET.get("tak", ""),
        "mail": mail or EmailForm(),
        "here": urlencode({name: request.GET[name] for name in ("q", "side") if request.GET.get(name)}),
    }
    response = render(request, "triage/wishes/public.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts the browser once for the wish; with `email`, it hears of the decision; with `undo`, it takes it back."""
    only_where_switched_on()
    wish = get_object_or_404(ChangeRequest.objects.published(), pk=pk, status__in=UNDECIDED)
    voter = request.COOKIES.get(COOKIE, "")
    if request.POST.get("undo"):
        Vote.take_back(wish, voter=voter)
        return back(request, wish)
    counted = limits.count(request, f"vote:{pk}")
    if counted.is_over:
        sentence = limits.sentence(counted.opens_at())
        messages.error(request, _("So many votes have come from your network just now.") + " " + sentence)
        return back(request, wish)
    form = EmailForm(request.POST)
    if not form.is_valid():
        return page(request, mail=form, thanked=str(pk), status=422)
    voter = voter if 0 < len(voter) <= len(new_voter()) * 2 else new_voter()
    Vote.cast(wish, voter=voter, email=form.cleaned_data["email"], language=get_language() or "da")
    if form.cleaned_data["email"]:
        messages.success(request, _("We will write to you once, when KOMBIT has decided."))
    response = back(request, wish, tak="" if form.cleaned_data["email"] else str(pk))
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, voter, YEAR, path=reverse("wishes"), secure=secure, httponly=True, samesite="Lax")
    return response


def back(request: HttpRequest, wish: ChangeRequest, **told: str) -> HttpResponse:
    """To the wish on the list as it was narrowed."""
    kept = {name: request.POST.get(name, "")[:200] for name in ("q", "side")} | told
    query = urlencode({name: value for name, value in kept.items() if value})
    return redirect(f"{reverse('wishes')}{'?' if query else ''}{query}#oenske-{wish.pk}")
