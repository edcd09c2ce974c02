"""What is read by address, and everything that is not: private networks, in whatever way one gets there."""

import socket
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from knowledgebase.exchange.fetching import fetch
from knowledgebase.exchange.incoming import UnreadableExchange
from organisation.security.public_internet import may_be_asked
from tests.desk.exchange.servers import certificate, redirect, text, tls_server


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """A certificate that is trusted, and one network address of this machine that may be asked."""
    cert, _key = certificate(tmp_path / "tls", "localhost", "rebind.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    settings.EXCHANGE_NETWORKS = ["127.0.0.1/32"]
    return tmp_path / "tls"


def refused(address: str, **limits: Any) -> str:
    with pytest.raises(UnreadableExchange) as refusal:
        fetch(address, **limits)
    return refusal.value.code


def test_what_stands_at_a_good_address_is_read(folder: Path) -> None:
    with tls_server(folder, text("én linje\n")) as port:
        assert fetch(f"https://127.0.0.1:{port}/svar.jsonl") == "én linje\n"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.2",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  an address to be refused
        "224.0.0.1",
        "::1",
        "::ffff:10.0.0.1",
        "fe80::1%eth0",
        "fd00::1",
        "2002:0a00:0001::1",
        "::",
    ],
)
def test_no_private_network_is_asked(folder: Path, address: str) -> None:
    assert not may_be_asked(address)
    host = f"[{address.partition('%')[0]}]" if ":" in address else address
    assert refused(f"https://{host}/svar.jsonl") in {"private_network", "unreachable"}


def test_the_public_internet_may_be_asked() -> None:
    assert may_be_asked("93.184.215.14")
    assert may_be_asked("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "https:///x", "x"])
def test_anything_but_https_is_refused(folder: Path, address: str) -> None:
    assert refused(address) == "no_https"


def test_a_name_and_a_password_in_the_address_are_refused(folder: Path) -> None:
    assert refused("https://a:b@127.0.0.1/") == "no_https"


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("https://127.0.0.2/", "private_network"),
        ("https://169.254.169.254/latest/meta-data/", "private_network"),
        ("http://127.0.0.1/", "no_https"),
        ("file:///etc/passwd", "no_https"),
        ("/igen", "redirects"),
    ],
)
def test_a_redirect_leads_nowhere_that_the_address_itself_could_not(folder: Path, to: str, code: str) -> None:
    with tls_server(folder, redirect(to)) as port:
        assert refused(f"https://127.0.0.1:{port}/") == code


def test_a_certificate_of_another_name_or_authority_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tls_server(folder, text("x")) as port:
        monkeypatch.delenv("SSL_CERT_FILE")
        assert refused(f"https://127.0.0.1:{port}/") == "unreachable"


def names(monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> list[str]:
    """A name server that says something else each time it is asked for `rebind.example`; returns what was asked."""
    real, asked = socket.getaddrinfo, list[str]()

    def look_up(host: str, port: int, *more: Any, **also: Any) -> Any:
        if host != "rebind.example":
            return real(host, port, *more, **also)
        asked.append(host)
        addresses = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_that_answers_something_else_a_moment_later_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = names(monkeypatch, [["127.0.0.1"], ["127.0.0.2"]])
    with tls_server(folder, text("af den rette")) as port:
        assert fetch(f"https://rebind.example:{port}/") == "af den rette"
    assert asked == ["rebind.example"]


def test_a_name_with_one_private_address_among_others_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, [["127.0.0.1", "10.0.0.1"]])
    assert refused("https://rebind.example/") == "private_network"


def test_what_is_too_large_or_too_slow_is_left(folder: Path) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _letter in range(60):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    with tls_server(folder, text("x" * 5000)) as port:
        assert refused(f"https://127.0.0.1:{port}/", largest=4000) == "too_large"
    with tls_server(folder, drip) as port:
        assert refused(f"https://127.0.0.1:{port}/", seconds=0.5) == "too_slow"
