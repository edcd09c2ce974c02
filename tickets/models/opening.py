"""How a case begins."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from database.written import insert
from organisation.models import User
from organisation.roles import Verb
from privacy.cpr import mask
from tickets import screening
from tickets.models import clock, promise
from tickets.models.acting import guard
from tickets.models.conversation import Received, write
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.requester import private_links
from tickets.words import Actor

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


def opened(
    kind: "type[Ticket]",
    *,
    subject: str,
    body: str,
    by: User | Actor,
    files: Sequence[Received],
    submission: str | None = None,
    facts: dict[str, Any],
) -> "Ticket":
    """In the caller's transaction: the row, its first message, and one event beside them."""
    now = timezone.now()
    if place := facts.get("institution"):
        facts = facts | {"institution": place.in_place_of()}
    clean = mask(private_links.hide(subject))
    ticket = kind(
        submission=submission,
        subject=clean.text[:200],
        touched_at=now,
        last_activity_at=now,
        **{"opened_at": now} | facts,
    )
    clock.follow(ticket, now, restarts=True)
    ticket.token = private_links.make()
    guard(ticket, Verb.OPEN_FOR, by)
    insert(ticket)
    message = write(ticket, Message.Kind.REQUESTER, body, name=ticket.requester_name, files=files, masked=clean.count)
    ticket.opening = message
    promise.follow(ticket, now)
    Event.record(ticket, "opened", by=by, message=message.pk)
    screening.screen(ticket, message)
    return ticket
