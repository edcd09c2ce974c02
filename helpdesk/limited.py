"""Whoever has no account may send so often and no more: every address, also one that is added tomorrow."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from helpdesk.middleware import GetResponse
from organisation.pages.refusals import came_from, typed
from organisation.security import limits
from organisation.security.limits import TooMany

HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
COUNTS_ITSELF: Final = frozenset({"enquiry"})
"""What is let wait rather than refused, and therefore counts in its view."""
SECRET: Final = frozenset(
    {
        "login",
        "second_step",
        "confirm_password",
        "choose_password",
        "password_change",
        "single_sign_on",
        "saml_answer",
        "back_channel_sign_out",
    }
)
"""What is sent there is shown to nobody again."""
TAKE_TOKENS: Final = ("/api/", "/scim/")
"""Where the header of a program is read; anywhere else it would only be a way round the limit."""


class Limited:
    """Counts before the view runs, so that nothing is stored of what is refused."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        return refused(request, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return too_many(request, error) if isinstance(error, TooMany) else None


def refused(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse | None:
    """Counts the request, and answers it where it is one too many."""
    match = request.resolver_match
    act = (match.url_name if match else "") or "other"
    if request.method in HARMLESS or act in COUNTS_ITSELF or is_known(request):
        return None
    try:
        limits.require(request, act, link=str(kwargs.get("token", "")) if act in limits.BY_LINK else "")
    except TooMany as error:
        return too_many(request, error)
    return None


def is_known(request: HttpRequest) -> bool:
    """Somebody who is signed in, or a program that shows a token; a wrong one it is refused for, and stores nothing."""
    shows_token = "Authorization" in request.headers and request.path.startswith(TAKE_TOKENS)
    return bool(request.user.is_authenticated or shows_token)


def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """429 with the hour at which it opens, how to reach us until then, and what was typed."""
    wait = str(limits.seconds_until(error.opens_at))
    sentence = limits.sentence(error.opens_at)
    if request.headers.get("Accept", "").startswith("application/json") or request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=429, headers={"Retry-After": wait})
    act = request.resolver_match.url_name if request.resolver_match else ""
    context = {
        "sentence": sentence,
        "by_link": act in limits.BY_LINK,
        "texts": [] if act in SECRET else typed(request),
        "back": came_from(request),
    }
    answer = render(request, "429.html", context, status=429)
    answer.headers["Retry-After"] = wait
    return answer
