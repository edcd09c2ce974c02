"""Whatever goes wrong under `/api/`, and wherever: one shape for it, also for limits and for errors of ours."""

import json
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from helpdesk.middleware import GetResponse
from organisation.api.problems import CONTENT_TYPE, Problem

LONGEST_ADDRESS: Final = 4_000
"""Characters of path and query; what reads requests before us takes a little more."""
KEPT: Final = ("WWW-Authenticate", "Retry-After", "Allow", "Vary", "API-Version", "X-Request-ID")
"""Headers of an error that are carried over into its right shape."""


def is_of_api(request: HttpRequest) -> bool:
    return request.path == "/api" or request.path.startswith("/api/")


def one_shape(get_response: GetResponse) -> GetResponse:
    """First of all, so that no answer goes round it. Asks no database."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not is_of_api(request):
            return get_response(request)
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            return as_problem(request, HttpResponse(status=414))
        response = get_response(request)
        is_told = response.headers.get("Content-Type") == CONTENT_TYPE
        return response if response.status_code < 400 or is_told else as_problem(request, response)  # noqa: PLR2004

    return respond


def as_problem(request: HttpRequest, response: HttpResponse) -> Problem:
    """The same error as a problem, with its sentence where it has one, else in the language of who asks."""
    kept = {name: response.headers[name] for name in KEPT if name in response.headers}
    with translation.override(translation.get_language_from_request(request)):
        return Problem(response.status_code, sentence_in(response), headers=kept)


def sentence_in(response: HttpResponse) -> str:
    """What a plain JSON answer says; nothing of a page."""
    if not response.headers.get("Content-Type", "").startswith("application/json") or response.streaming:
        return ""
    try:
        content = json.loads(response.content)
    except ValueError:
        return ""
    sentence = content.get("detail") or content.get("error") if isinstance(content, dict) else ""
    return sentence if isinstance(sentence, str) else ""
