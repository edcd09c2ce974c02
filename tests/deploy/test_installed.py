"""The steps of the image and of systemd's units, run by an ordinary user over a tree that belongs to root, on the
settings of `.env.example` with nothing filled in but the secrets."""

import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml

from tests.browser.sites import drop_database, run_sql
from tests.deploy.proxies import Nginx
from tests.deploy.tree import ROOT, USER, as_ordinary, install, open_folder
from tests.services.migrated import make_database
from tests.services.servers import Redis, free_port, wait_for

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PROCESSES = ("web", "worker", "beat")
IDLE = re.compile(r"Sending due task|Task \S+ (?:received|succeeded)|\[tick\]|Waking up")
"""What Celery says of every task of the clock: seventy thousand lines a day that nobody reads."""


@dataclass
class Installed:
    tree: Path
    state: Path
    environment: dict[str, str]
    port: int

    def run(self, command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            as_ordinary(self.arguments(command)),
            env=self.environment,
            cwd=self.tree,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, name: str, command: str) -> "subprocess.Popen[bytes]":
        with (self.state.parent / f"{name}.log").open("wb") as log:
            arguments = ["setsid", *as_ordinary(self.arguments(command))]
            return subprocess.Popen(arguments, env=self.environment, cwd=self.tree, stdout=log, stderr=log)

    def arguments(self, command: str) -> list[str]:
        """With this test's folders in the place of those of the machine."""
        own = {"/tmp": self.state, "/var/lib/helpdesk": self.state, "/opt/helpdesk": self.tree}  # noqa: S108
        own_port = command.replace(":8000", f":{self.port}")
        parts = shlex.split(re.sub("|".join(own), lambda place: str(own[place[0]]), own_port))
        program = Path(parts[0])
        return [str(program if program.is_absolute() else self.tree / ".venv" / "bin" / program), *parts[1:]]

    def log(self, name: str) -> str:
        return (self.state.parent / f"{name}.log").read_text()


@pytest.fixture(scope="module")
def tree() -> Iterator[Path]:
    with open_folder() as folder:
        yield install(folder)


@pytest.fixture
def place() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def installed(tree: Path, place: Path) -> Iterator[Installed]:
    """`.env.example` with its secrets, and the servers that compose brings under the names that it gives them."""
    name = f"installed_{free_port()}"
    server = urlsplit(os.environ["DATABASE_URL"])
    run_sql(f'CREATE DATABASE "{name}"')
    text = (ROOT / ".env.example").read_text()
    for secret in ("SECRET_KEY", "DATABASE_PASSWORD"):
        text, count = re.subn(rf"^{secret}=$", f"{secret}={secrets.token_urlsafe(60)}", text, flags=re.MULTILINE)
        assert count == 1
    (tree / ".env").write_text(text)
    (tree / ".env").chmod(0o400)
    state = place / "state"
    state.mkdir()
    if os.geteuid() == 0:
        shutil.chown(tree / ".env", USER)
        shutil.chown(state, USER)
    with ExitStack() as stack:
        stack.callback(drop_database, name)
        stack.callback((tree / ".env").unlink)
        redis = stack.enter_context(Redis(place / "redis"))
        servers = {
            "DATABASE_HOST": str(server.hostname),
            "DATABASE_PORT": str(server.port),
            "DATABASE_NAME": name,
            "DATABASE_USER": str(server.username),
            "REDIS_URL": redis.url,
            "DATA_DIR": str(state),
        }
        yield Installed(tree, state, {"PATH": f"{tree}/.venv/bin:/usr/bin:/bin"} | servers, free_port())


def of_compose() -> dict[str, str]:
    served = re.search(r"^CMD \[(.*)\]$", DOCKERFILE, re.MULTILINE)
    assert served is not None
    web = shlex.join(yaml.safe_load(f"[{served[1]}]"))
    return {name: COMPOSE[name].get("command", web) for name in ("migrate", *PROCESSES)}


