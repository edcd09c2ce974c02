"""Fetching by IMAP, from a real server that a test may stop: nothing is lost and nothing is taken twice."""

import os
import re
import signal
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from imap_tools import BaseMailBox, MailBoxUnencrypted

from monitoring import watching
from tests.cast import Cast
from tests.services.servers import Imap
from tests.services.slow import SlowLine
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound import bringing, fetching
from tickets.inbound.receiving import receive
from tickets.models import Mailbox, Message, ReceivedMail, Ticket


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    with TemporaryDirectory(prefix="helpdesk-imap-") as folder:
        Path(folder).chmod(0o755)
        with Imap(Path(folder) / "dovecot") as running:
            yield running


@pytest.fixture
def box(server: Imap, cast: Cast, settings: Any) -> Iterator[Mailbox]:
    settings.MAILBOX_PASSWORDS = {HELPDESK: server.PASSWORD}
    yield Mailbox.objects.create(
        address=HELPDESK, institution=cast.school, host="127.0.0.1", port=server.port, security="none"
    )
    if server.process is None:
        server.start()
    with signed_in(server) as inside:
        for folder in ("INBOX", "Behandlet"):
            if inside.folder.exists(folder):
                inside.folder.set(folder)
                inside.delete(inside.uids())


def signed_in(server: Imap) -> Any:
    return MailBoxUnencrypted("127.0.0.1", port=server.port, timeout=60).login(HELPDESK, server.PASSWORD)


def send(server: Imap, *mails: bytes) -> None:
    with signed_in(server) as inside:
        for mail in mails:
            inside.append(mail, "INBOX")


def count(server: Imap, folder: str) -> int:
    with signed_in(server) as inside:
        inside.folder.set(folder)
        return len(inside.uids())


def test_what_lies_there_is_taken_in_and_moved(server: Imap, box: Mailbox, cast: Cast) -> None:
    send(server, letter("Én"), letter("To, blåbær"))
    assert fetching.fetch(box.pk) == 2
    assert fetching.fetch(box.pk) == 0
    assert [ticket.institution for ticket in Ticket.objects.all()] == [cast.school, cast.school]
    assert (count(server, "INBOX"), count(server, "Behandlet")) == (0, 2)
    box.refresh_from_db()
    assert box.fetched_at is not None
    assert (box.last_error, box.claimed_until) == ("", None)


def test_a_server_that_is_away_is_shown_and_tried_again(server: Imap, box: Mailbox) -> None:
    send(server, letter())
    server.stop()
    assert fetching.fetch(box.pk) == 0
    box.refresh_from_db()
    assert box.last_error
    server.start()
    assert fetching.fetch(box.pk) == 1
    box.refresh_from_db()
    assert box.last_error == ""


@pytest.mark.parametrize("passwords", [{}, {HELPDESK: "forkert"}])
def test_a_password_that_is_missing_or_wrong_is_shown(
    passwords: dict[str, str], box: Mailbox, server: Imap, settings: Any
) -> None:
    settings.MAILBOX_PASSWORDS = passwords
    assert fetching.fetch(box.pk) == 0
    box.refresh_from_db()
    assert box.last_error
    assert "forkert" not in box.last_error


