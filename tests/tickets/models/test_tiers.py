"""escalate, hand_back, climb and assign."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from organisation.models import Membership, User
from tests.cast import Cast, kinds, settle
from tickets.models import Ticket
from tickets.models.refusals import UnableTo, UnableToEscalate, UnableToHandBack
from tickets.words import Actor, Status, Tier


def make_late(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() - timedelta(minutes=1))


def test_a_case_goes_up_with_a_reason_and_the_new_tier_is_told(ticket: Ticket, cast: Cast) -> None:
    ticket.escalate(by=cast.superuser, reason="Vi har prøvet alt.")
    assert ticket.tier == Tier.PILOT
    settle()
    (letter,) = [letter for letter in mail.outbox if letter.to == [cast.pilot.email]]
    assert "Vi har prøvet alt." in letter.body


@pytest.mark.parametrize("move", ["escalate", "climb", "hand_back"])
def test_who_had_a_case_has_it_no_more_when_it_goes_to_another_tier(move: str, ticket: Ticket, cast: Cast) -> None:
    if move == "hand_back":
        ticket.escalate(by=cast.superuser, reason="Op.")
    ticket.assign(cast.pilot, by=cast.superuser)
    if move == "escalate":
        ticket.escalate(by=cast.superuser, reason="Op.", to=Tier.SUPPORT_ENTITLED)
    elif move == "climb":
        make_late(ticket)
        ticket.climb()
    else:
        ticket.hand_back(by=cast.pilot, reason="Ned.")
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_a_case_may_skip_a_tier(ticket: Ticket, cast: Cast) -> None:
    ticket.escalate(by=cast.superuser, reason="Haster.", to=Tier.SUPPORT_ENTITLED)
    assert ticket.tier == Tier.SUPPORT_ENTITLED


def test_there_is_nothing_above_the_support_entitled(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(UnableToEscalate):
        ticket.escalate(by=cast.superuser, reason="Op.", to=Tier.FIRST_LEVEL)
    ticket.escalate(by=cast.superuser, reason="Op.", to=Tier.SUPPORT_ENTITLED)
    with pytest.raises(UnableToEscalate):
        ticket.escalate(by=cast.superuser, reason="Op.")
    with pytest.raises(UnableToEscalate):
        ticket.escalate(by=cast.superuser, reason="Op.", to=Tier.PILOT)


def test_a_case_comes_back_down_with_a_reason(ticket: Ticket, cast: Cast) -> None:
    ticket.escalate(by=cast.superuser, reason="Op.")
    ticket.hand_back(by=cast.pilot, reason="Spørg om telefonen.")
    assert ticket.tier == Tier.FIRST_LEVEL
    with pytest.raises(UnableToHandBack):
        ticket.hand_back(by=cast.pilot, reason="Ned.")


def test_the_clock_moves_an_untouched_case_up_one_tier(ticket: Ticket) -> None:
    make_late(ticket)
    assert ticket.climb()
    assert ticket.tier == Tier.PILOT
    assert ticket.due_at is not None
    assert ticket.due_at > timezone.now()
    assert kinds(ticket) == ["opened", "escalated"]


def test_the_clock_moves_a_case_once(ticket: Ticket) -> None:
    make_late(ticket)
    stale = Ticket.objects.get(pk=ticket.pk)
    assert ticket.climb()
    assert not stale.climb()
    assert kinds(ticket) == ["opened", "escalated"]


def test_a_touched_case_does_not_climb(ticket: Ticket, cast: Cast) -> None:
    make_late(ticket)
    ticket.note("Ser på det.", by=cast.superuser)
    assert not ticket.climb()


def test_the_clock_skips_a_tier_where_nobody_works(ticket: Ticket) -> None:
    Membership.objects.filter(role="pilot").delete()
    make_late(ticket)
    ticket.climb()
    assert ticket.tier == Tier.SUPPORT_ENTITLED


def test_a_case_is_given_to_somebody_who_can_see_it(ticket: Ticket, cast: Cast) -> None:
    ticket.assign(cast.pilot, by=cast.superuser)
    ticket.assign(cast.pilot, by=cast.superuser)
    assert kinds(ticket) == ["opened", "assigned"]
    with pytest.raises(UnableTo):
        ticket.assign(cast.stranger, by=cast.superuser)


def test_a_case_that_waits_for_its_requester_waits_for_the_next_tier_when_it_is_handed_up(
    ticket: Ticket, cast: Cast
) -> None:
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    assert ticket.due_at is None
    ticket.escalate(by=cast.superuser, reason="Op.")
    assert (ticket.status, ticket.tier) == (Status.IN_PROGRESS, Tier.PILOT)
    assert ticket.due_at is not None


@pytest.mark.parametrize("move", ["escalate", "hand_back"])
def test_what_is_solved_moves_to_no_other_tier(move: str, ticket: Ticket, cast: Cast) -> None:
    ticket.escalate(by=cast.superuser, reason="Op.")
    ticket.resolve(by=cast.pilot)
    with pytest.raises(UnableTo):
        getattr(ticket, move)(by=cast.pilot, reason="Videre.")
    assert Ticket.objects.get(pk=ticket.pk).tier == Tier.PILOT


def test_a_case_is_given_to_nobody_who_has_left(ticket: Ticket, cast: Cast) -> None:
    User.objects.filter(pk=cast.pilot.pk).update(is_active=False)
    with pytest.raises(UnableTo):
        ticket.assign(User.objects.get(pk=cast.pilot.pk), by=cast.superuser)
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


@pytest.mark.parametrize("state", ["has somebody", "is solved"])
def test_the_helpdesk_takes_a_case_from_nobody_and_shares_out_none_that_is_solved(
    state: str, ticket: Ticket, cast: Cast
) -> None:
    if state == "has somebody":
        ticket.assign(cast.pilot, by=cast.superuser)
    else:
        ticket.resolve(by=cast.superuser)
        Ticket.objects.filter(pk=ticket.pk).update(assignee=None)
    before = Ticket.objects.get(pk=ticket.pk).assignee
    Ticket.objects.get(pk=ticket.pk).share_out(cast.institution_admin, source=ticket.events.earliest("id").pk)
    assert Ticket.objects.get(pk=ticket.pk).assignee == before
    assert "shared_out" not in kinds(ticket)


def test_who_loses_a_case_to_nobody_leaves_it_to_its_tier(ticket: Ticket, cast: Cast) -> None:
    ticket.lose_assignee()
    assert kinds(ticket) == ["opened"]
    ticket.assign(cast.superuser, by=cast.pilot)
    ticket.lose_assignee()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    event = ticket.events.latest("id")
    assert (event.kind, event.actor, event.data["to"]) == ("assigned", Actor.SYSTEM, None)
