"""CPR numbers in a file out of which no program can take them: its sender is told, staff see it, and it can go."""

from io import BytesIO

import pikepdf
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, kinds, open_ticket, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.attachments import file_texts
from tickets.inbound.receiving import receive
from tickets.models import Attachment, Delivery, DeliveryFile, Mailbox, RawMail, Ticket
from triage.forwarding import package


def pdf(text: str, *, title: str = "") -> bytes:
    """A page with letters on it, as programs write them."""
    made, out = pikepdf.new(), BytesIO()
    made.add_blank_page(page_size=(400, 400))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page = made.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    lines = "".join(f"({line}) Tj 0 -20 Td " for line in text.split("\n"))
    page.Contents = made.make_stream(f"BT /F1 12 Tf 20 350 Td {lines} ET".encode("latin-1"))
    if title:
        made.docinfo["/Title"] = title
    made.save(out)
    return out.getvalue()


NUMBERS = pdf("Klasse 3.b\nIda Berg 120385-4321\nBo Dam 130486-4322")


@pytest.fixture
def sent(ticket: Ticket, client: Client) -> Attachment:
    file = SimpleUploadedFile("klasse.pdf", NUMBERS)
    client.post(reverse("case_reply", args=[ticket.token]), {"text": "Se listen", "attachments": [file]})
    settle()
    return Attachment.objects.get()


def test_it_is_taken_and_its_sender_is_told_on_the_page_and_by_mail(
    sent: Attachment, ticket: Ticket, client: Client
) -> None:
    assert (sent.state, sent.suspected) == ("ready", 2)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "ser ud til at stå CPR-numre" in page
    assert "klasse.pdf" in page
    settle()
    letters = [one for one in mail.outbox if one.to == ["maja@example.org"] and "CPR-numre" in str(one.subject)]
    assert len(letters) == 1
    assert "4321" not in str(letters[0].body)


def test_staff_see_a_mark_and_it_does_not_leave_the_house(
    sent: Attachment, ticket: Ticket, cast: Cast, client: Client
) -> None:
    client.force_login(cast.superuser)
    page = client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).content.decode()
    assert "Kan indeholde CPR-numre" in page
    assert list(package.files_of(ticket)) == []


def test_several_files_of_a_message_are_told_of_once(cast: Cast, ticket: Ticket, client: Client) -> None:
    files = [SimpleUploadedFile(f"{name}.pdf", pdf(f"Ida 120385-432{name}")) for name in (1, 2)]
    client.post(reverse("case_reply", args=[ticket.token]), {"text": "Se listerne", "attachments": files})
    settle()
    assert Attachment.objects.filter(suspected=1).count() == 2
    assert kinds(ticket).count("numbers_seen") == 1


def test_who_sent_it_removes_it_for_good(sent: Attachment, ticket: Ticket, client: Client) -> None:
    remove = reverse("case_remove_file", args=[ticket.token, sent.key])
    assert client.get(remove).status_code == 405
    assert client.post(remove).status_code == 302
    assert not Attachment.objects.exists()
    assert kinds(ticket)[-1] == "file_removed"
    assert client.post(remove).status_code == 404


def test_nobody_removes_by_a_link_what_is_not_theirs_or_holds_no_numbers(
    sent: Attachment, ticket: Ticket, cast: Cast, client: Client
) -> None:
    other = open_ticket(cast.school)
    assert client.post(reverse("case_remove_file", args=[other.token, sent.key])).status_code == 404
    Attachment.objects.update(suspected=0)
    assert client.post(reverse("case_remove_file", args=[ticket.token, sent.key])).status_code == 404
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "status"), [("superuser", 302), ("support_entitled", 302), ("observer", 404), ("stranger", 404)]
)
def test_staff_remove_a_file_where_they_may_put_right_the_case(
    role: str, status: int, sent: Attachment, ticket: Ticket, cast: Cast, client: Client
) -> None:
    Attachment.objects.update(suspected=0)
    client.force_login(cast.by_role(role))
    assert client.post(reverse("admin:ticket_remove_file", args=[ticket.pk, sent.key])).status_code == status
    assert Attachment.objects.exists() == (status != 302)


def test_the_mail_that_brought_it_goes_along(cast: Cast, client: Client) -> None:
    Mailbox.objects.create(address=HELPDESK)
    receive(letter("Se listen", files=[("klasse.pdf", "application/pdf", NUMBERS)]))
    settle()
    sent = Attachment.objects.get()
    sent.message.ticket.remove_file(sent, by=cast.municipal_admin)
    assert not RawMail.objects.exists()


def test_what_waits_for_the_mail_server_loses_its_copy(sent: Attachment, ticket: Ticket, cast: Cast) -> None:
    letter_out = Delivery.objects.filter(event__ticket=ticket).order_by("id")[0]
    for name in (sent.name, "andet.txt"):
        DeliveryFile.objects.create(delivery=letter_out, name=name, content_type="text/plain", data=b"x")
    ticket.remove_file(sent, by=cast.municipal_admin)
    assert [file.name for file in DeliveryFile.objects.all()] == ["andet.txt"]


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (pdf("Ugeplanen er tom den 29.11.2026. Ring 20 30 40 50."), 0),
        (pdf("Klasse 3.b", title="Ida 120385-4321"), 1),
        (b"%PDF-1.7\n%\xe2\xe3 halv", 0),
        (NUMBERS[: len(NUMBERS) // 2], 0),
    ],
)
def test_a_pdf_is_ready_whatever_is_in_it(data: bytes, count: int, ticket: Ticket, client: Client) -> None:
    sent = {"text": "Se her", "attachments": [SimpleUploadedFile("brev.pdf", data)]}
    client.post(reverse("case_reply", args=[ticket.token]), sent)
    settle()
    file = Attachment.objects.get()
    assert (file.state, file.suspected) == ("ready", count)


def test_a_long_pdf_is_read_in_its_first_pages() -> None:
    long = pikepdf.new()
    for _page in range(file_texts.MOST_PAGES + 5):
        with pikepdf.open(BytesIO(NUMBERS)) as one:
            long.pages.extend(one.pages)
    out = BytesIO()
    long.save(out)
    assert file_texts.text_of(out.getvalue(), "application/pdf").count("4321") == file_texts.MOST_PAGES
