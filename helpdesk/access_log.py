"""One line for each request, and an id that goes with it through web and worker.

The line names the page as the program knows it (`/sag/-/`), so neither a private link nor a search stands in it.
"""

import logging
import re
import time
import uuid
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from helpdesk.logs import REQUEST
from helpdesk.middleware import GetResponse
from helpdesk.observing import trace_request
from organisation.security.security_log import note

log = logging.getLogger("access")
AN_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
PLACE: Final = re.compile(r"<(?:\w+:)?(\w+)>")
TOLD: Final = frozenset({"pk", "object_id", "number", "bundle_id"})
"""Places of an address that are told where they are numbers."""


def logged(get_response: GetResponse) -> GetResponse:
    def respond(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        asked = given if AN_ID.fullmatch(given) else uuid.uuid4().hex
        token = REQUEST.set(asked)
        began = time.monotonic()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = asked
            if not request.path.startswith(settings.STATIC_URL):
                write(request, response, time.monotonic() - began)
            return response
        finally:
            REQUEST.reset(token)

    return respond


def write(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    page, person = page_of(request), known_person(request)
    facts: dict[str, Any] = {
        "method": request.method,
        "page": page,
        "status": response.status_code,
        "ms": round(seconds * 1000),
    }
    trace_request(f"{request.method} {page}", seconds, **facts)
    if person is not None:
        facts["user"] = person
    log.info("%s", " ".join(f"{name}={value}" for name, value in facts.items()), extra={"facts": facts})
    if person is not None and response.has_header("Content-Disposition") and response.status_code == 200:  # noqa: PLR2004
        note("exported", page=page, user=person)


def page_of(request: HttpRequest) -> str:
    """The address of the page as it stands in the program; of what is no page, nothing."""
    match = request.resolver_match
    if match is None:
        return "-"

    def fill(place: re.Match[str]) -> str:
        value = str(match.kwargs.get(place[1], ""))
        return value if place[1] in TOLD and value.isdecimal() else "-"

    return "/" + PLACE.sub(fill, match.route)


def known_person(request: HttpRequest) -> int | None:
    """The id of who is signed in, where somebody has asked for it already."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None and user.is_authenticated else None
