"""The addresses of the API, to which each app brings its own, and its answer to what a verb refuses."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from organisation.refusals import UnableTo
from tickets.inbound.intake import take_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tickets.api_urls")),
    path("", include("desk.api.urls")),
    path("mail/", take_in, name="take_in_mail"),
]


def answer_trouble(error: Exception, context: dict[str, Any]) -> Response | None:
    """409 with the sentence of what the state does not allow, and what `lacks`; anything else as the library does."""
    if isinstance(error, UnableTo):
        told = {"detail": str(error.message), "lacks": [str(lack) for lack in error.lacks]}
        return Response(told, status=status.HTTP_409_CONFLICT)
    return exception_handler(error, context)
