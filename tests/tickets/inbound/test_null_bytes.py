"""A null byte in a mail, wherever it stands and however it is written, hinders nobody from reading the rest."""

import base64

import pytest

from tests.cast import Cast
from tests.tickets.inbound.letters import HELPDESK
from tickets.inbound.receiving import receive
from tickets.models import Attachment, Mailbox, Ticket

NUL = "a\0b"


def word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def mail(kind: str, body: bytes, name: str = "fil.txt") -> bytes:
    """A mail with a null byte in every header, a body of this kind and a file."""
    lines = [
        f"From: {word(NUL)} <maja\0@example.org>",
        f"To: {HELPDESK}",
        f"Subject: {word(NUL)} x\0y",
        "Message-ID: <a\0b@example.org>",
        "In-Reply-To: <c\0d@example.org>",
        'Content-Type: multipart/mixed; boundary="x"',
        "",
        "--x",
        f"Content-Type: text/{kind}; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        base64.encodebytes(body).decode(),
        "--x",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Disposition: attachment; {name}",
        "",
        f"Hej {NUL}",
        "--x--",
    ]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("kind", "body", "name"),
    [
        ("plain", b"Det vir\0ker ikke", 'filename="a\0b.txt"'),
        ("html", b"<p>Det vir\0ker ikke</p>", "filename*=utf-8''a%00b.txt"),
        ("html", b"<p>Det vir&#0;ker ikke", f'filename="{word("a" + NUL)}.txt"'),
    ],
)
def test_the_rest_of_a_mail_is_read(kind: str, body: bytes, name: str, cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    assert receive(mail(kind, body, name)).outcome == "opened"
    ticket = Ticket.objects.latest("id")
    assert "\0" not in ticket.subject + ticket.requester_name + ticket.first_words()
    assert "ikke" in ticket.first_words()
    assert [file.name.endswith(".txt") for file in Attachment.objects.filter(message__ticket=ticket)] in ([True], [])
