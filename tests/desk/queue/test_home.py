"""The overview: numbers that are the lists they open, and where to begin."""

from typing import Any

import pytest
from django.test import Client

from desk.queue.filters import Filters
from desk.queue.lists import cases
from desk.queue.overview import cards_of, home
from tests.cast import Cast, open_ticket
from tickets.models import Ticket

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
        assert card.count == cases(user, Filters.read(query)).count(), card.name


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


def test_the_overview_costs_few_queries(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(8):
        open_ticket(cast.school)
    for role in ROLES:
        enter(client, cast.by_role(role))
        with django_assert_max_num_queries(36):
            client.get("/admin/")
