"""From case to case: the list that one came from, and what stands beside the case in it."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from desk.access import find
from desk.queue import paging
from desk.queue.filters import QueueFilters
from organisation.models import User
from organisation.people.staff import person
from tickets.models import Ticket

FROM = "from"
"""The parameter of a case's address, and the field of its forms, that carries the list."""


def came_from(request: HttpRequest) -> str:
    """The query string of the list, as far as it says something; empty where one came from nowhere."""
    query = request.POST.get(FROM) or request.GET.get(FROM) or ""
    if not query.startswith("?"):
        return ""
    filters = QueueFilters.read(QueryDict(query[1:]).dict())
    return filters.address(after=filters.after, before=filters.before) or "?list=needs_us"


def carried(address: str) -> str:
    """What is added to the address of a case so that the list is kept."""
    return "?" + urlencode({FROM: address}) if address else ""


def list_of(address: str) -> str:
    return reverse("admin:tickets_ticket_changelist") + address


def beside(ticket: Ticket, user: User, address: str, *, backwards: bool = False) -> int | None:
    """The id of the next case of the list, or the one before; None at its end."""
    filters = QueueFilters.read(QueryDict(address.removeprefix("?")).dict()).without_position()
    position = paging.read_position(paging.write_position(ticket, filters.order))
    if backwards:
        filters = replace(filters, before="1")
    keys = paging.found_keys(user, filters, position, backwards=backwards)
    return next((key for key in keys if key != ticket.pk), None)


def onward(key: int | None, address: str) -> HttpResponse:
    """The case with that id, or the list where there is none left."""
    if key is None:
        return redirect(list_of(address))
    return redirect(reverse("admin:tickets_ticket_change", args=[key]) + carried(address))


@require_safe
def step(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """On to the next case of the list, or back to the one before."""
    ticket, address = find(request, pk), came_from(request)
    return onward(beside(ticket, person(request), address, backwards=way == "previous"), address)
