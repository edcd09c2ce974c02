"""Which places a question points to the reader may open: the guide and some lists are the administrators' alone."""

from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.urls import ResolverMatch, resolve

from desk.readiness.questions import Readiness
from organisation.models import User
from organisation.roles import Role

GUIDE: Final = "setup"


def beyond(request: HttpRequest, user: User, readiness: Readiness) -> frozenset[str]:
    """Addresses of the answers that the reader would be refused at."""
    addresses = {each.place for each in readiness.asked} - {""}
    return frozenset(address for address in addresses if not may_open(request, user, address))


def may_open(request: HttpRequest, user: User, address: str) -> bool:
    match = resolve(urlsplit(address).path)
    if (match.url_name or "").startswith(GUIDE):
        return Role.MUNICIPAL_ADMIN in user.roles
    rows = rows_behind(match)
    return rows is None or rows.has_view_permission(request)


def rows_behind(match: ResolverMatch) -> "ModelAdmin[Any] | None":
    """The administration of the rows that a page lists or shows; None for a page of our own."""
    return getattr(match.func, "model_admin", None)
