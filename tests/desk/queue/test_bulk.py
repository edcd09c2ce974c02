"""One verb on many cases: by the same rights as on one, and undone as if it had not been."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.queue.bulk import WORDINGS
from desk.queue.models import BulkAct
from organisation.models import User
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, Event, Ticket
from tickets.tasks import sweep_events
from triage.suggestions.models import Suggestion

QUEUE = "/admin/tickets/ticket/"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def press(client: Client, verb: str, *tickets: Ticket, **told: Any) -> BulkAct | None:
    """As the page does it; None where nothing was tried."""
    before = BulkAct.objects.count()
    data = {"verb": verb, "case": [ticket.pk for ticket in tickets], "here": "?list=all", **told}
    answer = client.post(f"{QUEUE}bulk/", data)
    assert answer.status_code in {200, 302, 422}, answer.status_code
    return BulkAct.objects.order_by("id").last() if BulkAct.objects.count() > before else None


def later(act: BulkAct) -> None:
    """The time to undo runs out."""
    past = timezone.now() - timedelta(minutes=5)
    BulkAct.objects.filter(pk=act.pk).update(at=past)
    Event.objects.exclude(held_until=None).update(held_until=past, at=past)


def test_every_ticked_case_is_taken_and_the_page_says_so(cast: Cast, client: Client) -> None:
    tickets = [open_ticket(cast.school) for _ in range(3)]
    enter(client, cast.superuser)
    answer = client.post(
        f"{QUEUE}bulk/", {"verb": "take", "case": [each.pk for each in tickets], "here": "?list=all"}, follow=True
    )
    assert "Nu dine: 3" in answer.content.decode()
    assert {ticket.assignee for ticket in Ticket.objects.all()} == {cast.superuser}
    assert kinds(tickets[0]) == ["opened", "assigned"]


def test_the_page_says_which_were_not_done_and_why(cast: Cast, client: Client) -> None:
    low, high = open_ticket(cast.school), open_ticket(cast.school)
    high.escalate(by=cast.superuser, to="support_entitled", reason="Vi kan ikke.")
    enter(client, cast.superuser)
    act = press(client, "escalate", low, high, go="1", to="support_entitled", reason="Haster")
    assert act is not None
    assert [each["number"] for each in act.done] == [low.number]
    assert [each["number"] for each in act.refused] == [high.number]
    assert high.number in client.get(f"{QUEUE}?act={act.pk}").content.decode()


def test_cases_of_others_are_as_if_they_were_not_there(cast: Cast, client: Client) -> None:
    ours, theirs = open_ticket(cast.school), open_ticket(cast.daycare)
    enter(client, cast.superuser)
    act = press(client, "resolve", ours, theirs)
    assert act is not None
    assert len(act.done) == 1
    assert not act.refused
    theirs.refresh_from_db()
    assert theirs.status == "new"


def test_a_verb_that_asks_for_more_gets_a_page_and_does_nothing_before(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school)
    enter(client, cast.superuser)
    assert press(client, "correct", ticket) is None
    assert press(client, "correct", ticket, go="1", route="nix") is None
    act = press(client, "correct", ticket, go="1", route="unilogin")
    assert act is not None
    ticket.refresh_from_db()
    assert ticket.route == "unilogin"


@pytest.mark.parametrize("told", [{"verb": "nix"}, {"verb": "take"}, {"verb": "forward", "case": ["1"]}])
def test_nothing_chosen_is_said_and_nothing_is_done(told: dict[str, Any], cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    assert client.post(f"{QUEUE}bulk/", told).status_code == 302
    assert not BulkAct.objects.exists()


def test_an_undone_act_leaves_every_case_as_it_was_and_nobody_hears_of_it(cast: Cast, client: Client) -> None:
    tickets = [open_ticket(cast.school), open_ticket(cast.school)]
    settle()
    before = list(Ticket.objects.order_by("pk").values("status", "tier", "assignee", "due_at", "resolved_at"))
    mails = Delivery.objects.count()
    enter(client, cast.superuser)
    act = press(client, "resolve", *tickets)
    assert act is not None
    settle()
    assert Delivery.objects.count() == mails
    client.post(f"{QUEUE}bulk/{act.pk}/undo/")
    client.post(f"{QUEUE}bulk/{act.pk}/undo/")
    settle()
    assert list(Ticket.objects.order_by("pk").values("status", "tier", "assignee", "due_at", "resolved_at")) == before
    assert [kind for kind in kinds(tickets[0]) if kind != "routed"] == ["opened", "resolved", "undone"]
    assert Delivery.objects.count() == mails


def test_what_is_not_undone_is_told_when_its_time_is_over(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school)
    settle()
    enter(client, cast.superuser)
    act = press(client, "resolve", ticket)
    assert act is not None
    sweep_events()
    assert not Delivery.objects.filter(kind="requester_resolved").exists()
    later(act)
    sweep_events()
    assert Delivery.objects.filter(kind="requester_resolved").count() == 1
    client.post(f"{QUEUE}bulk/{act.pk}/undo/")
    ticket.refresh_from_db()
    assert ticket.status == "resolved"


def test_a_case_that_was_touched_since_stays_and_the_page_says_which(cast: Cast, client: Client) -> None:
    touched, left = open_ticket(cast.school), open_ticket(cast.school)
    enter(client, cast.superuser)
    act = press(client, "take", touched, left)
    assert act is not None
    touched.refresh_from_db()
    touched.note("Ringet.", by=cast.pilot)
    client.post(f"{QUEUE}bulk/{act.pk}/undo/")
    act.refresh_from_db()
    assert [each["number"] for each in act.kept] == [touched.number]
    touched.refresh_from_db()
    left.refresh_from_db()
    assert (touched.assignee, left.assignee) == (cast.superuser, None)


def test_an_undone_route_gives_the_suggestion_back_its_fate(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school)
    settle()
    suggestion = Suggestion.objects.get(ticket=ticket)
    ticket.refresh_from_db()
    enter(client, cast.superuser)
    act = press(client, "correct", ticket, go="1", route="out_of_scope")
    assert act is not None
    client.post(f"{QUEUE}bulk/{act.pk}/undo/")
    again = Suggestion.objects.get(ticket=ticket)
    assert (again.outcome, again.decided_by, again.decided_at) == (
        suggestion.outcome,
        suggestion.decided_by,
        suggestion.decided_at,
    )
    assert Ticket.objects.get(pk=ticket.pk).route == ticket.route


def test_only_who_did_it_undoes_it(cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    act = press(client, "take", open_ticket(cast.school))
    assert act is not None
    enter(client, cast.pilot)
    assert client.post(f"{QUEUE}bulk/{act.pk}/undo/").status_code == 404
    assert str(act.pk) not in client.get(f"{QUEUE}?act={act.pk}").content.decode().split("fortryd")[0][-20:]


def test_get_changes_nothing_and_an_observer_gets_403(cast: Cast, client: Client) -> None:
    enter(client, cast.superuser)
    assert client.get(f"{QUEUE}bulk/").status_code == 405
    assert client.get(f"{QUEUE}bulk/1/undo/").status_code == 405
    enter(client, cast.observer)
    for path in ("bulk/", "bulk/1/undo/", "view/", "view/1/remove/"):
        assert client.post(QUEUE + path).status_code == 403


def test_every_bulk_verb_is_a_button() -> None:
    from desk.case.buttons import BUTTONS  # noqa: PLC0415  the table is what is asked here

    assert set(WORDINGS) <= set(BUTTONS)
