"""Covering names and faces in a picture: by its sender and by staff, for good."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.cast import Cast, open_ticket, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound.receiving import receive
from tickets.models import Attachment, AttachmentContent, Mailbox, RawMail, ReplyAddress, Ticket

LEFT_HALF = {"form-0-left": "0", "form-0-top": "0", "form-0-width": "50", "form-0-height": "100"}
NONE = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0"}


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def picture(ticket: Ticket, client: Client) -> Attachment:
    sent = [SimpleUploadedFile("klassen.png", photo())]
    client.post(reverse("case_reply", args=[ticket.token]), {"text": "Se her", "attachments": sent})
    settle()
    return Attachment.objects.get()


def own_page(ticket: Ticket, attachment: Attachment) -> str:
    return reverse("case_cover", args=[ticket.token, attachment.key])


def colours(attachment: Attachment) -> tuple[object, object]:
    """Of a pixel in the left and in the right half."""
    with Image.open(io.BytesIO(bytes(AttachmentContent.objects.get(pk=attachment.pk).data))) as shown:
        plain = shown.convert("RGB")
        return plain.getpixel((10, 20)), plain.getpixel((50, 20))


def test_the_sender_covers_half_of_a_picture_and_the_rest_is_as_it_was(
    ticket: Ticket, picture: Attachment, client: Client
) -> None:
    before = reverse("case_attachment", args=[ticket.token, picture.key])
    answer = client.post(own_page(ticket, picture), NONE | LEFT_HALF)
    assert answer.status_code == 302
    assert colours(picture) == ((0, 0, 0), (255, 0, 0))
    assert client.get(before).status_code == 404
    picture.refresh_from_db()
    assert client.get(reverse("case_attachment", args=[ticket.token, picture.key])).status_code == 200
    assert ticket.events.filter(kind="covered", data__name="klassen.png").count() == 1


def test_the_page_shows_the_picture_and_a_field_for_each_number(
    ticket: Ticket, picture: Attachment, client: Client
) -> None:
    text = client.get(own_page(ticket, picture)).content.decode()
    assert reverse("case_attachment", args=[ticket.token, picture.key]) in text
    assert text.count('type="number"') == 16


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"form-0-left": "5"},
        LEFT_HALF | {"form-0-width": "0"},
        LEFT_HALF | {"form-0-width": "101"},
        LEFT_HALF | {"form-0-top": "-1"},
        LEFT_HALF | {"form-0-left": "halvt"},
    ],
)
def test_numbers_that_cover_nothing_change_nothing(
    numbers: dict[str, str], ticket: Ticket, picture: Attachment, client: Client
) -> None:
    assert client.post(own_page(ticket, picture), NONE | numbers).status_code == 422
    assert colours(picture) == ((255, 0, 0), (255, 0, 0))


def test_an_area_over_the_edge_is_covered_to_the_edge(ticket: Ticket, picture: Attachment, client: Client) -> None:
    over = LEFT_HALF | {"form-0-left": "60", "form-0-width": "90"}
    assert client.post(own_page(ticket, picture), NONE | over).status_code == 302
    assert colours(picture) == ((255, 0, 0), (0, 0, 0))


def test_the_link_of_another_case_and_an_unknown_picture_find_nothing(
    ticket: Ticket, picture: Attachment, cast: Cast, client: Client
) -> None:
    other = open_ticket(cast.school, requester_email="anden@example.org")
    assert client.post(own_page(other, picture), NONE | LEFT_HALF).status_code == 404
    assert client.get(reverse("case_cover", args=[ticket.token, uuid.uuid4()])).status_code == 404
    assert colours(picture) == ((255, 0, 0), (255, 0, 0))


def test_the_requester_covers_no_picture_of_ours(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser)
    sent = {"answer-text": "Sådan ser det ud.", "answer-attachments": SimpleUploadedFile("vejledning.png", photo())}
    client.post(reverse("admin:ticket_answer", args=[ticket.pk]), sent)
    settle()
    ours = Attachment.objects.get()
    assert client.get(own_page(ticket, ours)).status_code == 404


def test_nothing_of_the_picture_as_it_came_by_mail_is_left(ticket: Ticket, client: Client) -> None:
    Mailbox.objects.create(address=HELPDESK)
    files = [("klassen.png", "image/png", photo())]
    receive(letter("Se her", To=ReplyAddress.of(ticket).email(), files=files))
    settle()
    assert RawMail.objects.exists()
    client.post(own_page(ticket, Attachment.objects.get()), NONE | LEFT_HALF)
    assert not RawMail.objects.exists()


def staff_page(ticket: Ticket, attachment: Attachment) -> str:
    return reverse("admin:ticket_cover", args=[ticket.pk, attachment.key])


def test_staff_cover_a_picture_and_the_requester_sees_it_covered(
    ticket: Ticket, picture: Attachment, cast: Cast, client: Client
) -> None:
    client.force_login(cast.superuser)
    assert client.get(staff_page(ticket, picture)).status_code == 200
    assert client.post(staff_page(ticket, picture), NONE | LEFT_HALF).status_code == 302
    assert colours(picture) == ((0, 0, 0), (255, 0, 0))
    assert ticket.events.get(kind="covered").by == cast.superuser


@pytest.mark.parametrize(("role", "status"), [("observer", 404), ("stranger", 404), ("pilot", 302)])
def test_who_may_put_the_case_right_may_cover_and_nobody_else(
    role: str, status: int, ticket: Ticket, picture: Attachment, cast: Cast, client: Client
) -> None:
    client.force_login(cast.by_role(role))
    answer = client.post(staff_page(ticket, picture), NONE | LEFT_HALF)
    assert answer.status_code == status or (role == "observer" and answer.status_code in {302, 403, 404})
    assert (colours(picture)[0] == (0, 0, 0)) == (status == 302)
