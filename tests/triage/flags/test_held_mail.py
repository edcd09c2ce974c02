"""A cry for help that a machine would have put aside is seen at once; its sender's address proves nothing."""

from typing import Any

import pytest
from django.core import mail as post
from django.test import Client

from organisation.models import Municipality
from tests.cast import Cast, kinds, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tests.tickets.inbound.test_rate_limits import limit_to, take
from tickets.inbound import rate_limits
from tickets.inbound.receiving import receive
from tickets.models import Mailbox, Message, ReceivedMail, ReplyAddress, Ticket
from tickets.words import Sensitivity
from triage.flags import doors
from triage.flags.models import NamedPerson

GRAVE = "Min far slår mig, og jeg tør ikke gå hjem."
HINTED = "Hun har foræret alle sine ting væk og siger, at det hele snart er forbi for hende. Hun er 14."


@pytest.fixture(autouse=True)
def box(cast: Cast) -> Mailbox:
    return Mailbox.objects.create(address=HELPDESK)


def letters_to(address: str) -> list[Any]:
    return [one for one in post.outbox if one.to == [address]]


def test_what_the_mail_server_takes_for_spam_is_a_flagged_case_and_is_answered_by_nothing(cast: Cast) -> None:
    NamedPerson.objects.create(user=cast.municipal_admin, kind="violence")
    result = receive(letter(GRAVE, X_Spam_Flag="YES"))
    settle()
    settle()
    ticket = Ticket.objects.get()
    assert (result.outcome, ticket.sensitivity) == ("opened", Sensitivity.FLAGGED)
    assert letters_to("maja@example.org") == []
    assert len(letters_to(cast.municipal_admin.email)) >= 1
    note = ticket.messages.get(kind=Message.Kind.NOTE)
    assert "spam" in note.body.lower()
    assert "mail_admitted" in kinds(ticket)


@pytest.mark.parametrize("headers", [{"X_Spam_Flag": "YES"}, {"From": "noreply@system.example"}])
def test_anything_else_is_held_as_before(headers: dict[str, str], cast: Cast) -> None:
    receive(letter("Appen lukker ned, når jeg åbner ugeplanen.", **headers))
    assert not Ticket.objects.exists()


def test_what_the_model_alone_understands_becomes_a_case_in_the_task(cast: Cast) -> None:
    receive(letter(HINTED, Subject="Bekymret", X_Spam_Flag="YES"))
    held = ReceivedMail.objects.held().get()
    doors.read_held(held.pk)
    doors.read_held(held.pk)
    settle()
    ticket = Ticket.objects.get()
    assert ticket.is_flagged
    assert ticket.received_mails.get().outcome == "opened"
    assert letters_to("maja@example.org") == []


def test_an_address_that_sends_too_many_still_gets_through_with_it_a_few_times(cast: Cast) -> None:
    limit_to(2)
    take(2)
    assert receive(letter("Appen er nede.")).outcome == "held"
    assert receive(letter(GRAVE)).outcome == "opened"
    take(rate_limits.MUST_NOT_WAIT)
    assert receive(letter(f"{GRAVE} Igen.")).outcome == "held"


def test_a_reply_that_waits_flags_its_case_and_its_requester_hears_nothing(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    settle()
    post.outbox.clear()
    to = ReplyAddress.of(ticket).email()
    assert receive(letter("Faren slår børnene.", From="Bo <bo@example.net>", To=to)).outcome == "held"
    settle()
    settle()
    ticket.refresh_from_db()
    assert ticket.is_flagged
    assert "tel:112" not in client.get(ticket.get_absolute_url()).content.decode()
    assert letters_to("maja@example.org") == []
    client.force_login(cast.superuser)
    assert "Det står i en mail, der venter" in client.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()


def test_a_reply_that_only_the_model_understands_flags_its_case_too(ticket: Ticket) -> None:
    receive(letter(HINTED, Subject="Bekymret", From="Bo <bo@example.net>", To=ReplyAddress.of(ticket).email()))
    doors.read_held(ReceivedMail.objects.held().get().pk)
    assert Ticket.objects.get(pk=ticket.pk).is_flagged


def test_a_browser_that_fills_in_the_field_for_programs_holds_no_cry_for_help_back(cast: Cast, client: Client) -> None:
    Municipality.forget_cached()
    form = client.get("/henvendelse/").context["form"]
    sent = {"audience": "pupil", "institution": cast.school.pk, "name": "Ida", "email": "ida@example.org"}
    sent |= {"subject": "hej", "body": GRAVE, "website": "x", "submission": form["submission"].value()}
    page = client.post("/henvendelse/", sent, follow=True).content.decode()
    assert Ticket.objects.get().is_flagged
    assert "tel:112" in page
