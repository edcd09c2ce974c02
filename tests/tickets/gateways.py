"""A gateway for text messages that says what a test tells it to: a server with a certificate, on threads of its own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event as Signal
from typing import Any

import pytest

from tests.cast import Cast, open_ticket
from tests.desk.exchange.servers import certificate, tls_server
from tickets.models import TextGateway, Ticket

SECRET = "Token meget-hemmeligt"


@dataclass
class Gateway:
    """`answers`: (status, headers), one after the other; then 200. `hangs`: it takes what is sent, and says nothing."""

    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    hangs: bool = False
    reached: Signal = field(default_factory=Signal)
    ends: Signal = field(default_factory=Signal)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}/v1/send?klient=7"

    def say(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.taken.append(json.loads(body))
        self.headers.append({"path": handler.path, **handler.headers})
        self.reached.set()
        if self.hangs:
            self.ends.wait(60)
            return
        status, headers = self.answers.pop(0) if self.answers else (200, {})
        handler.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("gateway")
    certificate(place, "localhost")
    return place


@pytest.fixture
def gateway(folder: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Gateway]:
    """It runs, its certificate is trusted, and its network address may be asked."""
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "cert.pem"))
    settings.EXCHANGE_NETWORKS = ["127.0.0.1/32"]
    made = Gateway()
    with tls_server(folder, made.say) as made.port:
        yield made
        made.ends.set()


def row_for(gateway: Gateway, **facts: Any) -> TextGateway:
    row = TextGateway(name="Sms-huset", address=gateway.address, sender="Nordsoe", **facts)
    row.set_secret(SECRET)
    row.full_clean()
    row.save()
    return row


@pytest.fixture
def row(gateway: Gateway, db: None) -> TextGateway:
    """The municipality uses it."""
    return row_for(gateway)


@pytest.fixture
def by_phone(cast: Cast) -> Ticket:
    """The case of a parent with a mobile phone, who has no mail address."""
    return open_ticket(cast.school, requester_email="", requester_phone="20 30 40 50")
