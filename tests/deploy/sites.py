"""The site as it runs for real, with gunicorn's own settings, on a database of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from tests.browser.sites import ROOT, drop_database, run_sql
from tests.services.servers import free_port, wait_for

WEB = ["-m", "gunicorn", "--config", "python:helpdesk.gunicorn", "helpdesk.wsgi", "--bind"]
SCHOOL = """
from organisation.models import Institution, Municipality, User
Municipality.objects.update_or_create(id=1, defaults={"name": "Prøvekommune", "enquiries_per_hour": 0})
school = Institution.objects.create(name="Skolen", code="731999", kind="school")
User.objects.invite("superbruger@skolen.example", "Sara", "superuser", school)
print(school.pk)
"""


@dataclass
class Site:
    port: int
    environment: dict[str, str]

    def manage(self, *arguments: str, **options: object) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, program: str) -> str:
        return self.manage("shell", "--no-imports", "-v0", "-c", program).strip().splitlines()[-1]

    @contextmanager
    def running(self) -> Iterator[None]:
        with Path(self.environment["DATA_DIR"], "web.log").open("ab") as log:
            command = [sys.executable, *WEB, f"127.0.0.1:{self.port}"]
            process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)
            try:
                wait_for(self.port, process)
                yield
            finally:
                process.terminate()
                process.wait(60)


@cache
def template(server: str) -> str:
    """A migrated database, made once: others are copies of it."""
    name = f"deploy_template_{os.getpid()}"
    run_sql(f'CREATE DATABASE "{name}"')
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    there = os.environ | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
    subprocess.run(command, env=there, cwd=ROOT, check=True)
    return name


@contextmanager
def site(folder: Path, **environment: str) -> Iterator[Site]:
    """A migrated site that does not run yet; `environment` says what is not as everywhere."""
    name = f"deploy_{os.getpid()}_{free_port()}"
    server = urlsplit(os.environ["DATABASE_URL"])
    run_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template(os.environ["DATABASE_URL"])}"')
    own = {"DATA_DIR": str(folder), "DATABASE_URL": server._replace(path=f"/{name}").geturl()}
    made = Site(free_port(), os.environ | own | {"EMAIL_URL": "smtp://127.0.0.1:1"} | environment)
    try:
        yield made
    finally:
        drop_database(name)
