"""Who asks, and the case they ask for."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from organisation.models import User
from tickets.models import Ticket


def person(request: HttpRequest) -> User:
    """The signed-in person. Raises `PermissionDenied` for anybody else."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def find(request: HttpRequest, pk: int) -> Ticket:
    """The case, if the person may see it; otherwise 404, as if it did not exist."""
    cases = Ticket.objects.visible_to(person(request)).for_list()
    return get_object_or_404(cases, pk=pk)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which shows the answer itself."""
    return request.headers.get("Accept", "").startswith("application/json")
