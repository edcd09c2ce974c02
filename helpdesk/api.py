"""The addresses of the API, to which each app brings its own, and its one way to say that something went wrong."""

import math
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView
from rest_framework import exceptions

from organisation.api.problems import CONTENT_TYPE, Problem, flatten, of_errors, unknown_parameters
from organisation.api.views import ApiView, UnknownParameter
from organisation.pages.refusals import UnableTo
from tickets.inbound.intake import take_in

READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF: Final = "CSRF Failed"


class Schema(ApiView, SpectacularAPIView):
    """What there is, as OpenAPI."""

    parameters = frozenset({"format", "lang"})


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tickets.api_urls")),
    path("", include("desk.api.urls")),
    path("mail/", take_in, name="take_in_mail"),
    path("schema/", Schema.as_view(), name="schema"),
]


def answer_trouble(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """What a view raised, as a problem; None for an error of ours."""
    if isinstance(error, UnableTo):
        return Problem(409, error.message, lacks=[str(lack) for lack in error.lacks])
    if isinstance(error, UnknownParameter):
        return unknown_parameters(error.names, error.known)
    if isinstance(error, Http404):
        return Problem(404)
    if isinstance(error, PermissionDenied):
        return Problem(403, next(iter(error.args), ""))
    return of_library(error, context) if isinstance(error, exceptions.APIException) else None


def of_library(error: exceptions.APIException, context: dict[str, Any]) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        place = "query" if context["request"].method in READS else "body"
        return of_errors(list(flatten(error.detail, (place,))))
    wait, asked = getattr(error, "wait", None), getattr(error, "auth_header", None)
    headers = {"WWW-Authenticate": asked} if asked else {}
    if wait:
        headers["Retry-After"] = str(math.ceil(wait))
    code, sentence = str(getattr(error.detail, "code", "")), str(error.detail)
    if sentence.startswith(CSRF):
        code, sentence = "csrf_failed", _("The page has been open too long. Load it again.")
    return Problem(error.status_code, sentence, code=code, headers=headers)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library has no types there
    """How a program signs in, for the schema."""

    target_class = "organisation.api.access.ServiceAccount"
    name = "serviceAccount"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class PersonalTokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]  # the library has no types there
    target_class = "organisation.api.access.PersonalToken"


PROBLEM: Final = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs."},
        "detail": {"type": "string", "description": "For people, in Danish or English."},
        "errors": {
            "type": "array",
            "description": "Each field (`pointer`) or parameter (`parameter`) that is wrong.",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("pointer", "parameter", "detail", "code")},
            },
        },
        "lacks": {"type": "array", "items": {"type": "string"}},
        "version": {"type": "integer"},
        "changes": {"type": "array", "items": {"type": "object"}},
    },
}


def with_problems(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """The schema says of every address how its errors look."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    response = {
        "description": "Problem",
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", response)
    return result
