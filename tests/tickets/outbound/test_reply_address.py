"""Reply addresses and signed Message-IDs: how an answer finds its case."""

import re

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Mailbox, ReplyAddress, Ticket
from tickets.outbound import message_ids, outgoing
from tickets.outbound.message_ids import OwnId


def test_a_case_has_one_reply_address_for_each_who_answers(ticket: Ticket) -> None:
    Mailbox.objects.create(address="hjaelp@kommune.example")
    of_requester, of_party = ReplyAddress.of(ticket), ReplyAddress.of(ticket, party="Skemahuset")
    assert ReplyAddress.of(ticket) == of_requester
    assert ReplyAddress.of(ticket, party="Skemahuset") == of_party
    assert of_requester.key != of_party.key
    assert re.fullmatch(r"hjaelp\+[a-z2-9]{20}@kommune\.example", of_party.email())


def test_without_a_mailbox_there_is_no_address_and_the_mail_names_only_the_link(ticket: Ticket) -> None:
    assert ReplyAddress.of(ticket).email() == ""
    settle()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["maja@example.org"]]
    assert letter.reply_to == []
    assert "Svar på denne mail" not in letter.body


def test_the_requesters_mail_can_be_answered_and_the_staffs_cannot(cast: Cast) -> None:
    Mailbox.objects.create(address="hjaelp@kommune.example")
    ticket = open_ticket(cast.school)
    settle()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert letters["maja@example.org"].reply_to == [ReplyAddress.of(ticket).email()]
    assert "Svar på denne mail" in letters["maja@example.org"].body
    assert letters[cast.superuser.email].reply_to == []


def test_an_institutions_own_mailbox_goes_before_the_common_one(cast: Cast) -> None:
    common = Mailbox.objects.create(address="hjaelp@kommune.example")
    own = Mailbox.objects.create(address="skolen@kommune.example", institution=cast.school)
    assert Mailbox.objects.serving(cast.school.pk) == own
    assert Mailbox.objects.serving(cast.daycare.pk) == common
    assert Mailbox.objects.serving(None) == common
    Mailbox.objects.update(is_active=False)
    assert Mailbox.objects.serving(cast.school.pk) is None


def test_where_the_mail_server_takes_no_plus_addresses_the_plain_one_is_used(ticket: Ticket) -> None:
    Mailbox.objects.create(address="hjaelp@kommune.example", takes_plus=False)
    assert ReplyAddress.of(ticket).email() == "hjaelp@kommune.example"


def test_every_attempt_carries_the_same_signed_id_and_the_thread_of_the_case(ticket: Ticket) -> None:
    settle()
    delivery = Delivery.objects.get(recipient="maja@example.org")
    first, second = (outgoing.mail_for(delivery).message() for _attempt in range(2))
    assert first["Message-ID"] == second["Message-ID"]
    assert message_ids.own_ids(first["Message-ID"]) == [OwnId("delivery", delivery.pk)]
    assert message_ids.own_ids(first["References"]) == [OwnId("case", ticket.pk)]


def test_an_id_that_was_made_up_or_changed_is_not_known() -> None:
    real = message_ids.make("delivery", 17)
    assert message_ids.own_ids(f"<a@b> {real.upper().replace('DELIVERY', 'delivery')} x") == [OwnId("delivery", 17)]
    assert message_ids.own_ids(real.replace("-17.", "-18.")) == []
    assert message_ids.own_ids(real.replace("delivery", "case")) == []
    assert message_ids.own_ids("<delivery-17@kommune.example>") == []


def test_finding_a_reply_address_again_asks_the_database_little(ticket: Ticket) -> None:
    Mailbox.objects.create(address="hjaelp@kommune.example")
    assert ReplyAddress.of(ticket).email()
    with CaptureQueriesContext(connection) as asked:
        assert ReplyAddress.of(ticket).email()
    assert len(asked) == 2
