"""gunicorn as it is configured, without a proxy before it."""

import socket
import time
from http.client import HTTPConnection
from pathlib import Path

from tests.deploy.sites import site

HEAD = b"POST /henvendelse/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
HEAD += b"Content-Type: application/x-www-form-urlencoded\r\n\r\na=b"


def healthy(port: int) -> float:
    """Seconds until the site says that it is well."""
    begun = time.monotonic()
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/healthz")
    assert line.getresponse().status == 200
    line.close()
    return time.monotonic() - begun


def test_two_slow_senders_do_not_hold_up_a_process_of_its_own(tmp_path: Path) -> None:
    with site(tmp_path, WEB_CONCURRENCY="1", SITE_URL="http://127.0.0.1:8000") as made, made.running():
        lines = [socket.create_connection(("127.0.0.1", made.port)) for _ in range(2)]
        for line in lines:
            line.sendall(HEAD)
        time.sleep(1)
        assert healthy(made.port) < 10
        for line in lines:
            line.close()


def test_a_process_is_followed_by_another_before_it_has_grown(tmp_path: Path) -> None:
    """Recycled while people ask: every one of them gets an answer."""
    with (
        site(
            tmp_path,
            WEB_CONCURRENCY="1",
            SITE_URL="http://127.0.0.1:8000",
            GUNICORN_CMD_ARGS="--max-requests 20 --max-requests-jitter 0",
        ) as made,
        made.running(),
    ):
        for _ in range(60):
            healthy(made.port)
        log = (tmp_path / "web.log").read_text()
    assert log.count("Booting worker") >= 3


def test_no_log_names_a_private_link_or_what_was_searched(tmp_path: Path) -> None:
    """Whatever becomes of the request: answered, refused, or too broken to be read."""
    with site(tmp_path, WEB_CONCURRENCY="1", SITE_URL="http://127.0.0.1:8000") as made, made.running():
        for request in (
            b"GET /sag/asecretprivatelink/?q=asecretsearch HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"GET /sag/asecretprivatelink HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
            b"GET /sag/asecretprivatelink/\x01 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"GET /sag/asecretprivatelink/ HTTP/1.1\r\nHost: 127.0.0.1\r\nasecretsearch: \x00\r\n\r\n",
            b"POST /sag/asecretprivatelink/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        ):
            with socket.create_connection(("127.0.0.1", made.port)) as line:
                line.sendall(request)
                assert line.recv(1000).startswith(b"HTTP/1.1 ")
        log = (tmp_path / "web.log").read_text()
    assert "page=/sag/-/" in log
    assert "asecret" not in log
