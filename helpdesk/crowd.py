"""Answers `/healthz` and `/readyz` whatever happens, and keeps a thread free for them.

A request to a database that hangs hangs, too, and with it its thread. So the last thread lets nobody in who might hang:
whoever comes then waits there for a place, and is sent away when nobody who is inside has moved for a second.
"""

import time
from threading import Condition
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from helpdesk.middleware import GetResponse
from helpdesk.version import VERSION
from monitoring.views import readyz

STANDS: Final = 1.2
"""Seconds after which a request that is not answered counts as one that stands."""
FREE: Final = 1
SORRY: Final = (
    "Helpdesken har meget travlt lige nu. Prøv igen om lidt.\nThe helpdesk is very busy just now. Try again soon.\n"
)
"""Without a template: what fills it may be what hangs."""


def healthy(get_response: GetResponse) -> GetResponse:
    """First of all: these two ask no other middleware, and take any name of the host; `/readyz` waits for no server."""
    inside: dict[int, float] = {}
    place = Condition()
    most = max(settings.ENVIRONMENT.threads - FREE, 1)

    def may_enter(number: int) -> bool:
        with place:
            while len(inside) >= most:
                left = STANDS - (time.monotonic() - max(inside.values()))
                if left <= 0:
                    return False
                place.wait(left)
            inside[number] = time.monotonic()
            return True

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"alive": True, "version": VERSION})
        if request.path == "/readyz":
            return readyz(request)
        number = id(request)
        if not may_enter(number):
            return HttpResponse(
                SORRY, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "10"}
            )
        try:
            return get_response(request)
        finally:
            with place:
                del inside[number]
                place.notify()

    return respond
