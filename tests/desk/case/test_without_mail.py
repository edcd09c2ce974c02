"""The page of a case whose requester has no mail address says what is so: a text message, or somebody who rings."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.queue.filters import QueueFilters
from tests.cast import Cast, kinds, open_ticket, settle
from tests.tickets.gateways import Gateway, by_phone, folder, gateway, row
from tickets import tasks
from tickets.models import TextGateway, TextMessage, Ticket
from tickets.requester.progress import progress_of
from triage.known_errors.models import KnownError

__all__ = ["by_phone", "folder", "gateway", "row"]


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(desk: Client, ticket: Ticket) -> str:
    return desk.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()


def press(desk: Client, verb: str, ticket: Ticket, **fields: Any) -> str:
    typed = {f"{verb}-{name}": value for name, value in fields.items()}
    return desk.post(f"/admin/tickets/ticket/{ticket.pk}/{verb}/", typed, follow=True).content.decode()


def test_the_composer_promises_mail_to_whom_mail_reaches(ticket: Ticket, desk: Client) -> None:
    shown = page(desk, ticket)
    assert "Maja Holm får det på mail." in shown
    assert "Send svar" in shown
    assert "Se mailen" in shown


def test_the_composer_promises_a_text_message_to_whom_one_reaches(
    row: TextGateway, by_phone: Ticket, desk: Client
) -> None:
    shown = page(desk, by_phone)
    assert "Maja Holm får en sms om, at der er nyt." in shown
    assert "Send svar" in shown
    assert "får det på mail" not in shown
    assert "Se mailen" not in shown


def test_the_composer_says_to_ring_where_nothing_reaches(by_phone: Ticket, desk: Client) -> None:
    shown = page(desk, by_phone)
    assert "Ring og fortæl det til Maja Holm." in shown
    assert "Gem svar" in shown
    assert "Send svar" not in shown
    assert "Se mailen" not in shown


def told(desk: Client, verb: str, ticket: Ticket, **fields: Any) -> str:
    """What the page says once the button is pressed."""
    typed = {f"{verb}-{name}": value for name, value in fields.items()}
    answer: Any = desk.post(f"/admin/tickets/ticket/{ticket.pk}/{verb}/", typed, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


SENT = ("har fået besked", "får besked", "har fået et link", "med den næste mail")
"""What no page says where nothing could be sent."""


def test_whatever_is_done_nothing_is_said_to_be_sent_where_nothing_was(
    by_phone: Ticket, cast: Cast, desk: Client
) -> None:
    error = KnownError.objects.create(title="Ugeplanen er tom", description="x")
    said = told(desk, "attach", by_phone, known_error=error.pk)
    assert "Knyttet til ”Ugeplanen er tom”. Afsenderen har ingen mailadresse" in said
    told(desk, "detach", by_phone)
    message = by_phone.messages.get()
    said += told(desk, "split", by_phone, messages=message.pk, subject="Noget andet")
    said += told(desk, "renew_link", by_phone)
    assert "Sagen er delt" in said
    by_phone.set_route("schedule_vendor", by=cast.superuser)
    said += told(desk, "forward", by_phone)
    assert "Sendt videre til Skemahuset. Afsenderen har ingen mailadresse" in said
    assert [words for words in SENT if words in said] == []


@pytest.mark.parametrize(("status", "mail"), [("in_progress", "en mail"), ("forwarded", "skriver til dig")])
def test_the_requesters_page_promises_mail_only_to_whom_mail_reaches(
    status: str, mail: str, ticket: Ticket, by_phone: Ticket
) -> None:
    for case in (ticket, by_phone):
        case.status = status
        words = str(progress_of(case, needs_help=False).explanation)
        assert (mail in words) == (case == ticket)


@pytest.mark.parametrize("verb", ["answer", "ask"])
def test_what_is_saved_says_that_a_text_message_follows(
    verb: str, gateway: Gateway, row: TextGateway, by_phone: Ticket, desk: Client
) -> None:
    shown = press(desk, verb, by_phone, text="Hvilken telefon bruger du?")
    assert "Gemt. Maja Holm får en sms om, at der er nyt." in shown
    assert "kender ikke svaret endnu" not in shown
    settle()
    tasks.sweep_texts()
    shown = page(desk, by_phone)
    assert "Markér som oplyst" not in shown
    assert kinds(by_phone)[-1] == "texted"


def test_a_text_message_that_waits_says_why_and_no_more(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, desk: Client
) -> None:
    gateway.answers = [(503, {})]
    press(desk, "answer", by_phone, text="Prøv igen.")
    settle()
    tasks.sweep_texts()
    shown = page(desk, by_phone)
    assert "Gatewayen har selv problemer (503). Vi prøver igen." in shown
    assert "kunne ikke nås" not in shown


def test_who_could_not_be_reached_is_rung_and_marked_as_told(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, desk: Client
) -> None:
    gateway.answers = [(400, {})]
    press(desk, "answer", by_phone, text="Prøv igen.")
    settle()
    tasks.sweep_texts()
    shown = page(desk, by_phone)
    assert "Maja Holm kunne ikke nås på sms. Ring, og markér svaret som oplyst." in shown
    assert 'href="tel:20304050"' in shown
    assert "Ring og fortæl det til Maja Holm." in shown
    assert "text_failed" in kinds(by_phone)
    listed = desk.get("/admin/tickets/ticket/" + QueueFilters(chosen="to_ring").address()).content.decode()
    assert by_phone.number in listed
    assert "Markér som oplyst" not in press(desk, "told", by_phone)
    assert not Ticket.objects.to_ring().exists()


def test_a_new_link_goes_by_text_message_or_is_withheld(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, desk: Client
) -> None:
    assert "Det nye link bliver sendt til 20 30 40 50 på sms." in page(desk, by_phone)
    shown = press(desk, "renew_link", by_phone, withhold="on")
    assert "med den næste sms" in shown
    settle()
    assert not TextMessage.objects.exists()
    assert "Afsenderen får det nye på sms." in press(desk, "renew_link", by_phone)
    settle()
    tasks.sweep_texts()
    assert Ticket.objects.get(pk=by_phone.pk).token in gateway.taken[0]["message"]


def test_the_requester_reads_how_we_answer(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast, client: Client
) -> None:
    assert "Vi sender en sms til dig på 20 30 40 50" in client.get(by_phone.get_absolute_url()).content.decode()
    landline = open_ticket(cast.school, requester_email="", requester_phone="33 66 33 66")
    assert "Vi ringer til dig på 33 66 33 66." in client.get(landline.get_absolute_url()).content.decode()


def test_a_case_with_mail_asks_for_nothing_about_text_messages(row: TextGateway, ticket: Ticket, desk: Client) -> None:
    page(desk, ticket)
    with CaptureQueriesContext(connection) as asked:
        page(desk, ticket)
    assert [each["sql"] for each in asked if "textgateway" in each["sql"] or "textmessage" in each["sql"]] == []
