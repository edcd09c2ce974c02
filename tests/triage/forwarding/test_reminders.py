"""Who is told of a silence, how often, and when not."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast, kinds
from tests.triage.forwarding.test_ways_out import to_vendor
from tickets.models import Ticket
from triage.forwarding import reminders
from triage.forwarding.models import Forwarding
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
