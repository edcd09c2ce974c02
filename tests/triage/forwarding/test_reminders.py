"""Who is told of a silence, how often, and when not."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast, kinds, open_ticket, settle
from tests.triage.forwarding.test_ways_out import to_vendor
from tickets.models import Delivery, Event, Ticket
from tickets.words import Actor
from triage.faults.models import FaultReport
from triage.flags.models import Flag
from triage.forwarding import reminders
from triage.forwarding.models import Forwarding, SilencePolicy
from triage.routing.models import RoutingRule


@pytest.fixture
def silent(ticket: Ticket, cast: Cast) -> Forwarding:
    return to_vendor(ticket, cast)


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_a_silent_party_is_told_of_once_until_it_is_written_to_again(
    silent: Forwarding, ticket: Ticket, cast: Cast
) -> None:
    assert [reminders.sweep(in_days(15)).parties for _sweep in range(3)] == [1, 0, 0]
    assert not reminders.silent_parties(silent.rule, in_days(40)).exists()
    Forwarding.objects.update(last_contact_at=timezone.now() - timedelta(days=1))
    silent.remind(by=cast.superuser)
    assert reminders.sweep(in_days(1)).parties == 0
    assert reminders.sweep(in_days(15)).parties == 1
    assert kinds(ticket).count("party_silent") == 2


def test_two_sweeps_at_once_tell_of_a_party_once(silent: Forwarding, ticket: Ticket) -> None:
    """Both have read the row before either has told."""
    rule = silent.rule
    first, second = (reminders.silent_parties(rule, in_days(15))[0] for _sweep in range(2))
    assert reminders.tell_of_party(first, in_days(15))
    assert not reminders.tell_of_party(second, in_days(15))
    assert kinds(ticket).count("party_silent") == 1


def test_nobody_is_told_before_the_time_or_where_the_rule_says_never(silent: Forwarding) -> None:
    assert reminders.sweep(in_days(1)).parties == 0
    RoutingRule.objects.update(remind_after_days=0)
    assert reminders.sweep(in_days(15)).parties == 0


def test_a_party_that_has_answered_is_not_silent(silent: Forwarding, cast: Cast) -> None:
    silent.note_answer("Vi kigger på det.", by=cast.superuser)
    assert reminders.sweep(in_days(15)).parties == 0


def test_a_case_that_came_back_to_us_waits_for_no_party(silent: Forwarding, ticket: Ticket, cast: Cast) -> None:
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    assert reminders.sweep(in_days(15)).parties == 0


# The requester


def asked(ticket: Ticket, cast: Cast) -> Ticket:
    """A case as a sweep has read it, in which the requester was asked something."""
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    return Ticket.objects.select_related("institution").get(pk=ticket.pk)


def test_the_requester_of_a_flagged_case_is_asked_nothing_by_itself(ticket: Ticket, cast: Cast) -> None:
    asked(ticket, cast)
    Flag.raise_on(ticket, ["violence"])
    assert reminders.sweep(in_days(15)).asked_again == 0
    assert "asked_again" not in kinds(ticket)


@pytest.mark.parametrize("meanwhile", ["answered", "flagged", "resolved"])
def test_a_case_in_which_something_happened_after_the_sweep_had_looked_is_not_closed(
    meanwhile: str, ticket: Ticket, cast: Cast
) -> None:
    silent_case = asked(ticket, cast)
    if meanwhile == "answered":
        ticket.reply("En iPhone.")
    elif meanwhile == "flagged":
        Flag.raise_on(ticket, ["violence"])
    else:
        ticket.resolve(by=cast.superuser)
    before = Ticket.objects.get(pk=ticket.pk).status
    assert not reminders.close(silent_case)
    assert Ticket.objects.get(pk=ticket.pk).status == before
    assert "closed" not in kinds(ticket)


def test_two_sweeps_at_once_ask_a_requester_once_and_nobody_who_has_answered(ticket: Ticket, cast: Cast) -> None:
    first, second = asked(ticket, cast), Ticket.objects.get(pk=ticket.pk)
    assert [reminders.ask_again(first), reminders.ask_again(second)] == [True, False]
    answered = open_ticket(cast.school)
    read_before = asked(answered, cast)
    answered.reply("En iPhone.")
    assert not reminders.ask_again(read_before)
    assert "asked_again" not in kinds(answered)


def test_a_case_closes_itself_only_after_it_has_been_asked_again_and_waited_on(ticket: Ticket, cast: Cast) -> None:
    asked(ticket, cast)
    assert reminders.sweep(in_days(1)).asked_again == 0
    assert reminders.sweep(in_days(15)).asked_again == 1
    Event.objects.filter(kind="asked_again").update(at=in_days(15))
    SilencePolicy.objects.create(id=1, remind_after_days=3, close_after_days=2)
    assert reminders.sweep(in_days(15)).closed == 0
    assert reminders.sweep(in_days(30)).closed == 1


@pytest.mark.parametrize(("by_itself", "count"), [(True, 1), (False, 0)])
def test_only_a_case_that_closed_itself_says_so(by_itself: bool, count: int, ticket: Ticket, cast: Cast) -> None:
    if by_itself:
        ticket.close(by=Actor.SYSTEM)
    else:
        ticket.close(by=cast.superuser)
    settle()
    assert Delivery.objects.filter(kind="requester_closed", recipient=ticket.requester_email).count() == count


def test_whoever_works_on_a_case_hears_of_the_facts_that_its_requester_sends_and_of_no_others(
    ticket: Ticket, cast: Cast
) -> None:
    ticket.assign(cast.superuser, by=cast.superuser)
    settle()
    FaultReport.record(ticket, {"device": "iPhone 13"}, by=cast.pilot)
    settle()
    assert not Delivery.objects.filter(kind="assignee_reported").exists()
    FaultReport.record(ticket, {"steps": "Åbn kalenderen."}, by=Actor.REQUESTER)
    settle()
    assert Delivery.objects.get(kind="assignee_reported").recipient == cast.superuser.email
