"""What leaves for Sentry and for a collector of OpenTelemetry, as a server that listens receives it: what happened, and
never to whom."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from helpdesk import celery, observing
from helpdesk.logs import REQUEST
from helpdesk.traces import Traces
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
FAILING = """
import django
django.setup()
import sys, types
from django.conf import settings
from django.test import Client
from django.urls import path
from helpdesk import observing

def fails(request, token):
    named = request.POST["body"]
    raise ValueError(f"Maja Holm wrote {named}")

settings.MIDDLEWARE, settings.ROOT_URLCONF = [], "failing"
sys.modules["failing"] = types.SimpleNamespace(urlpatterns=[path("sag/<token>/", fails)])
observing.start(settings.ENVIRONMENT)
client = Client(raise_request_exception=False, headers={"host": "127.0.0.1", "user-agent": "Maja", "cookie": "a=Maja"})
assert client.post("/sag/Maja-token/?q=Maja", {"body": "Maja"}).status_code == 500
import sentry_sdk
sentry_sdk.flush(30)
"""


class Received(ThreadingHTTPServer):
    """Keeps what it is sent: the path and the body, unpacked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Keeping)
        self.kept: list[tuple[str, bytes]] = []
        self.status = 200

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Keeping(BaseHTTPRequestHandler):
    server: Received

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        packed = self.headers.get("Content-Encoding") == "gzip"
        self.server.kept.append((self.path, gzip.decompress(body) if packed else body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_what: object) -> None:
        pass


@contextmanager
def listening() -> Iterator[Received]:
    with Received() as server:
        thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.fixture
def collector() -> Iterator[Received]:
    with listening() as server:
        yield server


@pytest.fixture
def traces(collector: Received, monkeypatch: pytest.MonkeyPatch) -> Traces:
    """As `start` makes them; the test itself is the thread that tells."""
    settings: Any = SimpleNamespace(sentry_dsn="", telemetry_endpoint=f"http://{collector.address}/")
    monkeypatch.setattr(observing, "tracing", None)
    observing.start(settings)
    made = observing.tracing
    assert isinstance(made, Traces)
    made.process = os.getpid()
    return made


def spans_of(server: Received) -> list[dict[str, Any]]:
    assert {path for path, _body in server.kept} == {"/v1/traces"}
    groups = [json.loads(body)["resourceSpans"][0] for _path, body in server.kept]
    return [span for group in groups for span in group["scopeSpans"][0]["spans"]]


def sent_by(request: str) -> dict[str, Any]:
    """The headers of a task that is sent while the request is answered."""
    headers: dict[str, Any] = {}
    token = REQUEST.set(request)
    celery.send_request_along(headers)
    REQUEST.reset(token)
    return headers


def test_a_collector_hears_of_each_request_and_task_and_not_of_whom(
    collector: Received, traces: Traces, cast: Cast, client: Client
) -> None:
    client.force_login(cast.superuser)
    client.get("/sag/a-private-link/?q=Maja", headers={"X-Request-ID": "the-same-request"})
    task = SimpleNamespace(name="tickets.tasks.sweep", request=sent_by("the-same-request"))
    celery.take_request_up("1", task)
    celery.lay_request_down("1", task, "FAILURE")
    traces.send()
    page, run = spans_of(collector)
    assert (page["name"], run["name"]) == ("GET /sag/-/", "tickets.tasks.sweep")
    assert page["traceId"] == run["traceId"]
    assert (page["status"], run["status"]) == ({}, {"code": 2})
    assert int(page["startTimeUnixNano"]) <= int(page["endTimeUnixNano"])
    facts = {each["key"]: each["value"] for each in page["attributes"]}
    assert facts["status"] == {"intValue": "404"}
    assert set(facts) == {"method", "page", "status", "ms", "request"}
    assert b"Maja" not in collector.kept[0][1]
    assert b"a-private-link" not in collector.kept[0][1]


def test_a_collector_that_does_not_take_them_holds_up_nobody_and_the_next_are_told(
    collector: Received, traces: Traces, client: Client, db: None
) -> None:
    collector.status = 503
    client.get("/.well-known/security.txt")
    traces.send()
    collector.status = 200
    client.get("/.well-known/security.txt")
    traces.send()
    assert not traces.waiting
    assert [span["name"] for span in spans_of(collector)] == ["GET /.well-known/security.txt"] * 2


def test_the_first_span_of_a_process_starts_the_thread_that_tells(
    collector: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Traces] = []

    def run(these: Traces) -> None:
        begun.append(these)

    monkeypatch.setattr(Traces, "run", run)
    traces = Traces(f"http://{collector.address}")
    traces.add({})
    traces.add({})
    assert begun == [traces]


def test_of_an_error_sentry_hears_its_kind_and_place_and_nothing_that_anybody_wrote(
    collector: Received, tmp_path: Path
) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "SENTRY_DSN": f"http://key@{collector.address}/1",
        "DATA_DIR": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", FAILING], env=environment, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    events = [body for _path, body in collector.kept if b'"exception"' in body]
    assert len(events) == 1
    assert b"ValueError" in events[0]
    assert b'"fails"' in events[0]
    assert [body for _path, body in collector.kept if b"Maja" in body] == []
