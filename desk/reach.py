"""Which places a suggestion points to the reader may open: the guide and some lists are the administrators' alone."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.urls import ResolverMatch, resolve

from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Role, Verb

GUIDE, COLLEAGUES = "setup", "colleagues"
"""How the names of those pages begin."""


def beyond(request: HttpRequest, addresses: Iterable[str]) -> frozenset[str]:
    """Those of the addresses that the reader would be refused at."""
    return frozenset(address for address in set(addresses) - {""} if not may_open(request, address))


def may_open(request: HttpRequest, address: str) -> bool:
    user, match = person(request), resolve(urlsplit(address).path)
    name = match.url_name or ""
    if name.startswith(GUIDE):
        return Role.MUNICIPAL_ADMIN in user.roles
    if name.startswith(COLLEAGUES):
        return user.may(Verb.INVITE)
    rows = rows_behind(match)
    return rows is None or bool(rows.has_view_permission(request))


def rows_behind(match: ResolverMatch) -> "ModelAdmin[Any] | None":
    """The administration of the rows that a page lists or shows; None for a page of our own."""
    return getattr(match.func, "model_admin", None)


def who_can() -> str:
    """The names of the municipal administrators, who may open all of them."""
    return ", ".join(each.name for each in User.objects.with_role(Role.MUNICIPAL_ADMIN))
