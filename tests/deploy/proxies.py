"""nginx and Caddy with the files of `deploy/`, whose name, certificate and ports alone are replaced."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path

from tests.services.needs import PATH
from tests.services.servers import PATIENCE, Server, free_port

ROOT = Path(__file__).resolve().parents[2]
NAME = "hjaelp.kommune.example"


def certificate(folder: Path) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    made += ["-addext", f"subjectAltName=DNS:{NAME}"]
    made += ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(made, check=True, capture_output=True)


def trusting(folder: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(folder / "fullchain.pem"))


class NamedConnection(HTTPSConnection):
    """To this machine, for the proxy's own name."""

    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(NAME, port, timeout=120)
        self.folder = folder

    def connect(self) -> None:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        self.sock = trusting(self.folder).wrap_socket(line, server_hostname=NAME)


class Proxy(Server):
    """Listens for TLS on `port` and for http on `plain_port`; passes on to the port `behind` it."""

    def __init__(self, folder: Path, behind: int) -> None:
        super().__init__(folder)
        self.behind, self.plain_port = behind, free_port()
        certificate(folder)

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}"

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        tls: bool = True,
    ) -> HTTPResponse:
        """What the proxy answers to somebody who asks for its name. Reads no body: that is the caller's."""
        line = HTTPConnection("127.0.0.1", self.plain_port, timeout=120)
        if tls:
            line = NamedConnection(self.port, self.folder)
        host = NAME if not tls else f"{NAME}:{self.port}"
        with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError, HTTPException):
            # A proxy that has heard enough cuts the line; its answer is there to be read.
            line.request(method, path, body, {"Host": host} | (headers or {}))
        return line.getresponse()


class Nginx(Proxy):
    def command(self) -> list[str]:
        text = (ROOT / "deploy" / "nginx.conf").read_text()
        lines = {
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{self.behind};",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "listen [::]:80;": "",
            "listen [::]:443 ssl;": "",
            "/etc/ssl/helpdesk/": f"{self.folder}/",
        }
        for line, own in lines.items():
            assert line in text, line
            text = text.replace(line, own)
        stores = "".join(
            f"{kind}_temp_path {self.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "scgi", "uwsgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "site.conf").write_text(text)
        (self.folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log;"
            f"events {{}} http {{ {stores} include {self.folder}/site.conf; }}"
        )
        program = shutil.which("nginx", path=PATH)
        assert program is not None
        return [program, "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "error.log")]

    def end(self, _number: int) -> None:
        super().end(signal.SIGTERM)


class Caddy(Proxy):
    def command(self) -> list[str]:
        text = (ROOT / "deploy" / "Caddyfile").read_text()
        own = f"tls {self.folder}/fullchain.pem {self.folder}/privkey.pem"
        ports = f"{{\n\tadmin off\n\thttp_port {self.plain_port}\n\thttps_port {self.port}\n\tdefault_bind 127.0.0.1\n"
        assert "\n{\n" in text
        text = text.replace("\n{\n", f"\n{ports}", 1).replace(f"{NAME} {{\n", f"{NAME} {{\n\t{own}\n")
        assert own in text
        (self.folder / "Caddyfile").write_text(text.replace("127.0.0.1:8000", f"127.0.0.1:{self.behind}"))
        os.environ.setdefault("XDG_DATA_HOME", str(self.folder))
        return ["caddy", "run", "--config", str(self.folder / "Caddyfile"), "--adapter", "caddyfile"]

    def start(self) -> None:
        """Caddy listens for TLS before it is ready to speak it."""
        super().start()
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.request("HEAD", "/").read()
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                return


PROXIES = {"nginx": Nginx, "caddy": Caddy}
