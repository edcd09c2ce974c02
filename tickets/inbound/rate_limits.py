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
"""In an hour. There is no limit for all together: on the day Aula is down, everybody hears, if late."""
Outcome = ReceivedMail.Outcome


def too_many(from_email: str) -> bool:
    """Whether the address has sent more in an hour than the municipality takes (0: no limit)."""
    limit = Municipality.current().enquiries_per_hour
    return bool(limit) and lately().filter(from_email=from_email, outcome=Outcome.OPENED).count() >= limit


def too_many_in(ticket: Ticket) -> bool:
    return lately().filter(ticket=ticket, outcome=Outcome.REPLY).count() >= REPLIES_IN_A_CASE


def too_many_receipts(address: str) -> bool:
    """Whether an address had as many receipts in an hour as are good for anybody."""
    answered = lately().filter(outcome=Outcome.OPENED, quiet=False)
    return answered.filter(ticket__requester_email=address).count() >= RECEIPTS_TO_AN_ADDRESS


def lately() -> ReceivedMailQuerySet:
    return ReceivedMail.objects.filter(received_at__gt=timezone.now() - HOUR)