def test_a_server_that_dies_in_the_middle_is_shown_as_broken_and_told_once_and_told_again_when_it_is_back(
    server: Imap, box: Mailbox, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(server, letter("Først"), letter("Siden"), letter("Sidst"))

    def last_breath(raw: bytes, mailbox: Mailbox) -> Any:
        result = receive(raw, mailbox)
        if Ticket.objects.count() == 2:
            server.stop(signal.SIGKILL)
        return result

    with monkeypatch.context() as dying:
        dying.setattr(fetching, "receive", last_breath)
        assert fetching.fetch(box.pk) == 1
    box.refresh_from_db()
    assert (box.last_error, box.claimed_until, box.fetched_at) == ("broken_off", None, None)
    Mailbox.objects.update(failing_since=timezone.now() - timedelta(hours=1))
    watching.look()
    watching.look()
    server.start()
    assert fetching.fetch(box.pk) == 2
    watching.look()
    watching.look()
    assert Ticket.objects.count() == 3
    to_administrators = [message for message in mail.outbox if message.to == [cast.municipal_admin.email]]
    assert [HELPDESK in str(message.body) for message in to_administrators] == [True, False]


def test_over_a_slow_line_all_comes_and_what_stalls_is_shown_and_comes_later_once(
    server: Imap, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(server, letter("Den første", files=[("log.txt", "text/plain", b"x" * 20_000)]), letter("Den anden"))
    monkeypatch.setattr(fetching, "TIMEOUT", 0.5)
    with SlowLine(server.port, stalls_after=8_000) as line:
        Mailbox.objects.filter(pk=box.pk).update(port=line.port)
        assert fetching.fetch(box.pk) == 0
    box.refresh_from_db()
    assert (box.last_error, box.claimed_until, Ticket.objects.count()) == ("silent", None, 0)
    with SlowLine(server.port) as line:
        Mailbox.objects.filter(pk=box.pk).update(port=line.port)
        assert fetching.fetch(box.pk) == 2
    said = Message.objects.filter(kind="requester").order_by("body").values_list("body", flat=True)
    assert list(said) == ["Den anden", "Den første"]
    assert (ReceivedMail.objects.count(), count(server, "INBOX")) == (2, 0)


def test_trouble_that_nobody_foresaw_is_no_success(server: Imap, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(fetching, "bring", lambda *_all: 1 // 0)
        fetching.fetch(box.pk)
    box.refresh_from_db()
    assert (box.last_error, box.fetched_at, box.claimed_until) == ("ZeroDivisionError", None, None)


def test_more_than_a_hundred_mails_come_in_one_go(server: Imap, box: Mailbox) -> None:
    send(server, *(letter(f"Nummer {number}", sender=f"p{number}@example.org") for number in range(130)))
    assert fetching.fetch(box.pk) == 130
    assert count(server, "INBOX") == 0


def test_two_workers_never_fetch_the_same_mailbox_at_once(server: Imap, box: Mailbox) -> None:
    send(server, letter())
    assert box.claimed()
    assert fetching.fetch(box.pk) == 0
    Mailbox.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert fetching.fetch(box.pk) == 1


def test_a_mail_that_cannot_be_stored_stays_and_the_others_come(
    server: Imap, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(server, letter("Går ikke"), letter("Går godt"))

    def refuses(raw: bytes, mailbox: Mailbox) -> Any:
        if "Går ikke".encode() in raw or b"G=C3=A5r ikke" in raw:
            raise OSError
        return receive(raw, mailbox)

    with monkeypatch.context() as broken:
        broken.setattr(fetching, "receive", refuses)
        fetching.fetch(box.pk)
    assert (Ticket.objects.count(), count(server, "INBOX")) == (1, 1)
    assert fetching.fetch(box.pk) == 1


@pytest.mark.django_db(transaction=True)
def test_a_fetcher_that_is_killed_before_it_marks_takes_nothing_twice(server: Imap, box: Mailbox) -> None:
    """A child process stores the mail and dies at once, before it is moved: the next one finds it there again."""
    send(server, letter("Kun én gang"))
    connection.close()
    child = os.fork()
    if child == 0:
        BaseMailBox.move = lambda *_arguments, **_options: os._exit(9)  # type: ignore[method-assign]
        fetching.fetch(box.pk)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9
    assert (Ticket.objects.count(), count(server, "INBOX")) == (1, 1)
    Mailbox.objects.update(claimed_until=None)
    assert fetching.fetch(box.pk) == 1
    assert (Ticket.objects.count(), ReceivedMail.objects.count(), count(server, "INBOX")) == (1, 1, 0)


def test_ten_thousand_waiting_mails_take_little_memory_and_the_page_says_how_far_it_is(
    server: Imap, box: Mailbox, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie_there(server, 10_000)
    monkeypatch.setattr(bringing, "SHOWN_EVERY", 0.0)
    pages: list[str] = []

    def look(raw: bytes, mailbox: Mailbox) -> Any:
        if Mailbox.objects.get(pk=box.pk).brought == 20:
            client.force_login(cast.municipal_admin)
            pages.append(client.get("/admin/mail/").content.decode())
            monkeypatch.setattr(fetching, "time", SimpleNamespace(monotonic=lambda: inf))  # the run is over
        return receive(raw, mailbox)

    monkeypatch.setattr(fetching, "receive", look)
    tracemalloc.start()
    try:
        brought, more_wait = fetching.fetch_once(box.pk)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert more_wait
    assert brought == 21
    assert count(server, "INBOX") == 10_000 - 21
    assert peak < 20_000_000
    assert re.search(r"20 af 10.?000 mails er hentet", pages[0])
    assert '<progress max="10000"' in pages[0]
    assert not Mailbox.objects.get(pk=box.pk).is_being_fetched


def lie_there(server: Imap, many: int) -> None:
    """Puts mails into the inbox as a delivering server does, one file each."""
    with signed_in(server) as inside:
        inside.folder.set("INBOX")  # Dovecot makes it now
    folder = server.folder / "mail" / "new"
    for number in range(many):
        path = folder / f"{number}.helpdesk"
        path.write_bytes(letter(f"Nr. {number}"))
        os.chown(path, server.user.pw_uid, server.user.pw_gid)
