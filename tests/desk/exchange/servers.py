"""A server with a certificate, that says what a test tells it to; and a certificate for names of one's own."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

Say = Callable[[BaseHTTPRequestHandler], None]


def certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """Self-signed, so that it is its own authority."""
    folder.mkdir(parents=True, exist_ok=True)
    cert, key = folder / "cert.pem", folder / "key.pem"
    alternatives = ",".join(f"DNS:{name}" for name in names) + ",IP:127.0.0.1,IP:127.0.0.2"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={names[0]}"]
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run([*command, "-addext", f"subjectAltName={alternatives}", *files], check=True, capture_output=True)
    return cert, key


@contextmanager
def tls_server(folder: Path, say: Say, host: str = "127.0.0.1") -> Iterator[int]:
    """The port of a server on which `say` answers every GET, HEAD and POST."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_all: object) -> None:
            pass

        def do_GET(self) -> None:
            say(self)

        def do_HEAD(self) -> None:
            say(self)

        def do_POST(self) -> None:
            say(self)

    server = ThreadingHTTPServer((host, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def text(body: str) -> Say:
    def say(handler: BaseHTTPRequestHandler) -> None:
        data = body.encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return say


def redirect(to: str) -> Say:
    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return say
