"""Whatever bytes a mail is made of, it is stored, judged, and holds up no other."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.cast import Cast, settle
from tests.services.servers import Imap
from tests.tickets.inbound import test_fetching
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets import tasks
from tickets.inbound import fetching, receiving, storage
from tickets.inbound.receiving import receive
from tickets.models import Delivery, Mailbox, RawMail, ReceivedMail, Ticket

HEADERS = (
    "From",
    "Reply-To",
    "Return-Path",
    "Sender",
    "To",
    "Cc",
    "Delivered-To",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Date",
    "Auto-Submitted",
    "Precedence",
    "List-Id",
    "X-Failed-Recipients",
    "X-Spam-Flag",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "MIME-Version",
)
ODD = (
    b"\xf8",
    b"\0",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\xc3",
    b"\x1b$B",
    b"\r\n ",
    b"\r\n\t\r\n",
    b"=?utf-8?b?w7g=?=",
    b"=?utf-8?q?=00=ED=A0=80?=",
    b"=?x-none?b?////?=",
    b"\xe2\x80\xae",
)
PLAIN = {
    "From": b"Bj%srn <bj%srn@example.org>",
    "Reply-To": b"<bj%srn@example.org>",
    "Message-ID": b"<id-%s-1@example.org>",
    "In-Reply-To": b"<id-%s-1@example.org>",
    "References": b"<id-%s-1@example.org> <b%s@example.org>",
    "Subject": b"Sk%sve billeder AULA-26-000001%s",
    "To": b"hjaelp+%s@kommune.example",
    "Content-Type": b'text/plain; charset="%s"; name="%s"',
    "Content-Disposition": b'attachment; filename="%s"',
}
KNOWN = set(ReceivedMail.Outcome.values) - {"refused"}


@pytest.fixture
def box(cast: Cast) -> Mailbox:
    return Mailbox.objects.create(address=HELPDESK)


def with_bytes(header: str, odd: bytes) -> bytes:
    """A letter in which the header holds the bytes, where a person's name or an id stands."""
    value = PLAIN.get(header, b"a %s b").replace(b"%s", odd)
    others = {name: "" for name in ("From", "Subject", "Message_ID") if name.replace("_", "-") == header}
    return header.encode() + b": " + value + b"\r\n" + letter(f"Hej fra {header}", **others)


@pytest.mark.parametrize("header", ["From", "Reply-To", "Message-ID", "In-Reply-To", "References", "Subject", "To"])
@pytest.mark.parametrize("odd", [b"\xf8", b"\0", b"\xed\xa0\x80", b"\xff", "ø".encode()])
def test_a_raw_byte_in_a_header_still_opens_a_case(header: str, odd: bytes, box: Mailbox) -> None:
    raw = with_bytes(header, odd)
    result = receive(raw)
    assert result.outcome in {"opened", "held"} if header == "From" else result.outcome == "opened"
    assert result.reason != "failed"
    assert bytes(RawMail.objects.get().data) == raw
    assert receive(raw).outcome == "duplicate"


def test_eight_bit_names_are_read_as_they_were_meant(box: Mailbox) -> None:
    receive(with_bytes("From", b"\xf8"))
    assert (Ticket.objects.get().requester_name, ReceivedMail.objects.get().from_email) == (
        "Bjørn",
        "bjørn@example.org",
    )


VALUE = st.lists(st.one_of(st.sampled_from(ODD), st.binary(max_size=8), st.just(b"a@b.dk")), max_size=5).map(b"".join)


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """Headers of those that are read, each a plausible one broken by some bytes or bytes alone; and any body."""
    lines = []
    for header in draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=8)):
        value = draw(VALUE)
        if draw(st.booleans()):
            value = PLAIN.get(header, b"%s").replace(b"%s", value)
        lines.append(header.encode() + draw(st.sampled_from([b": ", b":", b" : ", b"\xf8: "])) + value)
    kind = draw(st.sampled_from([b"", b"Content-Type: multipart/mixed; boundary=x", b"Content-Type: text/html"]))
    parts = draw(st.lists(VALUE, max_size=3))
    begins = b"\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n" if draw(st.booleans()) else b"\r\n--x\r\n\r\n"
    ends = draw(st.sampled_from([b"\r\n", b"\n"]))
    return ends.join([*lines, *([kind] if kind else []), b"", begins.join([b"Hej &#0; &#xD800;", *parts])])


