"""How much mail is taken in and answered. What really ends a loop that nobody has foreseen."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from organisation.models import Municipality
from tickets.models import ReceivedMail, Ticket
from tickets.models.received_mail import ReceivedMailQuerySet

HOUR: Final = timedelta(hours=1)
REPLIES_IN_A_CASE: Final = 30
"""In an hour, by mail; two people do not write to each other faster than that."""
RECEIPTS_TO_AN_ADDRESS: Final = 5
"""In an hour; beyond it that address gets no more, since two programs may be writing to each other. All together have
no limit: on the day that everybody writes, everybody is to hear that their mail has come."""
AUTOMATIC_IN_A_CASE: Final = 5
"""In an hour."""
MUST_NOT_WAIT: Final = 5
"""More mails of an address in an hour that are opened although it has sent too many."""
Outcome = ReceivedMail.Outcome


def too_many(from_email: str) -> bool:
    """Whether the address has sent more in an hour than the municipality takes (0: no limit)."""
    limit = Municipality.current().enquiries_per_hour
    return bool(limit) and opened_by(from_email) >= limit


def far_too_many(from_email: str) -> bool:
    """The same for what must not wait, of which a few more are taken."""
    limit = Municipality.current().enquiries_per_hour
    return bool(limit) and opened_by(from_email) >= limit + MUST_NOT_WAIT


def opened_by(from_email: str) -> int:
    return lately().filter(from_email=from_email, outcome=Outcome.OPENED).count()


def too_many_in(ticket: Ticket) -> bool:
    return lately().filter(ticket=ticket, outcome=Outcome.REPLY).count() >= REPLIES_IN_A_CASE


def too_many_automatic(ticket: Ticket) -> bool:
    return lately().filter(ticket=ticket, outcome=Outcome.IGNORED).count() >= AUTOMATIC_IN_A_CASE


def too_many_receipts(address: str) -> bool:
    """Whether an address had as many receipts in an hour as are good for anybody."""
    answered = lately().filter(outcome=Outcome.OPENED, quiet=False, ticket__requester_email=address)
    return answered.count() >= RECEIPTS_TO_AN_ADDRESS


def has_been_quiet(address: str) -> bool:
    """Whether the limit was met already within the hour, so that somebody has been told."""
    return lately().filter(outcome=Outcome.OPENED, quiet=True, ticket__requester_email=address).exists()


def lately() -> ReceivedMailQuerySet:
    return ReceivedMail.objects.filter(received_at__gt=timezone.now() - HOUR)
