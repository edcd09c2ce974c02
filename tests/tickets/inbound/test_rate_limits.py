"""How much mail is taken in, and how much is answered, in an hour."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from organisation.models import Municipality
from tests.cast import Cast, open_ticket
from tickets.inbound import rate_limits
from tickets.models import ReceivedMail, Ticket


def take(count: int, *, minutes: int = 5, **facts: Any) -> None:
    """So many mails, so long ago."""
    fields = {"from_email": "maja@example.org", "outcome": "opened", "speaker": "requester"} | facts
    at, made = timezone.now() - timedelta(minutes=minutes), ReceivedMail.objects.count()
    ReceivedMail.objects.bulk_create(
        ReceivedMail(fingerprint=str(made + number), received_at=at, **fields) for number in range(count)
    )


def limit_to(count: int) -> None:
    Municipality.objects.update(enquiries_per_hour=count)
    Municipality.forget_cached()


def test_an_address_opens_so_many_cases_in_an_hour_and_no_more(cast: Cast) -> None:
    limit_to(2)
    take(1)
    assert not rate_limits.too_many("maja@example.org")
    take(1)
    assert rate_limits.too_many("maja@example.org")
    assert not rate_limits.too_many("ida@example.org")
    limit_to(0)
    assert not rate_limits.too_many("maja@example.org")


def test_of_what_must_not_wait_five_more_are_opened(cast: Cast) -> None:
    limit_to(2)
    take(6)
    assert not rate_limits.far_too_many("maja@example.org")
    take(1)
    assert rate_limits.far_too_many("maja@example.org")
    limit_to(0)
    assert not rate_limits.far_too_many("maja@example.org")


def test_what_is_an_hour_old_and_what_opened_nothing_does_not_count(cast: Cast) -> None:
    limit_to(1)
    take(3, minutes=61)
    take(3, outcome="ignored")
    assert not rate_limits.too_many("maja@example.org")
    take(1, minutes=59)
    assert rate_limits.too_many("maja@example.org")


def test_a_case_takes_thirty_replies_in_an_hour(ticket: Ticket, cast: Cast) -> None:
    take(40, ticket=open_ticket(cast.school), outcome="reply")
    take(40, ticket=ticket, outcome="held")
    take(29, ticket=ticket, outcome="reply")
    assert not rate_limits.too_many_in(ticket)
    take(1, ticket=ticket, outcome="reply")
    assert rate_limits.too_many_in(ticket)


def test_an_address_gets_five_receipts_in_an_hour(ticket: Ticket) -> None:
    take(9, ticket=ticket, quiet=True)
    take(9, ticket=ticket, outcome="reply")
    take(4, ticket=ticket)
    assert not rate_limits.too_many_receipts("maja@example.org")
    take(1, ticket=ticket)
    assert rate_limits.too_many_receipts("maja@example.org")
    assert not rate_limits.too_many_receipts("ida@example.org")


def test_all_together_have_no_limit(ticket: Ticket) -> None:
    """On the day that Aula is down, everybody writes, and everybody is to hear that their mail has come."""
    take(400)
    assert not rate_limits.too_many_receipts("ida@example.org")


def test_a_case_shows_five_automatic_replies_in_an_hour(ticket: Ticket, cast: Cast) -> None:
    take(9, ticket=open_ticket(cast.school), outcome="ignored")
    take(9, ticket=ticket, outcome="ignored", minutes=61)
    take(9, ticket=ticket, outcome="reply")
    take(4, ticket=ticket, outcome="ignored")
    assert not rate_limits.too_many_automatic(ticket)
    take(1, ticket=ticket, outcome="ignored")
    assert rate_limits.too_many_automatic(ticket)


def test_somebody_is_told_of_a_loop_once_in_an_hour(ticket: Ticket) -> None:
    take(1, ticket=ticket, quiet=True, minutes=61)
    take(1, ticket=ticket)
    take(1, ticket=ticket, quiet=True, outcome="reply")
    assert not rate_limits.has_been_quiet("maja@example.org")
    take(1, ticket=ticket, quiet=True)
    assert rate_limits.has_been_quiet("maja@example.org")
    assert not rate_limits.has_been_quiet("ida@example.org")
