"""The demo as its own processes: embedded as `make demo` starts it, or on PostgreSQL, Redis and a real mail server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
from aiosmtpd.controller import Controller

from demo.accounts import PASSWORD
from tests.services import servers
from tests.services.console import Console
from tests.services.migrated import ask, fill_folder, make_database
from tests.services.servers import free_port, wait_for

FIRST_ADMINISTRATOR = "admin@kommune.example"
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
    signed_in: dict[str, Any] = field(default_factory=dict)
    """The cookie of the session that each address has."""
    smtp_port: int = 0
    school: int = 0
    mail_server: Controller | None = None
    worker: "subprocess.Popen[bytes] | None" = None
    console: Console | None = None

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout

    def ask(self, question: str) -> str:
        """A question to the site's database, in a process of its own; its last line."""
        self.console = Console.of(self.environment, self.console)
        return self.console.ask(question)

    def start_mail_server(self, box: object = None) -> None:
        self.stop_mail_server()
        self.mail_server = Controller(box or self.postbox, hostname="127.0.0.1", port=self.smtp_port, ready_timeout=30)
        self.mail_server.start()

    def stop_mail_server(self) -> None:
        if self.mail_server is not None:
            self.mail_server.stop()
        self.mail_server = None

    def start_worker(self) -> None:
        command = [sys.executable, "-m", "celery", "--app", "helpdesk", "worker", "--pool", "solo"]
        with Path(self.environment["DATA_DIR"], "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)

    def stop_worker(self, number: int = signal.SIGTERM) -> None:
        """SIGKILL ends it in the middle of what it does."""
        if self.worker is not None:
            self.worker.send_signal(number)
            self.worker.wait(60)
        self.worker = None


@contextmanager
def embedded(folder: Path) -> Iterator[Site]:
    """`python -m demo.run`, in a folder of its own in which the demo was loaded by the command that it runs itself."""
    fill_folder(folder, demo=True)
    port = free_port()
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "DEMO": "1",
        "EMBEDDED": "true",
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    command = [sys.executable, "-m", "demo.run", "--port", str(port)]
    with (folder.parent / "embedded.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            wait_until_up(port, process)
            site = Site(f"http://127.0.0.1:{port}", environment, "embedded")
            yield site
            Console.end(site.console)
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def empty(folder: Path) -> Iterator[Site]:
    """A new installation as the README begins one: no rows but the first administrator, and a mail server."""
    port, smtp_port = free_port(), free_port()
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "DEMO": "",
        "EMBEDDED": "true",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    fill_folder(folder)
    site = Site(f"http://127.0.0.1:{port}", environment, "embedded", smtp_port=smtp_port)
    site.manage("createsuperuser", "--noinput", "--email", FIRST_ADMINISTRATOR, "--name", "Anna Admin")
    site.start_mail_server()
    web = [sys.executable, "-m", "gunicorn", "helpdesk.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    clock = [sys.executable, "-m", "celery", "--quiet", "--app", "helpdesk", "beat", "--pidfile", ""]
    with (folder / "processes.log").open("wb") as log:
        processes = [
            subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log) for command in (web, clock)
        ]
        try:
            wait_until_up(port, processes[0])
            yield site
            Console.end(site.console)
        finally:
            for process in processes:
                process.terminate()
                process.wait(60)
            site.stop_mail_server()


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
    """gunicorn and a Celery worker on a database and a Redis of their own, with mail by SMTP.

    Sites that share a Redis would take each other's tasks and look for the rows in the wrong database.
    """
    name, port, smtp_port = f"site_{os.getpid()}_{free_port()}", free_port(), free_port()
    address = make_database(name, folder if demo_data else None)
    postbox = Postbox()
    stack = ExitStack()
    redis_url = redis_url or stack.enter_context(servers.Redis(folder / "redis")).url
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "DEMO": "1",
        "DATABASE_URL": address,
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    site = Site(f"http://127.0.0.1:{port}", environment, "real", postbox=postbox, smtp_port=smtp_port)
    with stack:
        stack.callback(drop_database, name)
        stack.callback(lambda: Console.end(site.console))
        site.start_mail_server()
        stack.callback(site.stop_mail_server)
        site.start_worker()
        stack.callback(site.stop_worker)
        web = [sys.executable, "-m", "gunicorn", "helpdesk.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        log = stack.enter_context((folder / "processes.log").open("wb"))
        process = subprocess.Popen(web, env=environment, cwd=ROOT, stdout=log, stderr=log)
        stack.callback(process.wait, 60)
        stack.callback(process.terminate)
        wait_for(port, process)
        yield site


def run_sql(statement: str) -> None:
    ask(statement)


def drop_database(name: str, tries: int = 5) -> None:
    """Clears up after a site. A server that a test stopped a moment ago may close the first line it is asked on."""
    for left in reversed(range(tries)):
        try:
            run_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except psycopg2.OperationalError:
            if not left:
                raise
            time.sleep(1)
        else:
            return
