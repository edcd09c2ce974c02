"""From case to case within the list that one came from."""

from urllib.parse import quote

import pytest
from django.test import Client

from tests.cast import Cast, open_ticket
from tickets.models import Ticket

LIST = "?list=needs_us&sort=opened"
CASE = "/admin/tickets/ticket/{}/"


@pytest.fixture
def cases(cast: Cast, client: Client) -> list[Ticket]:
    """Newest first, as the list stands."""
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    return [open_ticket(cast.school, subject=f"Sag {number}") for number in range(3)][::-1]


def address(ticket: Ticket) -> str:
    return f"{CASE.format(ticket.pk)}?from={quote(LIST, safe='')}"


def test_the_rows_of_a_list_carry_it_and_the_breadcrumb_leads_back(cases: list[Ticket], client: Client) -> None:
    assert address(cases[1]) in client.get(f"/admin/tickets/ticket/{LIST}").content.decode()
    page = client.get(address(cases[1])).content.decode()
    assert '/admin/tickets/ticket/?list=needs_us&amp;sort=opened">' in page


@pytest.mark.parametrize(("way", "at"), [("next", 2), ("previous", 0)])
def test_one_goes_on_in_the_order_of_the_list(way: str, at: int, cases: list[Ticket], client: Client) -> None:
    answer = client.get(f"{CASE.format(cases[1].pk)}{way}/", {"from": LIST})
    assert answer["Location"] == address(cases[at])


def test_the_last_leads_back_to_the_list(cases: list[Ticket], client: Client) -> None:
    answer = client.get(f"{CASE.format(cases[2].pk)}next/", {"from": LIST})
    assert answer["Location"] == f"/admin/tickets/ticket/{LIST}"


@pytest.mark.parametrize(("verb", "told"), [("answer", {"answer-text": "Prøv igen."}), ("resolve", {})])
def test_sending_or_solving_goes_on_to_the_next(
    verb: str, told: dict[str, str], cases: list[Ticket], client: Client
) -> None:
    answer = client.post(f"{CASE.format(cases[0].pk)}{verb}/", told | {"from": LIST, "next": "1"})
    assert answer["Location"] == address(cases[1])


def test_whatever_is_pressed_the_list_is_kept(cases: list[Ticket], client: Client) -> None:
    answer = client.post(f"{CASE.format(cases[0].pk)}take/", {"from": LIST})
    assert answer["Location"] == address(cases[0])
    assert client.post(f"{CASE.format(cases[0].pk)}take/")["Location"] == CASE.format(cases[0].pk)


def test_nothing_but_a_list_is_carried(cases: list[Ticket], client: Client) -> None:
    page = client.get(CASE.format(cases[0].pk), {"from": "https://evil.example/"}).content.decode()
    assert 'name="from"' not in page
    page = client.get(CASE.format(cases[0].pk), {"from": "?list=no&x=<script>"}).content.decode()
    assert "script>x" not in page
