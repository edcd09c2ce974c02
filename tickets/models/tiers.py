"""Up a tier and down again, by a person or by the clock. Many at once: `tickets.models.climbing`."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from privacy.cpr import mask
from tickets.models.acting import acting, change
from tickets.models.event import Event
from tickets.models.refusals import UnableToEscalate, UnableToHandBack
from tickets.words import TIERS, Actor, Status, Tier
from tickets.work import staffing

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def escalate(ticket: "Ticket", *, by: User, reason: str, to: str | None = None) -> None:
    """Hands the case up a tier, or two, with a reason."""
    with acting(ticket, Verb.ESCALATE, by):
        tier = to or ticket.next_tier
        if ticket.is_done:
            raise UnableToEscalate(_("The case is resolved. Reopen it first."))
        if tier is None or TIERS.index(Tier(tier)) <= TIERS.index(Tier(ticket.tier)):
            raise UnableToEscalate(_("The case is already at this tier or above it."))
        go_up(ticket, Tier(tier), by=by, reason=mask(reason).text)


def climb(ticket: "Ticket", now: datetime | None = None) -> bool:
    """The clock: an untouched case goes up one tier. False when it was touched or moved meanwhile."""
    with ticket.locked():
        if ticket.next_tier is None or ticket.due_at is None or ticket.due_at > (now or timezone.now()):
            return False
        go_up(ticket, staffing.tier_above(ticket), by=Actor.SYSTEM, reason="")
    return True


def climb_for_target(ticket: "Ticket") -> None:
    """Under the lock: the time of a target is up, so the next tier that has somebody takes the case."""
    if ticket.next_tier is not None and ticket.clock_runs:
        go_up(ticket, staffing.tier_above(ticket), by=Actor.SYSTEM, reason="")


def go_up(ticket: "Ticket", tier: Tier, *, by: User | Actor, reason: str) -> None:
    before = ticket.tier
    status = Status.IN_PROGRESS if ticket.status == Status.WAITING_REQUESTER else ticket.status
    change(ticket, tier=tier, assignee=None, status=status)
    Event.record(ticket, "escalated", by=by, tier=tier, before=before, reason=reason)


def hand_back(ticket: "Ticket", *, by: User, reason: str) -> None:
    """Hands the case down a tier, with a reason that says what is needed there."""
    with acting(ticket, Verb.HAND_BACK, by):
        tier = ticket.previous_tier
        if ticket.is_done:
            raise UnableToHandBack(_("The case is resolved. Reopen it first."))
        if tier is None:
            raise UnableToHandBack(_("The case is already at the first level."))
        before = ticket.tier
        change(ticket, tier=tier, assignee=None)
        Event.record(ticket, "handed_back", by=by, tier=tier, before=before, reason=mask(reason).text)
