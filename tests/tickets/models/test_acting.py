"""What every verb of a case stands on: the right is asked, the case stands still, and a change says all it must."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from organisation.models import User
from organisation.roles import Verb
from tests.cast import Cast, kinds, open_ticket
from tests.tickets.work.test_staffing import be_away
from tickets.models import LetIn, Merge, Safeguarding, Ticket
from tickets.models.acting import acting, change, guard
from tickets.models.refusals import UnableTo
from tickets.words import Actor, Sensitivity, Status, Tier


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def last(ticket: Ticket, kind: str) -> dict[str, object]:
    data: dict[str, object] = ticket.events.filter(kind=kind).latest("id").data
    return data


@pytest.mark.parametrize("role", ["stranger", "observer"])
def test_who_has_not_the_right_at_the_place_of_the_case_cannot_act(role: str, ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        guard(ticket, Verb.NOTE, cast.by_role(role))
    with pytest.raises(PermissionDenied), acting(ticket, Verb.NOTE, cast.by_role(role)):
        pass


def test_where_only_some_need_to_know_the_others_cannot_act_and_a_case_to_come_is_open(
    ticket: Ticket, cast: Cast
) -> None:
    Safeguarding.objects.update_or_create(id=1, defaults={"need_to_know": True})
    Safeguarding.forget_cached()
    secret = {"sensitivity": Sensitivity.CONFIRMED}
    Ticket.objects.filter(pk=ticket.pk).update(**secret)
    with pytest.raises(PermissionDenied):
        guard(fresh(ticket), Verb.NOTE, cast.superuser)
    guard(fresh(ticket), Verb.NOTE, Actor.SYSTEM)
    guard(Ticket(institution=cast.school, **secret), Verb.NOTE, cast.superuser)
    LetIn.objects.create(ticket=ticket, user=cast.superuser)
    guard(fresh(ticket), Verb.NOTE, cast.superuser)


@pytest.mark.parametrize("moves", [True, False])
def test_the_right_is_asked_again_where_the_case_has_moved_meanwhile(moves: bool, ticket: Ticket, cast: Cast) -> None:
    old = fresh(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(institution=cast.daycare if moves else cast.school)
    with pytest.raises(PermissionDenied) if moves else nullcontext(), acting(old, Verb.NOTE, cast.superuser):
        pass


def test_nobody_but_the_helpdesk_acts_on_what_was_merged_and_the_refusal_names_the_common_case(
    ticket: Ticket, cast: Cast
) -> None:
    common = open_ticket(cast.school, subject="Den fælles")
    Merge.begin(ticket, common, by=cast.superuser, confirmed=True)
    for by in (cast.superuser, Actor.PARTY):
        with pytest.raises(UnableTo) as refusal, acting(fresh(ticket), Verb.NOTE, by):
            pass
        assert common.number in str(refusal.value)
    with acting(fresh(ticket), Verb.NOTE, Actor.SYSTEM):
        pass


@pytest.mark.parametrize("by_us", [True, False])
def test_a_change_counts_itself_and_says_when_it_was_and_whether_it_was_ours(by_us: bool, ticket: Ticket) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    Ticket.objects.filter(pk=ticket.pk).update(last_activity_at=hour_ago, touched_at=hour_ago, due_at=hour_ago)
    old = fresh(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(subject="Skrevet imens")
    with old.locked():
        change(old, by_us=by_us, tier=Tier.PILOT)
    now = fresh(ticket)
    assert (now.tier, now.version, now.subject) == (Tier.PILOT, ticket.version + 1, "Skrevet imens")
    assert now.last_activity_at > hour_ago
    assert (now.touched_at > hour_ago, now.due_at != hour_ago) == (by_us, by_us)
    assert old.moved == {"tier": [Tier.FIRST_LEVEL, Tier.PILOT]}


@pytest.mark.parametrize(("restarts", "moves"), [(None, True), (True, True), (False, False)])
def test_the_clock_begins_anew_unless_it_is_told_not_to(restarts: bool | None, moves: bool, ticket: Ticket) -> None:
    since = ticket.clock_since
    with ticket.locked():
        change(ticket, restarts=restarts, tier=Tier.FIRST_LEVEL)
    assert (fresh(ticket).clock_since != since) is moves


@pytest.mark.parametrize(
    ("by_us", "fields", "wakes"),
    [
        (True, {"tier": Tier.PILOT}, True),
        (True, {"tier": Tier.FIRST_LEVEL}, False),
        (False, {"status": Status.NEW}, True),
        (True, {"priority": "high"}, False),
    ],
)
def test_what_was_put_aside_is_back_when_it_goes_elsewhere_or_somebody_was_heard(
    by_us: bool, fields: dict[str, str], wakes: bool, ticket: Ticket, cast: Cast
) -> None:
    ticket.snooze(timezone.localdate() + timedelta(days=20), by=cast.superuser)
    with ticket.locked():
        change(ticket, by_us=by_us, restarts=False, **fields)
    now = fresh(ticket)
    assert (now.snoozed_until is None) is wakes
    assert now.due_at is not None
    assert (now.due_at < timezone.now() + timedelta(days=15)) is wakes
    assert all(getattr(now, name) == value for name, value in fields.items())


@pytest.mark.parametrize(("fields", "counts"), [({"priority": "high"}, True), ({"tier": Tier.PILOT}, False)])
def test_a_clock_that_goes_on_counts_again_by_another_priority_alone(
    fields: dict[str, Any], counts: bool, ticket: Ticket
) -> None:
    due = fresh(ticket).due_at
    with ticket.locked():
        change(ticket, restarts=False, **fields)
    now = fresh(ticket)
    assert (now.due_at != due) is counts
    assert now.clock_since == ticket.clock_since


@pytest.mark.parametrize(
    ("away", "to", "by", "given", "instead"),
    [
        ("", "pilot", "superuser", "pilot", False),
        ("", "superuser", "superuser", "superuser", False),
        ("pilot", "pilot", "superuser", "institution_admin", True),
        ("superuser", "superuser", "superuser", "superuser", False),
        ("pilot alone", "pilot", "superuser", "pilot", False),
    ],
)
def test_a_case_goes_to_the_deputy_of_who_is_away_and_says_instead_of_whom(
    away: str, to: str, by: str, given: str, instead: bool, ticket: Ticket, cast: Cast
) -> None:
    if away:
        be_away(cast.by_role(away.split(maxsplit=1)[0]), None if "alone" in away else cast.institution_admin)
    ticket.assign(cast.by_role(to), by=cast.by_role(by))
    person = cast.by_role(given)
    assert fresh(ticket).assignee == person
    data = last(ticket, "assigned")
    assert (data["to"], data["name"]) == (person.pk, person.name)
    assert data.get("instead_of") == (cast.by_role(to).pk if instead else None)
    assert "message" not in data


def test_a_note_goes_with_the_case_and_stands_alone_where_nothing_changes_hands(ticket: Ticket, cast: Cast) -> None:
    for _twice in range(2):
        before = fresh(ticket).version
        ticket.assign(cast.pilot, by=cast.superuser, note="Ring til moderen.")
        assert fresh(ticket).version > before
    assert kinds(ticket) == ["opened", "assigned", "noted"]
    notes = list(ticket.messages.filter(kind="note").order_by("id"))
    assert [note.author for note in notes] == [cast.superuser, cast.superuser]
    assert [last(ticket, kind)["message"] for kind in ("assigned", "noted")] == [note.pk for note in notes]
    assert ticket.events.latest("id").by == cast.superuser
    ticket.assign(None, by=cast.superuser)
    assert last(ticket, "assigned")["to"] is None


def test_who_has_no_right_to_give_a_case_away_gives_it_to_nobody(ticket: Ticket, cast: Cast) -> None:
    client = User.objects.get(pk=cast.superuser.pk)
    client.lend([("read_cases", None)])
    with pytest.raises(PermissionDenied):
        ticket.assign(cast.pilot, by=client)
    assert fresh(ticket).assignee is None


def test_who_is_given_a_sensitive_case_may_see_it_later_too(ticket: Ticket, cast: Cast) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(sensitivity=Sensitivity.CONFIRMED)
    fresh(ticket).assign(cast.pilot, by=cast.superuser)
    assert LetIn.objects.filter(ticket=ticket, user=cast.pilot).exists()


def test_a_case_goes_up_and_down_for_who_may_and_tells_from_where_to_where_and_why(ticket: Ticket, cast: Cast) -> None:
    for move in ("escalate", "hand_back"):
        with pytest.raises(PermissionDenied):
            getattr(ticket, move)(by=cast.observer, reason="Op.")
    ticket.escalate(by=cast.superuser, reason="Barnet 010203-1234.")
    with pytest.raises(PermissionDenied):
        ticket.hand_back(by=cast.superuser, reason="Ned.")
    ticket.hand_back(by=cast.pilot, reason="Barnet 010203-1234.")
    up, down = last(ticket, "escalated"), last(ticket, "handed_back")
    assert (up["tier"], up["before"]) == (Tier.PILOT, Tier.FIRST_LEVEL)
    assert (down["tier"], down["before"]) == (Tier.FIRST_LEVEL, Tier.PILOT)
    for data in (up, down):
        assert str(data["reason"]).startswith("Barnet")
        assert "1234" not in str(data["reason"])


def test_the_clock_climbs_to_the_minute_by_the_time_that_it_is_told_and_never_what_cannot(
    ticket: Ticket, cast: Cast
) -> None:
    assert ticket.due_at is not None
    assert not ticket.climb(ticket.due_at - timedelta(seconds=1))
    assert ticket.climb(ticket.due_at)
    assert ticket.events.latest("id").actor == Actor.SYSTEM
    ticket.ask("Hvilken telefon?", by=cast.pilot)
    assert not ticket.climb(timezone.now() + timedelta(days=9))
    ticket.escalate(by=cast.pilot, reason="Op.")
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now())
    assert not ticket.climb(timezone.now() + timedelta(days=9))


@pytest.mark.parametrize("status", [Status.NEW, Status.IN_PROGRESS])
def test_a_case_that_goes_up_keeps_its_state(status: Status, ticket: Ticket, cast: Cast) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status=status)
    fresh(ticket).escalate(by=cast.superuser, reason="Op.")
    assert fresh(ticket).status == status
