"""The site as it runs for real, with gunicorn's own settings, on a database of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.sites import ROOT, drop_database
from tests.services.console import Console
from tests.services.migrated import make_database
from tests.services.servers import Redis, free_port, wait_for

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
    console: Console | None = None

    def manage(self, *arguments: str, **options: object) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, program: str) -> str:
        self.console = Console.of(self.environment, self.console)
        return self.console.ask(program)

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


@contextmanager
def site(folder: Path, **environment: str) -> Iterator[Site]:
    """A migrated site that does not run yet; `environment` says what is not as everywhere.

    Its Redis is its own: its worker would else take what other tests have queued, and its pages what they remember.
    """
    name = f"deploy_{os.getpid()}_{free_port()}"
    own = {"DATA_DIR": str(folder), "DATABASE_URL": make_database(name)}
    with ExitStack() as stack:
        stack.callback(drop_database, name)
        if "REDIS_URL" not in environment:
            own["REDIS_URL"] = stack.enter_context(Redis(folder / "redis")).url
        made = Site(free_port(), os.environ | own | {"EMAIL_URL": "smtp://127.0.0.1:1"} | environment)
        stack.callback(lambda: Console.end(made.console))
        yield made
