"""The case that somebody asks for."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from organisation.people.staff import person
from tickets.models import Ticket


def find(request: HttpRequest, pk: int) -> Ticket:
    """The case, if the person may see it; otherwise 404, as if it did not exist. What they may do, its verbs ask."""
    cases = Ticket.objects.read_by(person(request)).for_list()
    return get_object_or_404(cases, pk=pk)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which shows the answer itself."""
    return request.headers.get("Accept", "").startswith("application/json")
