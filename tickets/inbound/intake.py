"""Takes in one raw mail over HTTP, from a mail server on another machine (`deploy/mail-pipe` there)."""

import logging
from hmac import compare_digest
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tickets.inbound.parsing import MAX_BYTES
from tickets.inbound.receiving import receive

LONGEST: Final = 100 * 1024 * 1024
"""Bytes that are taken off the line. Of a mail longer than `MAX_BYTES` the beginning alone is kept."""
CHUNK: Final = 64 * 1024
log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """200 and what became of the mail, once it is stored. Whoever gets anything else must bring it again."""
    if not settings.MAIL_TOKEN:
        raise Http404
    if not compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {settings.MAIL_TOKEN}".encode()):
        return JsonResponse({"error": "The token is not that of MAIL_TOKEN."}, status=401)
    length = int(request.headers.get("Content-Length") or 0)
    if not 0 < length <= LONGEST:
        return JsonResponse({"error": "Send one raw mail, of at most 100 MB."}, status=413 if length else 400)
    try:
        raw = request.read(min(length, MAX_BYTES + 1))
        left = length - len(raw)
        while left > 0 and (chunk := request.read(min(left, CHUNK))):
            left -= len(chunk)
        if left > 0:
            return JsonResponse({"error": "The mail ended before its end."}, status=400)
        return JsonResponse(vars(receive(raw)))
    except Exception as error:  # noqa: BLE001  whatever it was, the mail server must keep the mail
        log.error("mail over HTTP: %s", type(error).__name__)  # noqa: TRY400  a trace may hold what was written
        return JsonResponse({"error": "The mail could not be stored. Bring it again."}, status=503)
