"""Statements that are put together once write what `save` and `update` write."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from database.written import change, insert
from tests.cast import Cast
from tickets.models import Event, Mailbox, Message, RawMail, ReceivedMail, Ticket

NUMBER = "120385-4321"


def stored(row: Any) -> dict[str, Any]:
    """What its row says, but for its key."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in kept.items()}


@pytest.mark.parametrize("kind", [Ticket, Message, Event])
def test_a_row_is_added_as_save_adds_it(
    kind: Any, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    model = kind.objects.latest("id")
    own = {"id", "token_digest", "sealed_token", "submission", "created_at", "at"}
    facts = {name: value for name, value in stored(model).items() if name not in own}
    one, other = kind(**facts), kind(**facts)
    if kind is Ticket:
        one.token, other.token = "a" * 32, "b" * 32
    with django_assert_num_queries(1):
        assert insert(one) is one
    other.save(force_insert=True)
    read = [stored(kind.objects.get(pk=row.pk)) for row in (one, other)]
    assert [{name: said[name] for name in facts} for said in read] == [facts, facts]
    assert getattr(kind.objects.get(pk=one.pk), "at", one.pk) == getattr(one, "at", one.pk)
    assert not one._state.adding
    one.save()
    assert kind.objects.filter(pk=one.pk).count() == 1


def test_what_is_written_is_masked_in_the_row_and_in_the_object(ticket: Ticket) -> None:
    message = insert(Message(ticket=ticket, kind="note", body=f"Barnet er {NUMBER}"))
    assert NUMBER not in message.body
    assert Message.objects.get(pk=message.pk).body == message.body
    mail = insert(ReceivedMail(fingerprint="x", size=1))
    assert change(mail, {"subject": f"Om {NUMBER}"})
    mail.refresh_from_db()
    assert mail.subject == "Om [CPR-nummer fjernet]"


def test_a_row_whose_key_is_anothers_is_added_with_its_bytes(cast: Cast) -> None:
    mail = insert(ReceivedMail(fingerprint="x", size=1))
    insert(RawMail(mail=mail, data=b"\0\xff raw"))
    assert bytes(RawMail.objects.get(mail=mail).data) == b"\0\xff raw"


def test_a_row_is_changed_only_while_it_says_so(cast: Cast) -> None:
    box = Mailbox.objects.create(address="hjaelp@kommune.example")
    mail, other = (insert(ReceivedMail(fingerprint=name, size=1)) for name in "xy")
    assert change(mail, {"subject": "Et", "mailbox": box}, only_while={"outcome": ""})
    assert change(mail, {"outcome": "held", "mailbox": None})
    assert not change(mail, {"subject": "To"}, only_while={"outcome": ""})
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.subject, mail.mailbox, mail.outcome, other.outcome) == ("Et", None, "held", "")


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_ends_its_transaction() -> None:
    insert(ReceivedMail(fingerprint="x", size=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(ReceivedMail(fingerprint="x", size=1))
    assert list(ReceivedMail.objects.values_list("fingerprint", flat=True)) == ["x"]
