"""Cases like this one, picked with the mouse: merged into one of them, or joined to a known error."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.access import find
from desk.case import neighbours
from desk.queue import bulk, paging
from desk.queue.filters import QueueFilters
from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Verb
from tickets.models import Reading, Ticket
from triage.suggestions.alike import SHOWN, Alike, open_like

VERBS = ("merge", "attach")


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is alike is ticked; what words find beside it is not. Each act is pressed on many, so it can be undone."""
    ticket, user = find(request, pk), person(request)
    if not user.may(Verb.VIEW, ticket):
        raise PermissionDenied
    Reading.note(ticket, user)
    query, came_from = request.GET.get("q", "").strip()[:200], neighbours.came_from(request)
    alike = open_like(ticket, user)
    sought = found_by(query, user, {ticket.pk, *(each.ticket.pk for each in alike)}) if query else []
    cases = [ticket, *(each.ticket for each in alike), *sought]
    Reading.note_listed(cases[1:], user)
    context = {
        **admin.site.each_context(request),
        "title": _("Cases like %(number)s") % {"number": ticket.number},
        "ticket": ticket,
        "came_from": came_from,
        "rows": rows(ticket, alike, sought),
        "oldest": min(cases, key=lambda case: case.pk).number,
        "several": len({case.requester_email or case.pk for case in cases}) > 1,
        "words": query,
        "here": came_from or "?list=needs_us",
        "verbs": [verb for verb, _label in bulk.choices(user) if verb in VERBS and not ticket.is_flagged],
        "attach": bulk.form_for("attach", [ticket]),
    }
    return render(request, "desk/case/alike.html", context)


def found_by(query: str, user: User, known: set[int]) -> list[Ticket]:
    """Open cases that hold the words or have the number; none that waits for somebody who looks at it."""
    listed = paging.page(user, QueueFilters(chosen="all", words=query)).tickets
    return [case for case in listed if not (case.is_done or case.is_flagged or case.pk in known)][:SHOWN]


def rows(ticket: Ticket, alike: list[Alike], sought: list[Ticket]) -> list[tuple[Ticket, int | None, bool]]:
    """Each case, how many per cent alike, and whether it is ticked."""
    return [
        (ticket, None, True),
        *((each.ticket, each.percent, True) for each in alike),
        *((case, None, False) for case in sought),
    ]
