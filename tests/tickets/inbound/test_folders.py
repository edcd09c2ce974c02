"""Folders of a mailbox as a real server keeps them: several, below a prefix, and told of as soon as mail comes."""

import signal
import time
from collections.abc import Callable, Iterator
from imaplib import IMAP4
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import pytest
from imap_tools import BaseMailBox, MailBoxUnencrypted

from tests.cast import Cast
from tests.services.servers import Imap
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound import fetching, folders, idling
from tickets.models import Mailbox, Ticket

PATIENCE = 60.0


def running(prefix: str) -> Iterator[Imap]:
    with TemporaryDirectory(prefix="helpdesk-imap-") as folder:
        Path(folder).chmod(0o755)
        with Imap(Path(folder) / "dovecot", prefix=prefix) as server:
            yield server


@pytest.fixture(params=["", "INBOX.", "Egne/"], ids=["no prefix", "INBOX.", "another"])
def server(request: pytest.FixtureRequest) -> Iterator[Imap]:
    yield from running(request.param)


@pytest.fixture
def plain_server() -> Iterator[Imap]:
    yield from running("")


def mailbox_at(server: Imap, settings: Any, **facts: Any) -> Mailbox:
    settings.MAILBOX_PASSWORDS = {HELPDESK: server.PASSWORD}
    told: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "security": "none"}
    return Mailbox.objects.create(address=HELPDESK, **told | facts)


def signed_in(server: Imap) -> Any:
    return MailBoxUnencrypted("127.0.0.1", port=server.port, timeout=60).login(HELPDESK, server.PASSWORD)


def names(inside: BaseMailBox) -> set[str]:
    return {folder.name for folder in inside.folder.list()}


def test_mail_of_several_folders_is_fetched_whatever_the_server_puts_before_their_names(
    server: Imap, cast: Cast, settings: Any
) -> None:
    box = mailbox_at(server, settings, folder="INBOX, Uønsket/Aula", done_folder="Behandlet")
    with signed_in(server) as inside:
        junk = folders.made_folder(inside, "Uønsket/Aula")
        assert junk.startswith(server.prefix)
        inside.append(letter("I indbakken", Subject="Et"), "INBOX")
        inside.append(letter("I den anden", Subject="To"), junk)
    assert fetching.try_connection(box) == ""
    assert fetching.fetch(box.pk) == 2
    assert set(Ticket.objects.values_list("subject", flat=True)) == {"Et", "To"}
    with signed_in(server) as inside:
        assert f"{server.prefix}Behandlet" in names(inside)
        inside.folder.set(f"{server.prefix}Behandlet")
        assert len(inside.uids()) == 2
    assert fetching.fetch(box.pk) == 0


def test_a_folder_that_is_missing_is_named_as_the_trouble(plain_server: Imap, cast: Cast, settings: Any) -> None:
    box = mailbox_at(plain_server, settings, folder="INBOX, Findes ikke")
    assert fetching.try_connection(box) == "folder"
    fetching.fetch(box.pk)
    box.refresh_from_db()
    assert box.last_error == "folder"


def test_what_was_fetched_is_never_fetched_from() -> None:
    assert Mailbox(folder="INBOX, Behandlet, , INBOX").folders == ["INBOX"]
    assert Mailbox(folder=" ").folders == ["INBOX"]


def until(what: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return False


def test_a_server_that_tells_of_new_mail_is_heard_at_once(
    plain_server: Imap, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailbox_at(plain_server, settings)
    asked: list[int] = []
    monkeypatch.setattr(idling, "start", lambda _task, number: asked.append(number))
    monkeypatch.setattr(idling, "HEARS_STOP", 1.0)
    stop = Event()
    with fetching.connected(box) as server:
        assert idling.tells(server)
        listening = Thread(target=idling.listen, args=(server, box.pk, stop), daemon=True)
        listening.start()
        time.sleep(1)
        with signed_in(plain_server) as inside:
            inside.append(letter("Nu"), "INBOX")
        assert until(lambda: bool(asked))
        stop.set()
        listening.join(PATIENCE)
        assert not listening.is_alive()
    assert set(asked) == {box.pk}


def test_a_server_that_dies_ends_the_listening_with_an_error(
    plain_server: Imap, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailbox_at(plain_server, settings)
    monkeypatch.setattr(idling, "HEARS_STOP", 0.5)
    server = fetching.signed_in(box)
    server.folder.set("INBOX")
    plain_server.stop(signal.SIGKILL)
    with pytest.raises((IMAP4.abort, OSError)):
        idling.listen(server, box.pk, Event())
