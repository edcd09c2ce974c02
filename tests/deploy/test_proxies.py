"""The site behind a real nginx and a real Caddy, with the files that are shipped for them."""

import http.server
import io
import json
import random
import re
import socket
import ssl
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.deploy.proxies import NAME, PROXIES, Proxy, trusting
from tests.deploy.sites import SCHOOL, Site, site
from tests.services.servers import free_port

MEGABYTE = 1024 * 1024


@pytest.fixture(params=PROXIES)
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy before a port where nothing listens yet."""
    with PROXIES[request.param](tmp_path / "proxy", free_port()) as running:
        yield running


@pytest.fixture
def served(proxy: Proxy, tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path, SITE_URL=proxy.address, TRUSTED_PROXIES="1", WEB_CONCURRENCY="1", WEB_THREADS="4") as made:
        made.port = proxy.behind
        with made.running():
            yield made


def noise(megabytes: float) -> bytes:
    """A picture that cannot be packed, of about so many megabytes."""
    side = int((megabytes * MEGABYTE / 3) ** 0.5)
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3)).save(out, "PNG")
    return out.getvalue()


def multipart(fields: dict[str, str], files: list[bytes]) -> tuple[bytes, str]:
    border = uuid.uuid4().hex
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts += [b'name="attachments"; filename="billede.png"\r\nContent-Type: image/png\r\n\r\n' + file for file in files]
    body = b"".join(f"--{border}\r\nContent-Disposition: form-data; ".encode() + part + b"\r\n" for part in parts)
    return body + f"--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"


def send_form(proxy: Proxy, school: str, files: list[bytes]) -> tuple[int, str, str]:
    """As a browser does. Status, where it leads, and the page."""
    page = proxy.request("GET", "/henvendelse/")
    cookies = "; ".join(line.split(";")[0] for line in page.headers.get_all("Set-Cookie") or [])
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token is not None
    fields = {
        "csrfmiddlewaretoken": token[1],
        "audience": "parent",
        "institution": school,
        "name": "Maja Holm",
        "email": "maja@example.org",
        "subject": "Ferie i Aula",
        "body": "Hvor skriver jeg, at vi holder ferie i uge 7?",
        "submission": str(uuid.uuid4()),
        "answers_seen": "1",
    }
    body, kind = multipart(fields, files)
    headers = {
        "Content-Type": kind,
        "Cookie": cookies,
        "Referer": f"{proxy.address}/henvendelse/",
        "Origin": proxy.address,
    }
    answer = proxy.request("POST", "/henvendelse/", body, headers)
    return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def test_a_picture_of_nine_megabytes_comes_through_and_one_that_is_too_large_leads_to_words(
    proxy: Proxy, served: Site
) -> None:
    school, picture = served.ask(SCHOOL), noise(9)
    assert len(picture) > 9 * MEGABYTE - 100_000
    status, leads_to, page = send_form(proxy, school, [picture])
    assert (status, leads_to[:5]) == (302, "/sag/"), page[:2000]
    sizes = "from tickets.models import Attachment; print(list(Attachment.objects.values_list('size', flat=True)))"
    assert served.ask(sizes) == str([len(picture)])

    assert send_form(proxy, school, [noise(9.5), noise(9.5)])[0] == 302

    status, leads_to, page = send_form(proxy, school, [picture] * 7)
    if status == 303:
        again = proxy.request("GET", leads_to)
        status, page = again.status, again.read().decode()
    assert status == 413
    assert "Filerne er for store" in page
    assert "5 filer på højst 10 MB hver" in page
    assert "nginx" not in page

    assert proxy.request("GET", "/henvendelse/").headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_line_without_tls_is_sent_to_https(proxy: Proxy) -> None:
    answer = proxy.request("GET", "/svar/?q=ferie", tls=False)
    assert answer.status in {301, 308}
    assert answer.headers["Location"].startswith(f"https://{NAME}")
    assert answer.headers["Location"].endswith("/svar/?q=ferie")


class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_what: object) -> None:
        pass


def test_the_program_hears_the_name_the_way_and_the_true_sender(proxy: Proxy) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", proxy.behind), Echo)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
    headers = json.loads(proxy.request("GET", "/", headers=forged).read())
    server.shutdown()
    server.server_close()
    assert headers["host"].split(":")[0] == NAME
    assert headers["x-forwarded-proto"] == "https"
    assert headers["x-forwarded-for"] == "127.0.0.1"


def test_senders_on_slow_lines_hold_up_nobody(proxy: Proxy, served: Site) -> None:
    """More of them than the program has threads, behind nginx, which takes a request whole before it passes it on;
    fewer behind Caddy, which does not."""
    lines = [slow_line(proxy) for _ in range(6 if type(proxy).__name__ == "Nginx" else 2)]
    time.sleep(1)
    begun = time.monotonic()
    assert proxy.request("GET", "/healthz").status == 200
    assert time.monotonic() - begun < 10
    for line in lines:
        line.close()


def slow_line(proxy: Proxy) -> ssl.SSLSocket:
    """Has sent three bytes of a hundred thousand."""
    line = trusting(proxy.folder).wrap_socket(socket.create_connection(("127.0.0.1", proxy.port)), server_hostname=NAME)
    head = f"POST /henvendelse/ HTTP/1.1\r\nHost: {NAME}:{proxy.port}\r\nContent-Length: 100000\r\n"
    line.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\na=b".encode())
    return line
