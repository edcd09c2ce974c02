"""What becomes of the mails of an ordinary week (`everyday`)."""

from typing import Any

import pytest
from django.db import transaction

from tests.cast import Cast, settle
from tests.tickets.inbound import corpus, everyday, lifelike, realistic
from tests.tickets.inbound.letters import HELPDESK, letter, picture
from tickets.inbound.case_texts import LONGEST
from tickets.inbound.parsing import parse
from tickets.inbound.receiving import receive
from tickets.models import Delivery, Mailbox, Message, ReplyAddress, Ticket
from tickets.outbound.envelope import our_address


@pytest.fixture
def box(cast: Cast) -> Mailbox:
    return Mailbox.objects.create(address=HELPDESK)


@pytest.mark.parametrize("name", everyday.REPLIES)
def test_a_persons_own_words_are_all_there_and_nothing_else(name: str) -> None:
    mail, own = everyday.REPLIES[name]
    assert parse(mail).reply == own


def short(mails: dict[str, tuple[bytes, str]]) -> list[tuple[str, tuple[bytes, str]]]:
    return [(name, mail) for name, mail in mails.items() if len(mail[0]) < LONGEST]


def test_every_odd_mail_finds_its_case_with_the_words_that_are_new(box: Mailbox, ticket: Ticket) -> None:
    lost, opening = {}, ticket.messages.get()
    to = f"Delivered-To: {ReplyAddress.of(ticket).email()}\r\n".encode()
    for name, (mail, own) in short(realistic.BODIES | lifelike.BODIES):
        with transaction.atomic():
            result = receive(to + mail)
            said = ticket.messages.exclude(pk=opening.pk).values_list("kind", "body").first()
            if (result.outcome, said) != ("reply", ("requester", own)):
                lost[name] = (result.outcome, result.reason, said)
            transaction.set_rollback(True)
    assert lost == {}


def test_every_odd_mail_becomes_a_case_with_its_words(box: Mailbox) -> None:
    lost = {}
    for name, (mail, own) in short(corpus.TEXTS | everyday.REPLIES):
        with transaction.atomic():
            result = receive(mail)
            said = Message.objects.earliest("id").body if result.outcome == "opened" else ""
            if not all(line in said for line in own.splitlines()):
                lost[name] = (result.outcome, result.reason, said)
            transaction.set_rollback(True)
    assert lost == {}


@pytest.mark.parametrize("subject", everyday.BARE)
def test_a_case_is_named_by_what_its_sender_wrote(subject: str) -> None:
    mail = parse(f"From: maja@example.org\r\nSubject: {subject}\r\n\r\nx".encode())
    assert mail.bare_subject == everyday.BARE[subject]


@pytest.mark.parametrize("name", everyday.OUTCOMES)
def test_a_mail_goes_where_somebody_who_reads_it_would_put_it(name: str, box: Mailbox) -> None:
    mail, outcome, reason = everyday.OUTCOMES[name]
    result = receive(mail)
    assert (result.outcome, result.reason) == (outcome, reason)


def test_who_asks_for_answers_at_our_own_address_is_answered_at_theirs(box: Mailbox) -> None:
    receive(letter("Appen lukker", Reply_To=HELPDESK))
    settle()
    assert Ticket.objects.get().requester_email == "maja@example.org"
    assert Delivery.objects.filter(kind="requester_opened", recipient="maja@example.org").exists()


def test_a_report_of_somebody_elses_mail_says_nothing_of_ours(box: Mailbox, ticket: Ticket) -> None:
    settle()
    report = "Final-Recipient: rfc822;maja@example.org\nAction: failed\nStatus: 5.1.1\n"
    for sender, fate in (("bo@example.net", "sent"), (our_address(), "failed")):
        mail = corpus.multi(
            "report; report-type=delivery-status",
            corpus.part("message/delivery-status", report),
            corpus.part(
                "message/rfc822", f"From: {sender}\nTo: maja@example.org\nMessage-ID: <{fate}@mx.example>\n\nx"
            ),
        )
        assert (
            receive(mail.replace(b"maja@example.org\r\nSubject", b"postmaster@mx.example\r\nSubject")).reason
            == "bounce"
        )
        assert Delivery.objects.get(kind="requester_opened").status == fate


def test_who_answers_from_an_address_with_a_plus_is_the_same_person(box: Mailbox, ticket: Ticket) -> None:
    sender = "Maja Holm <maja+aula@example.org>"
    assert receive(letter("Gættet", From=sender, Subject=ticket.number)).outcome == "held"
    assert receive(letter("Svar", From=sender, To=ReplyAddress.of(ticket).email())).outcome == "reply"


def test_a_picture_names_no_case(box: Mailbox) -> None:
    shown = corpus.part("text/html", '<img src="cid:a@b">')
    file = corpus.part("image/png; name=a.png", corpus.in_base64(picture(60)), f"{corpus.B64}Content-ID: <a@b>\r\n")
    mail = corpus.multi("related", shown, file).replace(b"Subject: Svar\r\n", b"")
    receive(mail)
    assert Ticket.objects.get().subject == "(uden emne)"


def test_a_plain_mail_costs_few_statements(box: Mailbox, django_assert_max_num_queries: Any) -> None:
    receive(letter("Den første"))
    with django_assert_max_num_queries(15):
        assert receive(letter("Den anden", From="bo@example.net"), box).outcome == "opened"
