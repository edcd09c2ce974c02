"""Text files in every kind of letters that people's programs write: taken, masked, and kept so that they open right."""

import codecs
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.attachments.uploads import RefusedUpload, inspect
from tickets.inbound.receiving import receive
from tickets.models import AttachmentContent, Mailbox, Message, Ticket
from tickets.models.conversation import Received

LIST = "Nr;Navn;CPR\r\n7;Åse Bøgh – 3.b;120385-4321\r\n8;Bo Dam;\r\n"
LETTERS = {
    "Windows-1252": LIST.encode("cp1252"),
    "Latin-1": LIST.replace("–", "-").encode("latin-1"),
    "UTF-16 with a mark": LIST.encode("utf-16"),
    "UTF-16 the other way round": codecs.BOM_UTF16_BE + LIST.encode("utf-16-be"),
    "UTF-16 without a mark": LIST.encode("utf-16-le"),
    "UTF-16 without a mark, the other way round": LIST.encode("utf-16-be"),
    "UTF-32": LIST.encode("utf-32"),
    "UTF-8 with a mark": LIST.encode("utf-8-sig"),
}


@pytest.mark.parametrize("data", LETTERS.values(), ids=LETTERS)
def test_a_list_is_taken_without_its_numbers_and_opens_right(data: bytes) -> None:
    kept = Received.of(inspect("klasse.csv", BytesIO(data)), data)
    assert (kept.upload.name, kept.upload.content_type, kept.masked) == ("klasse.csv", "text/plain", 1)
    assert kept.data.startswith(codecs.BOM_UTF8)
    text = kept.data.decode("utf-8-sig")
    assert "Åse Bøgh" in text
    assert "4321" not in text
    assert text.endswith("8;Bo Dam;\r\n")
    assert kept.upload.size == len(kept.data)


def test_what_is_utf_8_and_holds_no_number_stays_the_very_same() -> None:
    data = "Åse kan ikke se ugeplanen.\n".encode()
    assert Received.of(inspect("note.txt", BytesIO(data)), data).data is data


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00" + b"\x00\x01" * 60,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40,
        bytes(range(128, 256)) * 4,
        b"\x81\x8d\x8f\x90\x9d ord",
        "<html><script>alert(1)</script>".encode("utf-16"),
        "<!DOCTYPE html><p>å".encode("latin-1"),
        "<svg>å".encode("utf-16-le"),
        b"a\x00b\x00c",
    ],
)
def test_what_is_no_text_is_refused_as_before(data: bytes) -> None:
    with pytest.raises(RefusedUpload) as refusal:
        inspect("fil.txt", BytesIO(data))
    assert refusal.value.code == "kind"


@pytest.mark.parametrize("data", [LETTERS["Windows-1252"], LETTERS["UTF-16 without a mark"]])
def test_the_page_of_the_case_takes_it_and_says_what_was_removed(data: bytes, ticket: Ticket, client: Client) -> None:
    sent = {"text": "Se listen", "attachments": [SimpleUploadedFile("klasse.csv", data)]}
    page = client.post(reverse("case_reply", args=[ticket.token]), sent, follow=True)
    message = Message.objects.latest("pk")
    assert message.masked == 1
    assert [file.name for file in message.attachments.all()] == ["klasse.csv"]
    assert "CPR-nummer" in page.content.decode()


@pytest.mark.parametrize("kind", ["text/csv", "application/vnd.ms-excel", "application/octet-stream"])
def test_a_list_that_comes_by_mail_opens_right_too(kind: str, cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    receive(letter("Se listen", files=[("klasse.csv", kind, LETTERS["Windows-1252"])]))
    settle()
    (stored,) = [bytes(content.data) for content in AttachmentContent.objects.all()]
    assert stored.startswith(codecs.BOM_UTF8)
    assert "Åse Bøgh – 3.b;[CPR-nummer fjernet]" in stored.decode("utf-8-sig")
