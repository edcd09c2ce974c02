"""/sag/<token>/: the requester's own page."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from PIL import Image

from tests.cast import Cast, open_ticket, settle
from tests.tickets.attachments.test_cleaning import picture
from tickets.models import Attachment, Message, Ticket
from tickets.requester.progress import in_words
from tickets.words import Status


def address(ticket: Ticket, ending: str = "") -> str:
    return f"/sag/{ticket.token}/{ending}"


def photo() -> SimpleUploadedFile:
    file, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "hemmeligt sted"
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("foto.jpg", file.getvalue(), content_type="image/jpeg")


def test_the_page_shows_the_conversation_and_no_internal_note(ticket: Ticket, cast: Cast, client: Client) -> None:
    ticket.answer("Prøv i morgen.", by=cast.superuser)
    ticket.note("Husk at ringe.", by=cast.superuser)
    text = client.get(address(ticket)).content.decode()
    assert "mit barn er der ikke" in text
    assert "Prøv i morgen." in text
    assert "Husk at ringe." not in text


def test_links_and_lists_in_an_answer_are_alive_and_nothing_else_is(ticket: Ticket, cast: Cast, client: Client) -> None:
    ticket.answer(
        "Gør sådan:\n1. Åbn https://aula.dk/login\n2. Vælg <b>Profil</b>\n\n- slå til\n- slå fra\nHilsen Anne",
        by=cast.superuser,
    )
    text = client.get(address(ticket)).content.decode()
    assert '<a href="https://aula.dk/login" rel="nofollow">https://aula.dk/login</a>' in text
    assert "<li>Vælg &lt;b&gt;Profil&lt;/b&gt;</li></ol>" in text
    assert "<ul><li>slå til</li><li>slå fra</li></ul>\n<p>Hilsen Anne</p>" in text


@pytest.mark.parametrize(
    ("language", "said"), [("da", "onsdag den 2. december kl. 9.05"), ("en", "Wednesday 2 December at 09:05")]
)
def test_a_moment_is_said_as_each_language_writes_it(language: str, said: str) -> None:
    moment = datetime(2026, 12, 2, 9, 5, tzinfo=ZoneInfo("Europe/Copenhagen"))
    with translation.override(language):
        assert in_words(moment) == said


@pytest.mark.parametrize("token", ["x", "a" * 32, "../../admin", "%00"])
def test_a_forged_link_finds_nothing(token: str, ticket: Ticket, client: Client) -> None:
    assert client.get(f"/sag/{token}/").status_code == 404


def test_the_page_stays_out_of_caches_and_search_engines(ticket: Ticket, client: Client) -> None:
    answer = client.get(address(ticket))
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_requester_adds_a_message_and_a_picture(ticket: Ticket, client: Client) -> None:
    client.post(address(ticket, "svar/"), {"text": "Her er et billede.", "attachments": [photo()]})
    assert ticket.messages.oldest_first().last().body == "Her er et billede."  # type: ignore[union-attr]
    attachment = Attachment.objects.get()
    assert client.get(address(ticket, f"fil/{attachment.key}/")).status_code == 404
    settle()
    answer = client.get(address(ticket, f"fil/{attachment.key}/"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert b"hemmeligt sted" not in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_of_another_case_is_not_found(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.post(address(ticket, "svar/"), {"text": "Foto", "attachments": [photo()]})
    settle()
    other = open_ticket(cast.school)
    assert client.get(address(other, f"fil/{Attachment.objects.get().key}/")).status_code == 404


def test_a_file_of_an_internal_note_is_for_staff_only(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    data = {"note-text": "Se billedet", "note-attachments": [photo()]}
    client.post(f"/admin/tickets/ticket/{ticket.pk}/note/", data)
    settle()
    key = Attachment.objects.get().key
    assert client.get(f"/admin/tickets/ticket/{ticket.pk}/file/{key}/").status_code == 200
    assert client.get(address(ticket, f"fil/{key}/")).status_code == 404
    client.force_login(cast.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/admin/tickets/ticket/{ticket.pk}/file/{key}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "status"),
    [("an answer", 200), ("being sent", 404), ("retracted", 404), ("a party's", 404), ("a note", 404)],
)
def test_a_file_is_read_by_its_requester_as_long_as_its_message_is(
    state: str, status: int, cast: Cast, client: Client
) -> None:
    ticket = open_ticket(cast.school, files=[picture()])
    settle()
    if state == "a party's":
        message = ticket.hear_from_party("Rettet.", party="Skemahuset")
    elif state == "a note":
        message = ticket.note("Se her.", by=cast.superuser)
    else:
        message = ticket.answer("Se her.", by=cast.superuser)
    soon = timezone.now() + timedelta(minutes=1) if state == "being sent" else None
    Message.objects.filter(pk=message.pk).update(held_until=soon)
    if state == "retracted":
        ticket.retract(Message.objects.get(pk=message.pk), by=cast.superuser)
    Attachment.objects.update(message=message)
    key = Attachment.objects.get().key
    assert client.get(address(ticket, f"fil/{key}/")).status_code == status
    assert (str(key) in client.get(address(ticket)).content.decode()) is (status == 200)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/admin/tickets/ticket/{ticket.pk}/file/{key}/").status_code == 200


def test_the_requester_says_that_it_is_solved_and_opens_it_again(ticket: Ticket, client: Client) -> None:
    client.post(address(ticket, "loest/"))
    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED
    client.post(address(ticket, "genaabn/"))
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS


@pytest.mark.parametrize("ending", ["svar/", "loest/", "genaabn/"])
def test_nothing_changes_by_get(ending: str, ticket: Ticket, client: Client) -> None:
    assert client.get(address(ticket, ending)).status_code == 405


def test_an_empty_message_is_refused_and_the_page_comes_back(ticket: Ticket, client: Client) -> None:
    assert client.post(address(ticket, "svar/"), {"text": "  "}).status_code == 422
    assert ticket.messages.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("billede.png", b"PK\x03\x04" + b"\0" * 200),
        ("billede.jpg", b"<html><script>alert(1)</script></html>"),
        ("program.pdf", b"MZ" + b"\0" * 400),
        ("stor.png", b"\x89PNG\r\n\x1a\n" + b"0" * (11 * 1024 * 1024)),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_the_text_kept(
    name: str, content: bytes, ticket: Ticket, client: Client
) -> None:
    file = SimpleUploadedFile(name, content)
    answer = client.post(address(ticket, "svar/"), {"text": "Min tekst bliver.", "attachments": [file]})
    assert answer.status_code == 422
    assert "Min tekst bliver." in answer.content.decode()
    assert not Attachment.objects.exists()


def test_the_page_costs_few_queries(ticket: Ticket, client: Client, django_assert_max_num_queries: object) -> None:
    for number in range(10):
        ticket.reply(f"Besked {number}")
    client.get(address(ticket))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(address(ticket))
