"""`/spurgt/`: the questions that staff have cleared, “I have that question too”, and a mail when there is an answer."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledgebase.board.listening import Echo, Listener, new_asker
from knowledgebase.board.question import Question, QuestionQuerySet
from knowledgebase.board.topic import Topic
from organisation.models import Institution, Municipality
from organisation.people.mail_fields import OwnMailField

PER_PAGE: Final = 20
LONGEST_QUERY: Final = 200
COOKIE: Final = "spurgt"
YEAR: Final = 365 * 24 * 3600
STATES: Final = ("", "svar", "uden")
"""All; those with an answer; those without."""


class ListenForm(forms.Form):
    """The address for one mail. `website` is for programs alone: people do not see it."""

    email = OwnMailField()
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False)


@dataclass(frozen=True)
class BoardFilters:
    """What the list is narrowed to; anything unknown in the address counts as not said."""

    q: str
    place: Institution | None
    topic: Topic | None
    state: str

    @classmethod
    def read(cls, params: Any) -> "BoardFilters":
        code, slug, state = params.get("sted", "")[:20], params.get("emne", "")[:40], params.get("vis", "")
        return cls(
            q=params.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY],
            place=Institution.objects.active().filter(code=code).first() if code else None,
            topic=Topic.objects.in_order().filter(slug=slug).first() if slug else None,
            state=state if state in STATES else "",
        )

    def questions(self) -> QuestionQuerySet:
        questions = Question.objects.shown().search(self.q)
        if self.place:
            questions = questions.filter(institution=self.place)
        if self.topic:
            questions = questions.filter(topic=self.topic)
        if self.state:
            questions = questions.answered() if self.state == "svar" else questions.unanswered()
        return questions.most_asked().for_list()

    def parameters(self) -> str:
        params = {
            "q": self.q,
            "sted": self.place.code if self.place else "",
            "emne": self.topic.slug if self.topic else "",
            "vis": self.state,
        }
        return urlencode({name: value for name, value in params.items() if value})


def only_where_switched_on() -> None:
    if not Municipality.current().public_questions:
        raise Http404


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """404 where the municipality has switched the board off."""
    only_where_switched_on()
    filters = BoardFilters.read(request.GET)
    shown: Page[Question] = Paginator(filters.questions(), PER_PAGE).get_page(request.GET.get("side"))
    context = {
        "page": shown,
        "filters": filters,
        "parameters": filters.parameters(),
        "topics": Topic.objects.in_order(),
        "places": Institution.objects.active().by_name(),
        "echoed": Echo.of(request.COOKIES.get(COOKIE, ""), list(shown.object_list)),
    }
    return private(render(request, "knowledgebase/board/questions.html", context))


@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question and its answer; one that was joined leads on to the other. `tak`: it was just said."""
    only_where_switched_on()
    requested = get_object_or_404(Question.objects.select_related("joined_into"), pk=pk)
    if requested.joined_into is not None and requested.joined_into.is_shown:
        return redirect(requested.joined_into)
    return page(request, found_shown(pk), ListenForm())


def found_shown(pk: int) -> Question:
    return get_object_or_404(Question.objects.shown().for_list(), pk=pk)


def page(request: HttpRequest, shown: Question, form: ListenForm, status: int = 200) -> HttpResponse:
    context = {
        "question": shown,
        "form": form,
        "has_it": bool(Echo.of(request.COOKIES.get(COOKIE, ""), [shown])),
        "thanked": "tak" in request.GET,
        "sent": "sendt" in request.GET,
    }
    return private(render(request, "knowledgebase/board/question.html", context, status=status))


def private(response: HttpResponse) -> HttpResponse:
    """What a page says of the browser's own voice is kept by nobody in between."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def echo(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts the browser once for the question; with `undo`, it takes it back."""
    only_where_switched_on()
    shown = found_shown(pk)
    asker = request.COOKIES.get(COOKIE, "")
    if request.POST.get("undo"):
        Echo.take_back(shown, asker=asker)
        return redirect(shown)
    asker = asker if 0 < len(asker) <= len(new_asker()) * 2 else new_asker()
    Echo.note(shown, asker=asker)
    response = redirect(f"{shown.get_absolute_url()}?tak=1#ogsaa")
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(
        COOKIE, asker, YEAR, path=reverse("asked_questions"), secure=secure, httponly=True, samesite="Lax"
    )
    return response


@require_POST
def listen(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the address by mail first; the page says the same for any address."""
    only_where_switched_on()
    shown, form = found_shown(pk), ListenForm(request.POST)
    if not form.is_valid():
        return page(request, shown, form, status=422)
    if not form.cleaned_data["website"]:
        Listener.note(shown, email=form.cleaned_data["email"], language=get_language() or "da")
    return redirect(f"{shown.get_absolute_url()}?sendt=1#besked")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, signed: str) -> HttpResponse:
    """The link of the first mail: a page with a button, since mail filters open every link."""
    listener = of_link(signed)
    if request.method == "POST" and listener is not None:
        listener.confirm()
        messages.success(request, _("Thank you. We will write to you once, when there is an answer."))
        return redirect(listener.question)
    context = {"listener": listener, "signed": signed}
    return render(request, "knowledgebase/board/confirm.html", context, status=200 if listener else 410)


@csrf_exempt  # mail programs press the button; whoever has the address may end the mail, and nothing else
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """Deletes the address by one click (RFC 8058); deleted already, it says so as well."""
    listener = of_link(signed)
    if request.method == "POST" and listener is not None:
        listener.delete()
    done = request.method == "POST" or listener is None
    return render(request, "knowledgebase/board/stop.html", {"done": done})


def of_link(signed: str) -> Listener | None:
    try:
        return Listener.by_signed(signed)
    except signing.BadSignature:
        raise Http404 from None
