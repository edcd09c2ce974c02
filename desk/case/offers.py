"""Which buttons the page of a case shows: by the right, by where the case stands, and by whether somebody must look
first.

The verbs ask all of it again. This spares people buttons that would only refuse them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from organisation.roles import Verb
from tickets.models import Ticket


@dataclass(frozen=True)
class Offer:
    """What a button needs: the right of the person, and where the case must stand."""

    right: str
    stands: Callable[[Ticket], bool]


OFFERS: Final = {
    "snooze": Offer(Verb.SNOOZE, lambda ticket: ticket.clock_runs),
    "unsnooze": Offer(Verb.SNOOZE, lambda ticket: ticket.clock_runs and ticket.snoozed_until is not None),
    "escalate": Offer(Verb.ESCALATE, lambda ticket: not ticket.is_done and ticket.next_tier is not None),
    "hand_back": Offer(Verb.HAND_BACK, lambda ticket: not ticket.is_done and ticket.previous_tier is not None),
    "resolve": Offer(Verb.RESOLVE, lambda ticket: not ticket.is_done),
    "reopen": Offer(Verb.REOPEN, lambda ticket: ticket.is_done),
    "merge": Offer(Verb.RESOLVE, lambda ticket: ticket.merged_into_id is None),
    "attach": Offer(Verb.TRIAGE, lambda ticket: not ticket.is_done),
}
"""Buttons that stand on the page only sometimes, by their names in `desk.case.buttons.BUTTONS`."""


def offered(ticket: Ticket, verbs: frozenset[str], held_back: frozenset[str]) -> frozenset[str]:
    """Those that a person with these rights finds on the page."""
    return frozenset(
        name
        for name, offer in OFFERS.items()
        if offer.right in verbs and name not in held_back and offer.stands(ticket)
    )
