"""Where gunicorn itself refuses, people read words of ours in both languages."""

import socket

import pytest
from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.workers.base import Worker  # type: ignore[import-untyped]

from helpdesk import unread_requests


@pytest.mark.parametrize(("status", "title"), [(414, "Adressen er for lang"), (400, "Siden kunne ikke åbnes")])
def test_what_the_server_cannot_read_is_refused_in_words(
    status: int, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(util, "write_error", util.write_error)
    unread_requests.take_over()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Worker.handle_error.__globals__["util"].write_error(ours, status, "URI Too Long", "Request Line is too large")
        head, _, body = theirs.recv(10_000).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert f"Content-Length: {len(body)}".encode() in head
    assert f"<h1>{title}</h1>" in body.decode()
    assert "Request Line" not in body.decode()