def of_systemd() -> dict[str, str]:
    """Its units begin in the folder of the program, and listen where gunicorn's settings say: the tests elsewhere."""
    units = {name: (ROOT / "deploy" / "systemd" / f"helpdesk-{name}.service").read_text() for name in PROCESSES}
    matches = {name: re.search(r"^ExecStart=(.*)$", text, re.MULTILINE) for name, text in units.items()}
    matches["migrate"] = re.search(r"^ExecStartPre=(.*)$", units["web"], re.MULTILINE)
    return {
        name: match[1].replace("manage.py", "/opt/helpdesk/manage.py") for name, match in matches.items() if match
    } | {"web": f"{matches['web'][1]} --bind 127.0.0.1:8000" if matches["web"] else ""}


@pytest.mark.parametrize("way", [of_compose, of_systemd], ids=["compose", "systemd"])
def test_every_process_starts_on_the_example_and_the_site_answers_through_its_proxy(way, installed: Installed) -> None:
    commands = way()
    if way is of_systemd:  # the other begins with an empty database
        copied = installed.environment["DATABASE_NAME"]
        drop_database(copied)
        make_database(copied)
    before = sorted(path for path in installed.tree.rglob("*") if ".venv" not in path.parts)
    migrated = installed.run(commands["migrate"])
    assert migrated.returncode == 0, migrated.stderr
    checked = installed.run("python manage.py check --deploy --fail-level WARNING")
    assert checked.returncode == 0, checked.stderr
    with ExitStack() as stack:
        listener = stack.enter_context(notified(installed))
        running = {name: installed.start(name, commands[name]) for name in PROCESSES}
        for process in running.values():
            stack.callback(end, process)
        assert listener.recv(1000).startswith(b"READY=1")
        wait_for(installed.port, running["web"])
        proxy = stack.enter_context(Nginx(installed.state.parent / "proxy", installed.port))
        answer = proxy.request("GET", "/healthz")
        assert answer.status == 200
        answer.read()
        page = proxy.request("GET", "/henvendelse/")
        assert (page.status, page.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
        assert "csrfmiddlewaretoken" in page.read().decode()
        assert well_inside(installed.port)
        until_said(installed, "worker", " ready.")
        until_a_task_of_the_clock_has_run(installed)
        assert [name for name, process in running.items() if process.poll() is not None] == []
    for name in PROCESSES:
        assert "Traceback" not in installed.log(name), installed.log(name)
        assert not IDLE.search(installed.log(name)), installed.log(name)
    assert sorted(path for path in installed.tree.rglob("*") if ".venv" not in path.parts) == before


def notified(installed: Installed) -> socket.socket:
    """Hears what a process tells systemd, as `Type=notify` waits for."""
    path = installed.state / "notify"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.settimeout(120)
    listener.bind(str(path))
    path.chmod(0o666)
    installed.environment["NOTIFY_SOCKET"] = str(path)
    return listener


def well_inside(port: int) -> bool:
    """As the health check within the container asks: without the proxy."""
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/healthz", headers={"X-Forwarded-Proto": "https"})
    return line.getresponse().status == 200


def until_said(installed: Installed, name: str, text: str) -> None:
    end = time.monotonic() + 120
    while text not in installed.log(name):
        assert time.monotonic() < end, installed.log(name)
        time.sleep(0.5)


def until_a_task_of_the_clock_has_run(installed: Installed) -> None:
    """That beat sent it and the worker did it: neither says so in its log."""
    end = time.monotonic() + 120
    while not ran(installed.environment["DATABASE_NAME"]):
        assert time.monotonic() < end, installed.log("beat") + installed.log("worker")
        time.sleep(0.5)


def ran(database: str) -> bool:
    server = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    with closing(psycopg2.connect(server)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM monitoring_periodicrun WHERE last_at > steady_since + interval '1 second'")
        return cursor.fetchone() is not None


def end(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
