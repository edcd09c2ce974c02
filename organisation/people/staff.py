"""Who asks, where that must be somebody of the support organisation. The one place that tells them from a stranger."""

from typing import Any, Protocol, TypeGuard

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from organisation.models import User


class Asked(Protocol):
    """A request of a page or of the API."""

    user: Any


class StaffRequest(HttpRequest):
    """The request of somebody who is signed in."""

    user: User


def is_of_staff(request: Asked) -> TypeGuard[StaffRequest]:
    return isinstance(request.user, User)


def person(request: Asked) -> User:
    """The signed-in person. Raises `PermissionDenied` for anybody else."""
    if not is_of_staff(request):
        raise PermissionDenied
    return request.user


def may(request: Asked, verb: str) -> bool:
    """Whether somebody asks who may do this for some case."""
    return is_of_staff(request) and request.user.may(verb)
