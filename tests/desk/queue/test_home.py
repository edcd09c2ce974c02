"""The overview: numbers that are the lists they open, and where to begin."""

from typing import Any

import pytest
from django.test import Client

from desk.queue.filters import QueueFilters
from desk.queue.lists import cases
from desk.queue.overview import cards_of, home
from desk.queue.paging import page, tops
from tests.cast import Cast, open_ticket
from tickets.models import Ticket, event

ROLES = ["superuser", "institution_admin", "pilot", "support_entitled", "project_lead", "municipal_admin"]


def enter(client: Client, user: Any) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


@pytest.mark.parametrize("role", ROLES)
def test_each_number_is_the_list_it_opens(role: str, cast: Cast) -> None:
    user = cast.by_role(role)
    for number in range(3):
        open_ticket(cast.school, subject=f"Sag {number}")
    Ticket.objects.order_by("id")[:1].get().assign(cast.support_entitled, by=cast.support_entitled)
    overview = home(user)
    assert overview is not None
    for card in overview.cards:
        query = dict(part.split("=") for part in card.address.partition("?")[2].split("&"))
        assert card.count == cases(user, QueueFilters.read(query)).count(), card.name


def test_a_superuser_begins_with_the_most_urgent_case(cast: Cast, client: Client) -> None:
    fresh, answered = open_ticket(cast.school, subject="Ny sag"), open_ticket(cast.school, subject="Har svaret")
    answered.ask("Hvilken?", by=cast.superuser)
    answered.reply("Den blå.")
    overview = home(cast.superuser)
    assert overview is not None
    assert [(card.name, [each.subject for each in tickets]) for card, tickets in overview.starts] == [
        ("answered", [answered.subject]),
        ("new", [fresh.subject]),
    ]
    enter(client, cast.superuser)
    page = client.get("/admin/").content.decode()
    assert page.index("Har svaret") < page.index("Ny sag")


def test_an_observer_is_told_that_there_are_no_cases_here(cast: Cast, client: Client) -> None:
    open_ticket(cast.school, subject="Hemmelig")
    enter(client, cast.observer)
    answer = client.get("/admin/")
    assert answer.status_code == 200
    assert "Hemmelig" not in answer.content.decode()


def test_who_holds_several_roles_sees_the_cards_of_the_widest(cast: Cast) -> None:
    assert "support_entitled" in cards_of(cast.support_entitled)
    assert cards_of(cast.observer) == cards_of(cast.superuser)


def test_what_a_list_begins_with_is_the_top_of_its_page(cast: Cast) -> None:
    for number in range(9):
        ticket = open_ticket(cast.school, subject=f"Sag {number}")
        if number % 3 == 0:
            ticket.ask("Hvilken?", by=cast.superuser)
            ticket.reply("Den blå.")
        if number % 4 == 1:
            ticket.prioritise("urgent", by=cast.superuser)
        if number == 5:
            ticket.flag("bullying")
    asked = [
        QueueFilters(chosen="answered", sort="activity"),
        QueueFilters(chosen="new"),
        QueueFilters(sort="opened"),
        QueueFilters(),
    ]
    asked += [QueueFilters(chosen="mine"), QueueFilters(route="unilogin")]
    begun = tops(cast.superuser, asked, most=5)
    assert begun == [page(cast.superuser, filters).tickets[:5] for filters in asked]
    assert [bool(tickets) for tickets in begun] == [True, True, True, True, True, False]


def test_what_one_handed_up_long_ago_is_no_longer_looked_through(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event, "REMEMBERED", 2)
    tickets = [open_ticket(cast.school) for _each in range(3)]
    for ticket in tickets:
        ticket.escalate(by=cast.superuser, reason="For svært")
    assert set(cases(cast.superuser, QueueFilters(chosen="handed_up"))) == set(tickets[1:])
    tickets[1].hand_back(by=cast.pilot, reason="Det kan I selv")
    assert set(cases(cast.superuser, QueueFilters(chosen="handed_up"))) == {tickets[2]}
    client = Client()
    for person, told in ((cast.superuser, True), (cast.pilot, False)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        pages = [client.get(f"/admin/tickets/ticket/?list={name}").content.decode() for name in ("handed_up", "mine")]
        assert ["Listen viser dem blandt de seneste" in page for page in pages] == [told, False]
    assert set(cases(cast.superuser, QueueFilters(chosen="came_back"))) == {tickets[1]}


def test_the_overview_costs_few_queries(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(8):
        open_ticket(cast.school)
    for role in ROLES:
        enter(client, cast.by_role(role))
        with django_assert_max_num_queries(24 if role == "municipal_admin" else 16):
            client.get("/admin/")
