"""Mail from a real Postfix into the helpdesk, over HTTP and by the command, while it is there and while it is not."""

import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.mail import ROOT, Postfix
from tests.deploy.sites import Site, site
from tests.deploy.tree import install, open_folder
from tests.services.servers import free_port
from tests.tickets.inbound.letters import letter

COUNTED = "from tickets.models import ReceivedMail, Ticket; print(ReceivedMail.objects.count(), Ticket.objects.count())"
MAILBOX = """
from organisation.models import Municipality
from tickets.models import Mailbox
Municipality.objects.update_or_create(id=1, defaults={"name": "Prøvekommune", "enquiries_per_hour": 0})
Mailbox.objects.create(address="hjaelp@hjaelp.kommune.example")
print("made")
"""
TOKEN = secrets.token_urlsafe(40)


@pytest.fixture
def place() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def made(place: Path) -> Iterator[Site]:
    port = free_port()
    (place / "data").mkdir()
    with site(place / "data", SITE_URL=f"http://127.0.0.1:{port}", MAIL_TOKEN=TOKEN, WEB_CONCURRENCY="1") as running:
        running.port = port
        running.ask(MAILBOX)
        yield running


@pytest.fixture
def by_http(place: Path, made: Site) -> Iterator[Postfix]:
    token = place / "token"
    token.write_text(f"{TOKEN}\n")
    token.chmod(0o400)
    shutil.chown(token, "nobody")
    script = Path(shutil.copy(ROOT / "deploy" / "mail-pipe", place / "mail-pipe"))
    with Postfix(place / "postfix", f"{script} http://127.0.0.1:{made.port} {token}") as running:
        yield running


def test_mail_waits_at_the_mail_server_while_the_helpdesk_is_away_and_arrives_once(
    by_http: Postfix, made: Site
) -> None:
    by_http.send(letter("Første", To="hjaelp@hjaelp.kommune.example"))
    by_http.until_tried()
    assert (by_http.waiting(), made.ask(COUNTED)) == (1, "0 0")
    with made.running():
        by_http.until_empty()
        by_http.send(letter("Anden"), to="hjaelp+a1b2@hjaelp.kommune.example")
        by_http.until_empty()
    assert made.ask(COUNTED).split()[0] == "2"
    log = by_http.log()
    assert "status=bounced" not in log
    assert log.count("status=sent") == 2


def test_mail_is_kept_while_the_token_is_wrong_or_the_database_away(place: Path, made: Site) -> None:
    script = [str(ROOT / "deploy" / "mail-pipe"), f"http://127.0.0.1:{made.port}", str(place / "token")]

    def bring() -> int:
        return subprocess.run(script, input=letter(), env={}, capture_output=True, check=False).returncode

    (place / "token").write_text("wrong" * 10)
    assert bring() == 75
    with made.running():
        assert bring() == 75
        (place / "token").write_text(TOKEN)
        assert bring() == 0
    assert made.ask(COUNTED) == "1 1"
    made.environment["DATABASE_URL"] = f"postgres://helpdesk@127.0.0.1:{free_port()}/none"
    with made.running():
        assert bring() == 75
    (place / "token").unlink()
    assert bring() == 75


def test_without_a_token_there_is_no_such_way(place: Path, made: Site) -> None:
    made.environment["MAIL_TOKEN"] = ""
    (place / "token").write_text("")
    script = [str(ROOT / "deploy" / "mail-pipe"), f"http://127.0.0.1:{made.port}", str(place / "token")]
    with made.running():
        assert subprocess.run(script, input=letter(), env={}, capture_output=True, check=False).returncode == 75
    assert made.ask(COUNTED) == "0 0"


def test_the_command_reads_the_settings_that_postfix_does_not_give_it(place: Path, made: Site) -> None:
    """The program lies beside Postfix, in a folder that only its own `.env` tells about the database."""
    program = install(place)
    lines = (ROOT / "deploy" / "postfix" / "master.cf").read_text()
    shown = re.search(r"^#  flags=.*argv=(.*receive_mail)$", lines, re.MULTILINE)
    assert shown is not None
    with Postfix(place / "postfix", shown[1].replace("/opt/helpdesk", str(program))) as postfix:
        postfix.send(letter())
        postfix.until_tried()
        assert made.ask(COUNTED) == "0 0"
        settings = program / ".env"
        settings.write_text(
            f"SECRET_KEY={secrets.token_urlsafe(50)}\nDATABASE_URL={made.environment['DATABASE_URL']}\n"
        )
        settings.chmod(0o400)
        shutil.chown(settings, "nobody")
        postfix.until_empty()
    assert made.ask(COUNTED).split()[0] == "1"
    assert not (program / "var").exists()
