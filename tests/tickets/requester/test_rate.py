"""Whether it helped: one tap on the requester's page when the case is solved."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tickets.models import Satisfaction, Ticket
from tickets.models.refusals import UnableTo
from tickets.words import Actor


@pytest.fixture
def solved(ticket: Ticket) -> Ticket:
    ticket.resolve(by=Actor.REQUESTER)
    return ticket


def tap(client: Client, ticket: Ticket, helped: str) -> int:
    return client.post(reverse("case_rate", args=[ticket.token]), {"helped": helped}).status_code


@pytest.mark.parametrize(("helped", "kind"), [("yes", "helped"), ("no", "not_helped")])
def test_one_tap_is_counted_and_told_in_the_case(helped: str, kind: str, solved: Ticket, client: Client) -> None:
    assert tap(client, solved, helped) == 302
    assert Satisfaction.objects.get().helped == (helped == "yes")
    assert solved.events.filter(kind=kind).count() == 1


def test_twice_is_once_and_another_answer_takes_its_place(solved: Ticket, client: Client) -> None:
    tap(client, solved, "yes")
    tap(client, solved, "yes")
    assert solved.events.filter(kind="helped").count() == 1
    tap(client, solved, "no")
    assert [said.helped for said in Satisfaction.objects.all()] == [False]


def test_it_is_asked_when_the_case_is_solved_and_thanked_after(ticket: Ticket, client: Client) -> None:
    question = "Hjalp det?"
    assert question not in client.get(ticket.get_absolute_url()).content.decode()
    assert tap(client, ticket, "yes") == 409
    ticket.resolve(by=Actor.REQUESTER)
    assert question in client.get(ticket.get_absolute_url()).content.decode()
    tap(client, ticket, "yes")
    text = client.get(ticket.get_absolute_url()).content.decode()
    assert question not in text
    assert "Du har fortalt, at det hjalp." in text


def test_an_open_case_cannot_be_rated(ticket: Ticket) -> None:
    with pytest.raises(UnableTo):
        ticket.rate(helped=True)


def test_the_count_stays_when_the_case_is_forgotten(solved: Ticket) -> None:
    solved.rate(helped=True)
    solved.forget()
    assert Satisfaction.objects.filter(helped=True).count() == 1


def test_it_is_answered_by_post_alone(solved: Ticket, client: Client) -> None:
    assert client.get(reverse("case_rate", args=[solved.token])).status_code == 405


def test_the_administrator_reads_the_counts_by_route_and_place(solved: Ticket, cast: Cast, client: Client) -> None:
    solved.rate(helped=True)
    client.force_login(cast.municipal_admin)
    text = client.get(reverse("admin:tickets_satisfaction_changelist")).content.decode()
    assert solved.number in text
    assert f"{cast.school.name} (1)" in text
    client.force_login(cast.superuser)
    assert client.get(reverse("admin:tickets_satisfaction_changelist")).status_code == 403


def test_who_was_not_helped_says_with_one_more_tap_what_was_missing(solved: Ticket, client: Client) -> None:
    question, address = "Hvad manglede der?", reverse("case_rate", args=[solved.token])
    tap(client, solved, "no")
    assert question in client.get(solved.get_absolute_url()).content.decode()
    client.post(address, {"helped": "no", "missing": "unclear' OR 1=1"})
    assert Satisfaction.objects.get().missing == ""
    client.post(address, {"helped": "no", "missing": "unclear"})
    assert Satisfaction.objects.get().missing == "unclear"
    assert solved.events.filter(kind="not_helped").count() == 1
    assert question not in client.get(solved.get_absolute_url()).content.decode()
    client.post(address, {"helped": "yes", "missing": "unclear"})
    assert (Satisfaction.objects.get().helped, Satisfaction.objects.get().missing) == (True, "")
