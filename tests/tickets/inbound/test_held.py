"""admit and refuse: what a person decides of a held mail."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, kinds
from tests.tickets.inbound.letters import HELPDESK, letter, picture
from tickets.inbound import held
from tickets.inbound.receiving import receive
from tickets.models import Mailbox, Message, ReceivedMail, ReplyAddress, Ticket


@pytest.fixture
def waiting(cast: Cast, ticket: Ticket) -> ReceivedMail:
    """A reply of the other parent, with a screenshot."""
    Mailbox.objects.create(address=HELPDESK)
    to, files = ReplyAddress.of(ticket).email(), [("skærm.png", "image/png", picture())]
    receive(letter("Det er også hos mig.", From="Bo Holm <bo@example.net>", To=to, files=files))
    return ReceivedMail.objects.held().get()


def test_what_is_let_in_stands_under_the_senders_own_name_once(
    waiting: ReceivedMail, ticket: Ticket, cast: Cast
) -> None:
    held.admit(waiting, by=cast.superuser)
    held.admit(waiting, by=cast.superuser)
    message = ticket.messages.latest("id")
    assert (message.author_name, message.body) == ("Bo Holm", "Det er også hos mig.")
    assert [file.name for file in message.attachments.all()] == ["skærm.png"]
    assert kinds(ticket) == ["opened", "mail_held", "replied", "mail_admitted"]


def test_whoever_was_let_in_writes_freely_from_then_on(waiting: ReceivedMail, ticket: Ticket, cast: Cast) -> None:
    held.admit(waiting, by=cast.superuser)
    again = letter("Nu virker det.", From="bo@example.net", To=ReplyAddress.of(ticket).email())
    assert receive(again).outcome == "reply"


def test_what_is_refused_stays_out_once_and_its_words_are_not_kept(
    waiting: ReceivedMail, ticket: Ticket, cast: Cast
) -> None:
    assert waiting.text
    held.refuse(waiting, by=cast.superuser)
    held.refuse(waiting, by=cast.superuser)
    held.admit(waiting, by=cast.superuser)
    assert (waiting.outcome, waiting.text) == ("refused", "")
    assert ticket.messages.count() == 1
    assert kinds(ticket) == ["opened", "mail_held", "mail_refused"]


def test_a_held_answer_of_a_party_becomes_its_message(ticket: Ticket, cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    receive(letter("Rettet.", From="kim@andetsted.example", To=ReplyAddress.of(ticket, "Skemahuset").email()))
    held.admit(ReceivedMail.objects.held().get(), by=cast.superuser)
    message = ticket.messages.latest("id")
    assert (message.kind, message.author_name) == (Message.Kind.PARTY, "Skemahuset")


def test_the_stranger_and_the_observer_decide_nothing(waiting: ReceivedMail, cast: Cast) -> None:
    for person in (cast.stranger, cast.observer):
        for verb in (held.admit, held.refuse):
            with pytest.raises(PermissionDenied):
                verb(waiting, by=person)
    assert waiting.waits


def test_a_held_mail_without_a_case_becomes_one_only_by_the_administrator(cast: Cast) -> None:
    receive(letter("http://a.example " * 5001))
    row = ReceivedMail.objects.held().get()
    with pytest.raises(PermissionDenied):
        held.admit(row, by=cast.support_entitled)
    held.admit(row, by=cast.municipal_admin)
    assert Ticket.objects.get().received_mails.get().outcome == "opened"


def test_the_case_shows_what_waits_and_takes_a_decision(waiting: ReceivedMail, ticket: Ticket, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk]))
    assert "Svar fra ukendt adresse" in page.text
    assert "bo@example.net" in page.text
    client.post(reverse("admin:ticket_admit", args=[ticket.pk]), {"admit-mail": waiting.pk})
    page = client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk]))
    assert "Svar fra ukendt adresse" not in page.text


def test_the_list_of_received_mail_is_for_the_administrator_alone(waiting: ReceivedMail, cast: Cast) -> None:
    address = reverse("admin:tickets_receivedmail_changelist")
    for person, status in ((cast.municipal_admin, 200), (cast.support_entitled, 403), (cast.superuser, 403)):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(address).status_code == status
    admin = Client()
    admin.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    assert admin.get(reverse("admin:tickets_receivedmail_change", args=[waiting.pk])).status_code == 200
    admin.post(address, {"action": "admit", "_selected_action": [waiting.pk]})
    waiting.refresh_from_db()
    assert waiting.outcome == "reply"
