"""Two installations, each with a database and a web server of its own, exchange answers over https."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desk.exchange.servers import certificate
from tests.services.console import Console
from tests.services.migrated import fill_folder
from tests.services.servers import free_port, wait_for

ROOT = Path(__file__).resolve().parents[3]
START = """
from organisation.models import Membership, Municipality, User
from knowledgebase.models import Article, Arrival, Partner, Subscription
from knowledgebase.exchange.reading import read_subscription
by = User.objects.filter(email="leder@example.org").first()
"""


@dataclass
class Installation:
    """One municipality; `do` runs in a process of its own and returns what it printed last."""

    name: str
    address: str
    environment: dict[str, str]
    console: Console | None = None

    def do(self, what: str) -> str:
        self.console = Console.of(self.environment, self.console)
        return self.console.ask(START + what)

    def set_up(self) -> None:
        fill_folder(Path(self.environment["DATA_DIR"]))
        self.do(
            f"Municipality.objects.create(id=1, name={self.name!r})\n"
            "by = User.objects.create(email='leder@example.org', name='Leder')\n"
            "Membership.objects.create(user=by, role='project_lead')"
        )

    def let_subscribe(self, other: "Installation") -> None:
        printed = self.do(f"p = Partner.add({other.name!r}, by=by); print(p.get_absolute_url() + ' ' + p.key)")
        path, key = printed.split()
        other.do(
            f"s = Subscription.begin(name={self.name!r}, address={self.address + path!r}, key={key!r}, by=by)\n"
            "read_subscription(s)"
        )

    def read_again(self) -> str:
        return self.do(
            "s = Subscription.objects.get(); read_subscription(s)\n"
            "a = Arrival.objects.waiting().order_by('id')\n"
            "print(s.fault, ','.join(f'{x}:{x.state()}' for x in a))"
        )


@contextmanager
def installation(folder: Path, name: str, tls: tuple[Path, Path]) -> Iterator[Installation]:
    port = free_port()
    address = f"https://localhost:{port}"
    own = {
        "EMBEDDED": "true",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "DATA_DIR": str(folder),
        "SITE_URL": address,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SSL_CERT_FILE": str(tls[0]),
        "EXCHANGE_NETWORKS": "127.0.0.0/8 ::1/128",
    }
    site = Installation(name, address, {**os.environ, **own})
    site.set_up()
    command = [sys.executable, "-m", "gunicorn", "helpdesk.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--certfile", str(tls[0]), "--keyfile", str(tls[1])]
    with (folder / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(command, env=site.environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            wait_for(port, process)
            yield site
        finally:
            Console.end(site.console)
            process.terminate()
            process.wait(30)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    tls = certificate(tmp_path / "tls", "localhost")
    for name in ("nord", "syd"):
        (tmp_path / name).mkdir()
    with (
        installation(tmp_path / "nord", "Nordby Kommune", tls) as north,
        installation(tmp_path / "syd", "Sydby Kommune", tls) as south,
    ):
        yield north, south


WRITE = (
    "a = Article.draft_from(title={title!r}, question='Hvordan?', answer='Sådan.', audiences=['parent'], by=by)\n"
    "a.publish(by=by)"
)


def test_two_installations_exchange_their_answers(two: tuple[Installation, Installation]) -> None:
    north, south = two
    north.do(WRITE.format(title="Fra nord"))
    south.do(WRITE.format(title="Fra syd"))
    north.let_subscribe(south)
    south.let_subscribe(north)
    assert south.read_again() == "Fra nord:new"
    assert north.read_again() == "Fra syd:new"
    taken = south.do("a = Arrival.objects.get().take(by=by); print(a.status, a.source)")
    assert taken.startswith("draft Nordby Kommune, CC BY 4.0, https://localhost:")
    assert south.read_again() == ""
    north.do("Article.objects.get().revise(by=by, answer='På en ny måde.')")
    assert south.read_again() == "Fra nord:changed"
    south.do("Article.objects.get(title='Fra nord').revise(by=by, answer='På vores måde.')")
    assert south.read_again() == "Fra nord:conflict"
    north.do("Partner.objects.get().end(by=by)")
    assert south.read_again().startswith("unreachable")
