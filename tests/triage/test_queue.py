"""The queue: who sees what, page by page, and by which index."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from helpdesk.sample import load_tickets
from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from tickets.models import Ticket
from triage.workspace.queue import PAGE, Filters, cases, page, todo

QUEUE = "/admin/tickets/ticket/"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def subjects(user: User, **chosen: Any) -> set[str]:
    return {ticket.subject for ticket in cases(user, Filters(**chosen))}


def test_a_superuser_sees_their_own_institutions_alone(cast: Cast) -> None:
    open_ticket(cast.school, subject="Vores")
    open_ticket(cast.daycare, subject="Deres")
    assert subjects(cast.superuser) == {"Vores"}
    assert subjects(cast.stranger) == {"Deres"}
    assert subjects(cast.support_entitled) == {"Vores", "Deres"}
    assert subjects(cast.observer) == set()


def test_list_page_search_and_api_show_the_same_cases(cast: Cast, client: Client) -> None:
    mine, other = (
        open_ticket(cast.school, subject="Kalender hos os"),
        open_ticket(cast.daycare, subject="Kalender hos dem"),
    )
    settle()
    for user in (cast.superuser, cast.stranger, cast.support_entitled):
        enter(client, user)
        seen = {ticket.pk for ticket in (mine, other) if client.get(f"{QUEUE}{ticket.pk}/").status_code == 200}
        listed = {ticket.pk for ticket in page(user, Filters(chosen="all")).tickets}
        found = {ticket.pk for ticket in page(user, Filters(chosen="all", words="kalender")).tickets}
        over_api = {row["id"] for row in client.get("/api/v1/tickets/").json()["results"]}
        assert seen == listed == found == over_api


def test_an_observer_gets_no_queue(cast: Cast, client: Client) -> None:
    enter(client, cast.observer)
    assert client.get(QUEUE).status_code == 403


def test_the_lists_hold_what_their_names_say(cast: Cast) -> None:
    fresh = open_ticket(cast.school, subject="ny")
    routed = open_ticket(cast.school, subject="rutet")
    routed.set_route("unilogin", by=cast.superuser)
    asked = open_ticket(cast.school, subject="spurgt")
    asked.ask("Hvilken?", by=cast.superuser)
    solved = open_ticket(cast.school, subject="løst")
    solved.resolve(by=cast.superuser)
    fresh.assign(cast.superuser, by=cast.superuser)
    assert subjects(cast.superuser) == {"ny", "rutet"}
    assert subjects(cast.superuser, chosen="needs_triage") == {"ny"}
    assert subjects(cast.superuser, chosen="mine") == {"ny", "spurgt"}
    assert subjects(cast.superuser, chosen="waiting") == {"spurgt"}
    assert subjects(cast.superuser, chosen="done") == {"løst"}
    assert subjects(cast.superuser, chosen="all", route="unilogin") == {"rutet"}


@pytest.mark.parametrize("chosen", ["needs_us", "all"])
def test_every_case_stands_on_exactly_one_page(chosen: str, cast: Cast) -> None:
    same = timezone.now() + timedelta(hours=5)
    for number in range(PAGE + 7):
        open_ticket(cast.school, subject=str(number))
    Ticket.objects.update(due_at=same, last_activity_at=same)
    first = page(cast.superuser, Filters(chosen=chosen))
    after = (
        dict(part.split("=", 1) for part in first.following[1:].split("&"))["after"]
        .replace("%3A", ":")
        .replace("%2B", "+")
    )
    second = page(cast.superuser, Filters(chosen=chosen, after=after))
    seen = [ticket.pk for ticket in first.tickets + second.tickets]
    assert len(seen) == len(set(seen)) == PAGE + 7
    assert second.following == ""


@pytest.mark.parametrize(
    "query", ["after=nix", "after=2026-01-01_x", "institution=abc", "institution=9" * 9, "list=nix", "q=%00", "route=x"]
)
def test_a_strange_address_is_no_error(query: str, cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    assert client.get(f"{QUEUE}?{query}").status_code == 200


def test_the_queue_costs_the_same_queries_for_one_case_and_for_fifty(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(PAGE):
        open_ticket(cast.school)
    enter(client, cast.support_entitled)
    with django_assert_max_num_queries(12):
        client.get(QUEUE)


def test_a_case_costs_few_queries(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    ticket = open_ticket(cast.school)
    for number in range(8):
        ticket.answer(f"Svar {number}", by=cast.superuser)
    settle()
    enter(client, cast.support_entitled)
    with django_assert_max_num_queries(20):
        client.get(f"{QUEUE}{ticket.pk}/")


def test_the_overview_counts_what_waits(cast: Cast, client: Client) -> None:
    open_ticket(cast.school)
    assert [count for _label, count, _address in todo(cast.superuser)] == ["0", "1", "1", "0"]
    enter(client, cast.superuser)
    assert "list=needs_triage" in client.get("/admin/").content.decode()


def explained(queryset: Any) -> str:
    return str(queryset.explain())


def test_the_queue_reads_an_index_however_many_cases_there_are(cast: Cast) -> None:
    """On 20,000 cases here; `make bench` prints the times at other sizes."""
    for _made in load_tickets(20_000):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    wide, narrow = cast.support_entitled, cast.superuser
    for user, filters, index in (
        (wide, Filters(), "ticket_due"),
        (wide, Filters(chosen="all"), "ticket_activity"),
        (narrow, Filters(), "ticket_due"),
        (wide, Filters(chosen="done"), "ticket_activity"),
    ):
        tickets = cases(user, filters)
        tickets = tickets.by_due_time() if filters.by_due_time else tickets.by_activity()
        plan = explained(tickets[: PAGE + 1])
        assert index in plan, plan
        assert "Seq Scan on tickets_ticket" not in plan, plan
