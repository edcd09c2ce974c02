"""Sharing out: in turn or by load, once for each event, never two at once to one."""

import threading

import pytest
from django.db import connection

from organisation.models import User
from tests.cast import Cast, kinds, open_ticket, settle
from tests.tickets.work.test_absence import away
from tickets import dispatch
from tickets.models import Event, Safeguarding, Sharing, Ticket
from tickets.words import Actor
from tickets.work import sharing


def share(way: str, cast: Cast) -> None:
    Sharing.objects.create(way=way)


def given(cast: Cast, count: int) -> list[User | None]:
    tickets = [open_ticket(cast.school) for _each in range(count)]
    settle()
    return [Ticket.objects.get(pk=ticket.pk).assignee for ticket in tickets]


def test_cases_go_in_turn(cast: Cast) -> None:
    share("round_robin", cast)
    one, other = cast.superuser, cast.institution_admin
    assert given(cast, 4) == [one, other, one, other]


def test_nothing_is_shared_out_unless_the_municipality_wants_it(cast: Cast) -> None:
    assert given(cast, 1) == [None]


def test_nobody_comes_to_see_what_only_some_need_to_know_because_it_is_their_turn(cast: Cast) -> None:
    share("round_robin", cast)
    Safeguarding.objects.create(id=1, need_to_know=True)
    Safeguarding.forget_cached()
    ticket = open_ticket(cast.school, body="Min far slår mig hver dag, og jeg tør ikke gå hjem.")
    settle()
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.is_sensitive, stored.assignee) == (True, None)


def test_what_was_solved_meanwhile_is_given_to_nobody(cast: Cast) -> None:
    share("round_robin", cast)
    ticket = open_ticket(cast.school)
    ticket.resolve(by=Actor.REQUESTER)
    settle()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_an_institution_has_its_own_way(cast: Cast) -> None:
    share("round_robin", cast)
    Sharing.objects.create(institution=cast.school, way="off")
    assert given(cast, 1) == [None]


def test_who_has_fewest_cases_gets_the_next(cast: Cast) -> None:
    for _each in range(3):
        open_ticket(cast.school).assign(cast.superuser, by=cast.superuser)
    share("least_load", cast)
    assert given(cast, 3) == [cast.institution_admin] * 3


def test_who_is_away_and_who_only_looks_get_none(cast: Cast) -> None:
    share("round_robin", cast)
    away(cast.superuser, None)
    assert given(cast, 2) == [cast.institution_admin] * 2


def test_the_same_event_again_gives_nothing_anew(cast: Cast) -> None:
    share("round_robin", cast)
    ticket = open_ticket(cast.school)
    settle()
    ticket.refresh_from_db()
    ticket.assign(None, by=cast.superuser)
    sharing.share_out(ticket.events.get(kind="opened"))
    ticket.refresh_from_db()
    assert ticket.assignee is None
    assert kinds(ticket).count("shared_out") == 1


def test_a_case_that_comes_back_is_shared_out_again(cast: Cast) -> None:
    share("round_robin", cast)
    ticket = open_ticket(cast.school)
    ticket.escalate(by=cast.superuser, reason="Op.")
    ticket.hand_back(by=cast.pilot, reason="Ned.")
    settle()
    ticket.refresh_from_db()
    assert ticket.assignee in {cast.superuser, cast.institution_admin}


@pytest.mark.django_db(transaction=True)
def test_two_cases_at_once_go_to_two_people(cast: Cast) -> None:
    tickets = [open_ticket(cast.school) for _each in range(4)]
    share("round_robin", cast)
    Event.objects.update(dispatched_at=None)
    events = list(Event.objects.filter(kind="opened").values_list("pk", flat=True))
    start = threading.Barrier(len(events))

    def work(event_id: int) -> None:
        start.wait()
        dispatch.dispatch(event_id)
        connection.close()

    workers = [threading.Thread(target=work, args=[event_id]) for event_id in events]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    held = [Ticket.objects.get(pk=ticket.pk).assignee_id or 0 for ticket in tickets]
    assert sorted(held) == sorted([cast.superuser.pk, cast.institution_admin.pk] * 2)
