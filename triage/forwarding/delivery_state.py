"""Where a forwarding is, as it truly is: read from the outbox and the mail's own row, never from what we hope."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from tickets.models import Delivery, Event, Ticket
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import MAIL

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Outcome = Forwarding.Outcome
WORDS: Final[dict[str, "StrPromise"]] = {
    "preparing": _("Being prepared"),
    "sending": _("Being sent"),
    "queued": _("On its way"),
    "delayed": _("Not sent yet: the mail server is not answering. We try again by ourselves."),
    "failed": _("Could not be sent"),
    "stopped": _("Stopped: the sender may no longer pass it on"),
    "sent": _("Sent"),
    "handed_in": _("Handed in"),
}
"""The states on the way out; what comes after is the outcome of the forwarding."""
TROUBLE: Final = frozenset({"delayed", "failed", "stopped"})

TONES: Final = {
    "delayed": "high",
    "failed": "urgent",
    "stopped": "urgent",
    "answered": "in_progress",
    "rejected": "urgent",
    "solved": "resolved",
    "withdrawn": "closed",
}


@dataclass(frozen=True)
class DeliveryState:
    """One forwarding and its state; `since` is when it got there, `next_try` when a late mail goes out again."""

    forwarding: Forwarding
    state: str
    since: datetime | None = None
    attempts: int = 0
    next_try: datetime | None = None

    @property
    def label(self) -> "StrPromise | str":
        return WORDS.get(self.state) or Outcome(self.state).label

    @property
    def is_trouble(self) -> bool:
        return self.state in TROUBLE

    @property
    def tone(self) -> str:
        """The pill that it wears."""
        return TONES.get(self.state, "forwarded")

    @property
    def may_be_resent(self) -> bool:
        return self.state in {"delayed", "failed"}

    @property
    def has_left(self) -> bool:
        """Whether the party has it, as far as we can know."""
        return self.state in {"sent", "handed_in"} or self.state in Outcome.values


def delivery_states_of(ticket: Ticket) -> list[DeliveryState]:
    """Every forwarding of the case, oldest first, in three queries."""
    forwardings = list(Forwarding.objects.of(ticket))
    if not forwardings:
        return []
    events = {event.data.get("forwarding"): event for event in ticket.events.filter(kind="forwarded")}
    mails = {mail.event_id: mail for mail in Delivery.objects.filter(event__ticket=ticket, kind=MAIL)}
    return [place(each, events.get(each.pk), mails) for each in forwardings]


def place(forwarding: Forwarding, event: Event | None, mails: dict[int | None, Delivery]) -> DeliveryState:
    if forwarding.outcome != Outcome.WAITING:
        return DeliveryState(forwarding, forwarding.outcome, forwarding.outcome_at)
    if forwarding.is_copied:
        return DeliveryState(forwarding, "handed_in", forwarding.forwarded_at)
    mail = mails.get(event.pk) if event else None
    if mail is None:
        heard = event is not None and event.dispatched_at is not None
        return DeliveryState(forwarding, "stopped" if heard else "preparing", forwarding.forwarded_at)
    return DeliveryState(
        forwarding,
        state_of(mail),
        mail.sent_at or forwarding.forwarded_at,
        attempts=mail.attempts,
        next_try=mail.next_attempt_at if state_of(mail) == "delayed" else None,
    )


def state_of(mail: Delivery) -> str:
    if mail.status != Delivery.Status.QUEUED:
        return mail.status
    if mail.is_under_way:
        return "sending"
    return "delayed" if mail.attempts else "queued"