@effort(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=mails())
def test_any_mail_is_stored_and_judged(box: Mailbox, raw: bytes) -> None:
    result = receive(raw, box)
    assert result.outcome in KNOWN
    assert result.reason != "failed"
    assert receive(raw, box).outcome == "duplicate"
    rows = ReceivedMail.objects.order_by("id")
    assert all(bytes(row.raw.data) for row in rows.filter(size__gt=0).select_related("raw"))


@effort(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=st.binary(max_size=300))
def test_any_bytes_are_stored(box: Mailbox, raw: bytes) -> None:
    assert receive(raw, box).outcome in KNOWN
    assert receive(raw, box).outcome == "duplicate"


def test_what_cannot_be_described_is_stored_and_held_all_the_same(
    box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(storage, "facts_of", lambda _mail: {"from_email": "a\0b"})
        result = receive(letter("Hej"))
    assert result.outcome == "opened"
    assert ReceivedMail.objects.get().from_email == ""
    assert bytes(RawMail.objects.get().data) == letter("Hej")


def test_a_mail_that_kills_its_worker_is_held_and_tried_no_more(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(_raw: bytes, *, size: int = 0) -> None:
        raise SystemExit

    raw = letter("Dræber")
    with monkeypatch.context() as broken:
        broken.setattr(receiving, "parse", dies)
        with pytest.raises(SystemExit):
            receive(raw)
        assert receive(raw).outcome == "duplicate"
        row = ReceivedMail.objects.get()
        with pytest.raises(SystemExit):
            receiving.finish(row)
    row.refresh_from_db()
    assert (row.outcome, row.reason) == ("held", "failed")
    assert receiving.replay(row).outcome == "opened"
    assert Ticket.objects.get().requester_email == "maja@example.org"


def test_the_sweeper_takes_in_what_was_only_stored(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    first, again = letter("Kun gemt"), letter("Kun gemt")
    storage.store(first, box)
    assert receive(b"Received: by mx2\r\n" + again).outcome == "opened"
    monkeypatch.setattr(tasks, "PATIENCE", -tasks.PATIENCE)
    tasks.sweep_mail()
    assert (Ticket.objects.count(), ReceivedMail.objects.count()) == (1, 1)


def test_a_hundred_odd_mails_hold_up_no_other(cast: Cast, settings: Any) -> None:
    settings.MAILBOX_PASSWORDS = {HELPDESK: Imap.PASSWORD}
    odd = [with_bytes(header, bytes([128 + at])) for at in range(26) for header in ("From", "Message-ID")]
    odd += [with_bytes(header, bytes([128 + at])) for at in range(26) for header in ("Reply-To", "References")]
    with TemporaryDirectory(prefix="helpdesk-imap-") as folder:
        Path(folder).chmod(0o755)
        with Imap(Path(folder) / "dovecot") as server:
            box = Mailbox.objects.create(address=HELPDESK, host="127.0.0.1", port=server.port, security="none")
            test_fetching.send(server, *odd, letter("Den sidste"))
            for _minute in range(2):
                fetching.fetch(box.pk)
            assert test_fetching.count(server, "INBOX") == 0
    assert Ticket.objects.filter(messages__body__contains="Den sidste").exists()
    assert not ReceivedMail.objects.filter(reason="failed").exists()


def test_a_mail_that_cannot_be_written_fails_alone(ticket: Ticket) -> None:
    settle()
    broken = Delivery.objects.create(kind="digest", recipient="a@example.org", subject="to\nlinjer", body="x")
    whole = Delivery.objects.create(kind="digest", recipient="a@example.org", subject="en linje", body="x")
    tasks.sweep_deliveries()
    for delivery in (broken, whole):
        delivery.refresh_from_db()
    assert (broken.attempts, broken.last_error, whole.status) == (1, "BadHeaderError", "sent")
