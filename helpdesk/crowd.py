"""Answers `/healthz` whatever happens, and keeps a thread free for it.

A request to a database that hangs hangs, too, and with it its thread. When all threads but one stand like that for some
seconds, whoever comes is sent away at once, so that the last one stays free to say that the process lives.
"""

import time
from threading import Lock
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from helpdesk.middleware import GetResponse
from helpdesk.version import VERSION

STANDS: Final = 4.0
"""Seconds after which a request that is not answered counts as one that stands."""
FREE: Final = 1


def healthy(get_response: GetResponse) -> GetResponse:
    """First of all: it asks no server and no other middleware, and takes any name of the host."""
    inside: dict[int, float] = {}
    lock = Lock()

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"alive": True, "version": VERSION})
        number, now = id(request), time.monotonic()
        with lock:
            standing = sum(now - since > STANDS for since in inside.values())
            if standing >= max(settings.ENVIRONMENT.threads - FREE, 1):
                return HttpResponse(status=503, headers={"Retry-After": "10"})
            inside[number] = now
        try:
            return get_response(request)
        finally:
            with lock:
                del inside[number]

    return respond
