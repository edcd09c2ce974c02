"""Fifty at once on one case: on PostgreSQL, in fifty threads of their own connections."""

import pytest

from tests.at_once import MANY, all_at_once
from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Message, Ticket
from tickets.words import Status


@pytest.mark.django_db(transaction=True)
def test_fifty_replies_are_fifty_messages_one_change_and_one_notification_each(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.assign(cast.superuser, by=cast.superuser)
    ticket.resolve(by=cast.superuser)
    settle()
    ticket.refresh_from_db()
    before = ticket.version
    all_at_once(lambda number: Ticket.objects.get(pk=ticket.pk).reply(f"Svar {number}"))
    settle()
    settle()
    ticket.refresh_from_db()
    written = ticket.messages.filter(body__startswith="Svar ")
    assert {message.body for message in written} == {f"Svar {number}" for number in range(MANY)}
    replied = list(ticket.events.filter(kind="replied").oldest_first())
    assert len(replied) == MANY
    assert [event.data.get("changed") for event in replied if event.data.get("changed")] == [
        {"status": ["resolved", "in_progress"]}
    ]
    assert [event.data["reopened"] for event in replied].count(True) == 1
    assert [event.version for event in replied] == list(range(before + 1, before + MANY + 1))
    assert (ticket.status, ticket.version) == (Status.IN_PROGRESS, before + MANY)
    deliveries = Delivery.objects.filter(event__in=replied, kind="assignee_replied")
    assert deliveries.count() == deliveries.values("event").distinct().count() == MANY


@pytest.mark.django_db(transaction=True)
def test_fifty_answers_lose_no_update(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    before = ticket.version
    people = [cast.superuser, cast.pilot, cast.support_entitled]

    def answer(number: int) -> None:
        Ticket.objects.get(pk=ticket.pk).answer(f"Svar {number}", by=people[number % len(people)])

    all_at_once(answer)
    ticket.refresh_from_db()
    assert ticket.messages.filter(kind=Message.Kind.ANSWER).count() == MANY
    assert ticket.version == before + MANY
    moved = [event for event in ticket.events.filter(kind="answered") if event.data.get("changed")]
    assert len(moved) == 1
    assert ticket.assignee == moved[0].by
