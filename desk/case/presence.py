"""Who else has the case open just now. Lives in the cache alone: without it nobody is seen, and nothing fails."""

import time
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from desk.access import find
from desk.case.conflicts import news_since, read_version
from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.models import Ticket
from tickets.work import staffing

SEEN_FOR: Final = 25.0
"""Seconds after the last sign of life; pages give one every ten."""
STATES: Final = frozenset({"looking", "writing", "gone"})
MOST_OFFERED: Final = 8


@dataclass(frozen=True)
class Onlooker:
    name: str
    is_writing: bool


def key_of(ticket: Ticket) -> str:
    return f"presence:{ticket.pk}"


def show(ticket: Ticket, user: User, state: str = "looking") -> list[Onlooker]:
    """Tells the others that the person is there (or gone), and who else is.

    Two signs at the same moment may lose one; the next, ten seconds later, tells it again.
    """
    now = time.time()
    there = {pk: seen for pk, seen in (cache.get(key_of(ticket)) or {}).items() if now - seen[2] < SEEN_FOR}
    there.pop(user.pk, None)
    others = [Onlooker(name, writing) for name, writing, _at in there.values()]
    if state != "gone":
        there[user.pk] = (user.name, state == "writing", now)
    cache.set(key_of(ticket), there, SEEN_FOR)
    return others


@require_POST
def sign_of_life(request: HttpRequest, pk: int) -> HttpResponse:
    """A page says that it is open; it is told who else is there and what has happened since it was made."""
    ticket, user = find(request, pk), person(request)
    state = request.POST.get("state", "")
    onlookers = show(ticket, user, state if state in STATES else "looking")
    try:
        seen = read_version(request.POST.get("version"))
    except ValueError:
        seen = None
    news = news_since(ticket, user, seen) if seen is not None and seen < ticket.version else []
    context = {"ticket": ticket, "onlookers": onlookers, "news": news}
    return render(request, "desk/case/_presence.html", context)


@require_safe
def colleagues(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can be mentioned in a note of the case: the first few whose name holds what was typed."""
    ticket, user = find(request, pk), person(request)
    typed = request.GET.get("q", "").replace("\0", "")[:60]
    onlookers = staffing.onlookers(ticket).filter(name__icontains=typed).exclude(pk=user.pk)
    allowed = user.may(Verb.NOTE, ticket)
    return JsonResponse({"names": list(onlookers.values_list("name", flat=True)[:MOST_OFFERED]) if allowed else []})
