"""One verb on many cases: by the same rights as on one, and undone as if it had not been."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.queue import bulk
from desk.queue.bulk import WORDINGS
from desk.queue.models import BulkAct
from desk.tasks import sweep_bulk_acts, work_off_bulk_act
from organisation.models import User
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, Draft, Event, Message, Ticket
from tickets.tasks import sweep_events
from triage.suggestions.models import Suggestion

QUEUE = "/admin/tickets/ticket/"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def press(client: Client, verb: str, *tickets: Ticket, **fields: Any) -> BulkAct | None:
    """As the page does it; None where nothing was tried."""
    before = BulkAct.objects.count()
    data = {"verb": verb, "case": [ticket.pk for ticket in tickets], "here": "?list=all", **fields}
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


def whole(client: Client, verb: str, **told: Any) -> BulkAct | None:
    """As the box "all cases of this list" does it, from a page whose newest case was `upto`."""
    upto = told.pop("upto", None) or Ticket.objects.newest_key()
    return press(client, verb, whole="1", upto=upto, **told)


def test_all_of_a_list_is_done_beyond_the_page_and_nothing_that_came_since(cast: Cast, client: Client) -> None:
    tickets = [open_ticket(cast.school) for _ in range(53)]
    upto = tickets[-1].pk
    late, theirs = open_ticket(cast.school), open_ticket(cast.daycare)
    enter(client, cast.superuser)
    page = client.get(f"{QUEUE}?list=needs_us").content.decode()
    assert "alle 54 sager på listen" in page
    assert whole(client, "take", upto=upto, here="?list=needs_us") is None, "what one does not see is asked about first"
    act = whole(client, "take", upto=upto, here="?list=needs_us", go="1")
    assert act is not None
    assert {each["id"] for each in act.done} == {ticket.pk for ticket in tickets}
    for other in (late, theirs):
        other.refresh_from_db()
        assert other.assignee is None


def test_the_filters_of_the_page_narrow_what_is_done(cast: Cast, client: Client) -> None:
    ours, other = open_ticket(cast.school), open_ticket(cast.school)
    ours.set_route("unilogin", by=cast.superuser)
    enter(client, cast.superuser)
    act = whole(client, "resolve", here="?list=all&route=unilogin", go="1")
    assert act is not None
    assert [each["id"] for each in act.done] == [ours.pk]
    other.refresh_from_db()
    assert other.status == "new"


def test_what_words_find_is_never_acted_on_as_a_whole(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school, subject="Kalender")
    settle()
    enter(client, cast.superuser)
    assert whole(client, "resolve", here="?list=all&q=kalender", go="1") is None
    ticket.refresh_from_db()
    assert ticket.status == "new"


def test_many_are_worked_off_by_a_task_and_the_page_tells_how_far(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    tickets = [open_ticket(cast.school) for _ in range(25)]
    settle()
    enter(client, cast.superuser)
    mails = Delivery.objects.count()
    act = whole(client, "resolve", here="?list=all", go="1")
    assert act is not None
    assert (act.is_running, act.total, act.gone_through) == (True, 25, 0)
    told = client.get(f"{QUEUE}bulk/{act.pk}/").content.decode()
    assert "0 af 25 sager" in told
    assert "hx-trigger" in told
    work_off_bulk_act(act.pk)
    act.refresh_from_db()
    assert (act.is_running, len(act.done), act.todo, act.told) == (False, 25, [], {})
    assert "Markeret som løst: 25" in client.get(f"{QUEUE}bulk/{act.pk}/").content.decode()
    settle()
    assert Delivery.objects.count() == mails
    client.post(f"{QUEUE}bulk/{act.pk}/undo/")
    assert {Ticket.objects.get(pk=ticket.pk).status for ticket in tickets} == {"new"}
    enter(client, cast.pilot)
    assert client.get(f"{QUEUE}bulk/{act.pk}/").status_code == 404


def test_what_a_dead_worker_left_is_gone_on_with_once(cast: Cast, client: Client) -> None:
    tickets = [open_ticket(cast.school) for _ in range(12)]
    act = BulkAct.begin("take", [ticket.pk for ticket in tickets], {}, by=cast.superuser)
    BulkAct.objects.update(claimed_until=timezone.now() + timedelta(minutes=1))
    sweep_bulk_acts()
    assert not Ticket.objects.exclude(assignee=None).exists(), "somebody works on it"
    BulkAct.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    for _twice in range(2):
        sweep_bulk_acts()
    act.refresh_from_db()
    assert (len(act.done), len(act.refused), act.is_running) == (12, 0, False)


def test_one_answer_goes_to_many_and_none_of_them_gets_it_when_it_is_undone(cast: Cast, client: Client) -> None:
    tickets = [open_ticket(cast.school), open_ticket(cast.school)]
    settle()
    mails = Delivery.objects.count()
    enter(client, cast.superuser)
    act = press(client, "answer", *tickets, go="1", text="Ugeplanen er der igen.", resolve="on")
    assert act is not None
    assert {Ticket.objects.get(pk=ticket.pk).status for ticket in tickets} == {"resolved"}
    settle()
    assert Delivery.objects.count() == mails
    client.post(f"{QUEUE}bulk/{act.pk}/undo/")
    act.refresh_from_db()
    assert act.kept == []
    assert {Ticket.objects.get(pk=ticket.pk).status for ticket in tickets} == {"new"}
    assert not Message.objects.filter(kind="answer").exists()
    assert not Draft.objects.exists()
    settle()
    assert Delivery.objects.count() == mails


def test_one_answer_to_many_names_none_of_them_before_somebody_has_looked(cast: Cast, client: Client) -> None:
    one = open_ticket(cast.school, requester_name="Maja Holm")
    other = open_ticket(cast.school, requester_name="Ole Friis", requester_email="ole@example.org")
    enter(client, cast.superuser)
    asked = {
        "verb": "answer",
        "case": [one.pk, other.pk],
        "go": "1",
        "text": "Hej Ole, ugeplanen er der igen, siger Maja.",
    }
    page = client.post(f"{QUEUE}bulk/", asked)
    assert (page.status_code, Message.objects.filter(kind="answer").count()) == (422, 0)
    choices = page.context["form"].fields["confirmed"].choices
    assert {text.split(": ")[1] for _key, text in choices} == {"Maja", "Ole"}
    assert choices[0][0] in page.content.decode()
    client.post(f"{QUEUE}bulk/", asked | {"confirmed": [key for key, _text in choices]})
    assert Message.objects.filter(kind="answer").count() == 2
    client.post(f"{QUEUE}bulk/", asked | {"case": [one.pk], "text": "Hej Maja, den er der igen."})
    assert Message.objects.filter(kind="answer").count() == 3


def test_one_answer_to_many_leaves_when_its_time_is_over(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school)
    settle()
    enter(client, cast.superuser)
    act = press(client, "answer", ticket, go="1", text="Prøv igen.")
    assert act is not None
    later(act)
    Message.objects.exclude(held_until=None).update(held_until=timezone.now() - timedelta(minutes=1))
    sweep_events()
    assert Delivery.objects.filter(kind="requester_answered").count() == 1


def test_no_select_starts_on_a_route_that_nobody_suggested(cast: Cast, client: Client) -> None:
    tickets = [open_ticket(cast.school) for _each in range(2)]
    enter(client, cast.superuser)
    page = client.get(f"/admin/tickets/ticket/{tickets[0].pk}/")
    assert page.context["forms"]["correct"]["route"].value() == ""
    asked = client.post(f"{QUEUE}bulk/", {"verb": "correct", "case": [ticket.pk for ticket in tickets]})
    assert not asked.context["form"]["route"].value()
    refused = client.post(f"/admin/tickets/ticket/{tickets[0].pk}/correct/", {"correct-route": ""})
    assert refused.status_code == 422
    tickets[0].set_route("unilogin", by=cast.superuser)
    page = client.get(f"/admin/tickets/ticket/{tickets[0].pk}/")
    assert page.context["forms"]["correct"]["route"].value() == "unilogin"
