"""How much a stranger may send, by address: asked before a byte of it is read."""

import re
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from helpdesk.middleware import GetResponse
from helpdesk.views import too_large
from tickets.attachments.file_limits import MEGABYTE, total_bytes

KILOBYTE: Final = 1024
TEXT: Final = 256 * KILOBYTE
"""The longest text that a form takes, each letter written as six characters, and the fields beside it."""
SMALL: Final = 64 * KILOBYTE
LIMITS: Final = (
    (re.compile(r"/admin/arbejdskonto/\d+/ude/server/"), SMALL),
    (re.compile(r"/henvendelse/fejl/|/svar/forslag/|/sag/[^/]+/(?:oplysninger|ret)/|/admin/.*|/scim/.*"), TEXT),
)
"""The addresses that take more from a stranger than `SMALL`."""
TAKES_FILES: Final = re.compile(r"/henvendelse/|/sag/[^/]+/svar/")
SIGNED_IN_AT_LEAST: Final = 52 * MEGABYTE
"""Tables and lists of a whole municipality."""
API: Final = 2 * 1024 * KILOBYTE
"""The API's own views ask who it is before they read."""
MAIL: Final = "/api/v1/mail/"
"""Asks for its token and the size of a mail itself, before it reads."""
MOST_THROWN_AWAY: Final = 128 * MEGABYTE
CHUNK: Final = 64 * KILOBYTE


def within_size(get_response: GetResponse) -> GetResponse:
    """Stands behind the one that knows who is signed in, and before anything that reads."""

    def respond(request: HttpRequest) -> HttpResponse:
        length = declared_length(request)
        if length > SMALL and request.path != MAIL and length > limit_of(request):
            return refusal(request)
        return get_response(request)

    return respond


def declared_length(request: HttpRequest) -> int:
    """Bytes; nothing beyond them is ever read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def limit_of(request: HttpRequest) -> int:
    if request.path.startswith("/api/"):
        return with_files() if request.content_type == "multipart/form-data" else API
    return of_signed_in() if request.user.is_authenticated else of_stranger(request.path)


def with_files() -> int:
    return total_bytes() + MEGABYTE


def of_signed_in() -> int:
    return max(SIGNED_IN_AT_LEAST, with_files())


def of_stranger(path: str) -> int:
    if TAKES_FILES.fullmatch(path):
        return with_files()
    return next((limit for pattern, limit in LIMITS if pattern.fullmatch(path)), SMALL)


def refusal(request: HttpRequest) -> HttpResponse:
    """What was sent is thrown away unread, since a browser shows no answer before it has sent everything."""
    thrown_away = 0
    while thrown_away < MOST_THROWN_AWAY and (part := request.read(CHUNK)):
        thrown_away += len(part)
    if request.path.startswith(("/api/", "/scim/")):
        return JsonResponse({"detail": _("This is larger than what can be sent here.")}, status=413)
    return too_large(request)
