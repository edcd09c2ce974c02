"""The demo as its own processes: embedded as `make demo` starts it, or on PostgreSQL, Redis and a real mail server."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from aiosmtpd.controller import Controller

from helpdesk.demo.accounts import PASSWORD
from tests.services.servers import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]


class Postbox:
    """Keeps every mail that a real SMTP server was given."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        self.mails.append((list(envelope.rcpt_tos), envelope.content.decode("utf-8", "replace")))  # type: ignore[attr-defined]
        return "250 OK"


@dataclass
class Site:
    """A running site; `environment` is that of its processes."""

    address: str
    environment: dict[str, str]
    kind: str
    password: str = PASSWORD
    postbox: Postbox = field(default_factory=Postbox)

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout


@contextmanager
def embedded(folder: Path) -> Iterator[Site]:
    """`python -m helpdesk.demo.run`, in an empty folder of its own."""
    port = free_port()
    environment = os.environ | {"DATA_DIR": str(folder), "DEMO": "1", "DATABASE_URL": "", "REDIS_URL": ""}
    command = [sys.executable, "-m", "helpdesk.demo.run", "--port", str(port)]
    with (folder.parent / "embedded.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            wait_until_up(port, process)
            yield Site(f"http://127.0.0.1:{port}", environment, "embedded")
        finally:
            process.terminate()
            process.wait(60)


def wait_until_up(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        try:
            wait_for(port, process)
        except RuntimeError:
            if process.poll() is not None:
                raise
        else:
            return
    raise RuntimeError("the demo did not start")


@contextmanager
def real(folder: Path, *, redis_url: str = "", demo_data: bool = True) -> Iterator[Site]:
    """gunicorn and a Celery worker on a database of their own, with mail by SMTP."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name, port, smtp_port = f"site_{os.getpid()}_{free_port()}", free_port(), free_port()
    run_sql(f'CREATE DATABASE "{name}"')
    postbox = Postbox()
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "DEMO": "1",
        "DATABASE_URL": server._replace(path=f"/{name}").geturl(),
        "REDIS_URL": redis_url or os.environ["REDIS_URL"].removesuffix("/0") + "/1",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    site = Site(f"http://127.0.0.1:{port}", environment, "real", postbox=postbox)
    with ExitStack() as stack:
        stack.callback(run_sql, f'DROP DATABASE "{name}" WITH (FORCE)')
        site.manage("migrate", "-v0")
        if demo_data:
            site.manage("load_demo")
        mail = Controller(postbox, hostname="127.0.0.1", port=smtp_port)
        mail.start()
        stack.callback(mail.stop)
        web = [sys.executable, "-m", "gunicorn", "helpdesk.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        worker = [sys.executable, "-m", "celery", "--app", "helpdesk", "worker", "--concurrency", "1", "--pool", "solo"]
        log = stack.enter_context((folder / "processes.log").open("wb"))
        for command in (web, worker):
            process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
            stack.callback(process.wait, 60)
            stack.callback(process.terminate)
            if command is web:
                wait_for(port, process)
        yield site


def run_sql(statement: str) -> None:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
