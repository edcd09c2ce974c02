"""The queue: who sees what, page by page, and by which index."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from demo.sample import load_tickets
from desk.queue.filters import QueueFilters
from desk.queue.lists import arrived_since, cases
from desk.queue.paging import PAGE, ordered, page
from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from tests.plans import analyse, plan
from tickets.models import Ticket
from triage.flags.models import Flag
from triage.known_errors.models import KnownError

QUEUE = "/admin/tickets/ticket/"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def subjects(user: User, **chosen: Any) -> set[str]:
    return {ticket.subject for ticket in cases(user, QueueFilters(**chosen))}


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
        listed = {ticket.pk for ticket in page(user, QueueFilters(chosen="all")).tickets}
        searched = {ticket.pk for ticket in page(user, QueueFilters(chosen="all", words="kalender")).tickets}
        over_api = {row["id"] for row in client.get("/api/v1/tickets/").json()["results"]}
        assert seen == listed == searched == over_api


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


@pytest.mark.parametrize("chosen", ["needs_us", "all", "mine"])
def test_every_case_stands_on_exactly_one_page(chosen: str, cast: Cast) -> None:
    same = timezone.now() + timedelta(hours=5)
    for number in range(PAGE + 7):
        open_ticket(cast.school, subject=str(number))
    Ticket.objects.update(due_at=same, last_activity_at=same, assignee=cast.superuser)
    if chosen == "mine":
        Ticket.objects.filter(pk__in=list(Ticket.objects.values_list("pk", flat=True)[:4])).update(
            status="forwarded", due_at=None
        )
    first = page(cast.superuser, QueueFilters(chosen=chosen))
    second = page(cast.superuser, read(first.following))
    seen = [ticket.pk for ticket in first.tickets + second.tickets]
    assert len(seen) == len(set(seen)) == PAGE + 7
    assert (first.preceding, second.following) == ("", "")
    back = page(cast.superuser, read(second.preceding))
    assert [ticket.pk for ticket in back.tickets] == seen[:PAGE]
    assert back.preceding == ""


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
    client.get(QUEUE)  # the names of topics, the municipality and its times are remembered for a minute
    with django_assert_max_num_queries(14):
        client.get(QUEUE)


def test_a_case_costs_few_queries(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    ticket = open_ticket(cast.school)
    for number in range(8):
        ticket.answer(f"Svar {number}", by=cast.superuser)
    settle()
    enter(client, cast.support_entitled)
    with django_assert_max_num_queries(20):
        client.get(f"{QUEUE}{ticket.pk}/")


def test_mine_stand_by_due_time_and_those_without_one_last(cast: Cast) -> None:
    for days in (3, 1, 2, None):
        made = open_ticket(cast.school, subject=str(days))
        made.assign(cast.superuser, by=cast.superuser)
        if days:
            Ticket.objects.filter(pk=made.pk).update(due_at=timezone.now() + timedelta(days=days))
        else:
            made.ask("Hvad?", by=cast.superuser)
    listed = page(cast.superuser, QueueFilters(chosen="mine")).tickets
    assert [ticket.subject for ticket in listed] == ["1", "2", "3", "None"]


def test_filters_narrow_to_what_they_say(cast: Cast) -> None:
    yours, free = open_ticket(cast.school, subject="din"), open_ticket(cast.school, subject="fri", audience="staff")
    yours.assign(cast.pilot, by=cast.superuser)
    Ticket.objects.filter(pk=free.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    error = KnownError.objects.create(title="Kalenderen", description="Nede")
    error.tickets.add(yours)
    asked = open_ticket(cast.school, subject="spurgt")
    asked.ask("Hvad?", by=cast.pilot)
    see = cast.superuser
    assert subjects(see, chosen="all", assignee="nobody") == {"fri"}
    assert subjects(cast.pilot, chosen="all", assignee="me") == {"din", "spurgt"}
    assert subjects(see, chosen="all", assignee=str(cast.pilot.pk)) == {"din", "spurgt"}
    assert subjects(see, chosen="all", overdue="1") == {"fri"}
    assert subjects(see, chosen="all", waiting="requester") == {"spurgt"}
    assert subjects(see, chosen="all", waiting="us") == {"din", "fri"}
    assert subjects(see, chosen="all", known_error="any") == subjects(see, known_error=str(error.pk)) == {"din"}
    assert subjects(see, chosen="all", audience="staff", status="new") == {"fri"}
    Flag.raise_on(yours, ["urgent"])
    Flag.raise_on(asked, ["custody"])
    Flag.objects.get(ticket=asked).clear(by=see)
    assert subjects(see, flagged="1") == {"din"}


def test_answered_is_what_somebody_wrote_and_nobody_of_us_has_looked_at(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    assert not subjects(cast.superuser, chosen="answered")
    ticket.ask("Hvad?", by=cast.superuser)
    ticket.reply("Det her.")
    assert subjects(cast.superuser, chosen="answered") == {ticket.subject}
    ticket.note("Ser på det.", by=cast.superuser)
    assert not subjects(cast.superuser, chosen="answered")
    ticket.mark_forwarded(by=cast.superuser, party="Skemahuset")
    ticket.hear_from_party("Rettet.", party="Skemahuset")
    assert subjects(cast.superuser, chosen="answered") == {ticket.subject}


def test_what_i_handed_up_is_listed_until_it_comes_back(cast: Cast) -> None:
    ticket, me = open_ticket(cast.school, subject="op"), cast.superuser
    ticket.escalate(by=me, reason="Kan ikke.")
    assert subjects(me, chosen="handed_up") == {"op"}
    assert not subjects(cast.pilot, chosen="handed_up")
    ticket.hand_back(by=cast.pilot, reason="Spørg om telefonen.")
    assert (subjects(me, chosen="handed_up"), subjects(me, chosen="came_back")) == (set(), {"op"})
    ticket.escalate(by=me, reason="Det er gjort.")
    assert (subjects(me, chosen="handed_up"), subjects(me, chosen="came_back")) == ({"op"}, set())


def test_the_counter_says_nothing_until_something_new_has_come(cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    since = open_ticket(cast.school).pk
    address = f"{QUEUE}news/?since={since}"
    assert client.get(address).status_code == 204
    open_ticket(cast.daycare)
    assert client.get(address).status_code == 204
    open_ticket(cast.school)
    assert "1 ny" in client.get(address).content.decode()
    assert client.get(f"{address}&seen=1").status_code == 204
    assert arrived_since(cast.superuser, QueueFilters(route="unilogin"), since, most=99) == 0


def test_the_counter_costs_four_queries(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    enter(client, cast.superuser)
    with django_assert_max_num_queries(4):
        client.get(f"{QUEUE}news/?since=1")


def read(address: str) -> QueueFilters:
    return QueueFilters.read(QueryDict(address.removeprefix("?")).dict())


def test_the_queue_reads_an_index_however_many_cases_there_are(cast: Cast) -> None:
    """On 20,000 cases here; `make bench` prints the times at other sizes."""
    for _made in load_tickets(20_000):
        pass
    analyse()
    wide, narrow = cast.support_entitled, cast.superuser
    for user, filters, index in (
        (wide, QueueFilters(), "ticket_due"),
        (wide, QueueFilters(chosen="all"), "ticket_activity"),
        (narrow, QueueFilters(), "ticket_due"),
        (wide, QueueFilters(chosen="done"), "ticket_activity"),
    ):
        tickets = cases(user, filters)
        read_by = plan(ordered(tickets, filters.order).values_list("pk")[: PAGE + 1])
        assert index in read_by, read_by
        assert "Seq Scan on tickets_ticket" not in read_by, read_by
