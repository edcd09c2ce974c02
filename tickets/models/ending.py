"""The end of a case, and that it begins again."""

from typing import TYPE_CHECKING

from django.utils import timezone

from organisation.models import User
from organisation.roles import Verb
from privacy.cpr import mask
from tickets.models.acting import acting, change
from tickets.models.event import Event
from tickets.words import Actor, Status

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def require_look(ticket: "Ticket", by: User | Actor) -> None:
    """What is flagged ends only after somebody looked, unless its requester ends it."""
    if by is not Actor.REQUESTER:
        ticket.require_seen()


def resolve(ticket: "Ticket", *, by: User | Actor) -> None:
    """The matter is settled, says the support or the requester; ours of a flagged case only once they looked."""
    with acting(ticket, Verb.RESOLVE, by):
        if not ticket.is_done:
            require_look(ticket, by)
            change(ticket, status=Status.RESOLVED, resolved_at=timezone.now())
            Event.record(ticket, "resolved", by=by)


def reopen(ticket: "Ticket", *, by: User | Actor, reason: str = "") -> None:
    with acting(ticket, Verb.REOPEN, by):
        if ticket.is_done:
            change(ticket, status=Status.IN_PROGRESS, resolved_at=None)
            Event.record(ticket, "reopened", by=by, reason=mask(reason).text)


def close(ticket: "Ticket", *, by: User | Actor) -> None:
    """Ends a resolved case for good; an answer from the requester still reopens it."""
    with acting(ticket, Verb.RESOLVE, by):
        require_look(ticket, by)
        if ticket.status != Status.CLOSED:
            change(ticket, status=Status.CLOSED, resolved_at=ticket.resolved_at or timezone.now())
            Event.record(ticket, "closed", by=by)


def ask_about_standstill(ticket: "Ticket") -> bool:
    """Asks whoever has the case, or the people of its tier, whether it goes on. It stands as still as before."""
    with ticket.locked():
        if ticket.is_done or ticket.is_flagged:
            return False
        Event.record(ticket, "stood_still", by=Actor.SYSTEM)
    return True


def end_standstill(ticket: "Ticket") -> bool:
    """Nobody has touched the case since it was asked about: it is over. Its requester may open it again."""
    with ticket.locked():
        if ticket.is_done or ticket.is_flagged:
            return False
        change(ticket, by_us=False, status=Status.CLOSED, resolved_at=timezone.now())
        Event.record(ticket, "ended", by=Actor.SYSTEM)
    return True
