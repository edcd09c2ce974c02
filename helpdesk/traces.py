"""Traces of requests and tasks for a collector of OpenTelemetry, in the JSON form of OTLP over HTTP
(opentelemetry.io/docs/specs/otlp), so that no package is needed for it."""

import json
import logging
import os
import secrets
import time
from collections import deque
from hashlib import sha256
from http.client import HTTPException
from threading import Thread
from typing import Any, Final
from urllib.request import Request, urlopen

from helpdesk.version import VERSION

log = logging.getLogger(__name__)
Span = dict[str, Any]
EVERY: Final = 5.0
WITHIN: Final = 10.0
"""Seconds."""
MOST_WAITING: Final = 2_000
AT_ONCE: Final = 500
"""Spans."""
SERVER, CONSUMER = 2, 5
"""Kinds of a span, as the protocol numbers them."""
FAILED: Final = 2


class Traces:
    """Keeps spans, and tells them from a thread of its own: a collector that is away holds up nobody. What does not
    fit, what it does not take, and what a process had not told when it ended, is dropped."""

    def __init__(self, endpoint: str) -> None:
        self.address = f"{endpoint.rstrip('/')}/v1/traces"
        self.waiting: deque[Span] = deque(maxlen=MOST_WAITING)
        self.process = 0

    def add(self, span: Span) -> None:
        """The thread begins with the first span of a process, since a fork takes none along."""
        self.waiting.append(span)
        if self.process != os.getpid():
            self.process = os.getpid()
            Thread(target=self.run, daemon=True, name="traces").start()

    def run(self) -> None:
        while True:
            time.sleep(EVERY)
            self.send()

    def send(self) -> None:
        while spans := self.take():
            try:
                self.post(spans)
            except (OSError, HTTPException) as trouble:
                log.warning("traces: the collector does not take them: %s", type(trouble).__name__)
                return

    def take(self) -> list[Span]:
        return [self.waiting.popleft() for _ in range(min(len(self.waiting), AT_ONCE))]

    def post(self, spans: list[Span]) -> None:
        body = json.dumps(envelope(spans)).encode()
        request = Request(self.address, body, {"Content-Type": "application/json"})  # noqa: S310  checked at the start
        with urlopen(request, timeout=WITHIN) as answer:  # noqa: S310  as above
            answer.read()


def envelope(spans: list[Span]) -> dict[str, Any]:
    us = attributes({"service.name": "aula-helpdesk", "service.version": VERSION})
    scope = {"scope": {"name": "helpdesk"}, "spans": spans}
    return {"resourceSpans": [{"resource": {"attributes": us}, "scopeSpans": [scope]}]}


def span(name: str, seconds: float, *, kind: int, request: str, failed: bool, facts: dict[str, Any]) -> Span:
    """One that ends now. What one request led to, in web and worker, is one trace."""
    end = time.time_ns()
    trace = sha256(request.encode()).hexdigest()[:32] if request else secrets.token_hex(16)
    return {
        "traceId": trace,
        "spanId": secrets.token_hex(8),
        "name": name,
        "kind": kind,
        "startTimeUnixNano": str(end - int(seconds * 1e9)),
        "endTimeUnixNano": str(end),
        "attributes": attributes(facts | ({"request": request} if request else {})),
        "status": {"code": FAILED} if failed else {},
    }


def attributes(facts: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": attribute(value)} for key, value in facts.items()]


def attribute(value: Any) -> dict[str, str]:
    """64-bit numbers are texts in JSON, as the protocol wants them."""
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": str(value)}
