"""What is personal in a case is deleted; the case itself stays, for the numbers."""

from typing import TYPE_CHECKING, Final

from django.utils import timezone

from organisation.models import User
from tickets.models.acting import change, disclosing
from tickets.models.delivery import Delivery
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.search_entry import SearchEntry
from tickets.requester import private_links
from tickets.words import Actor, Status

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

KEPT_FOR_NUMBERS: Final = frozenset(
    {
        "route",
        "before",
        "suggested",
        "tier",
        "party",
        "suggestion",
        "changed",
        "undone",
        "flag",
        "change_request",
        "target",
    }
)
"""What stays of an event when its case is forgotten."""


def forget(ticket: "Ticket") -> None:
    """Deletes what is personal in a case that ended long ago; the case itself stays, for the numbers.

    Once for each ending: a case that was opened again is forgotten again. `triage` hears of it and deletes its
    own part.
    """
    with ticket.locked():
        if ticket.is_done and not ticket.is_forgotten:
            forget_persons(ticket, by=Actor.SYSTEM)


def erase(ticket: "Ticket", *, by: User) -> None:
    """Deletes what is personal because the person asks for it, at once; a case that goes on ends by that.

    What the requester wrote through a merge goes from the common case, too. What others wrote in this one goes
    with it, so whoever asks has looked whether the case is this person's alone.
    """
    with disclosing(ticket, by):
        Message.objects.filter(via=ticket).delete()
        if ticket.is_forgotten:
            return
        if not ticket.is_done:
            change(ticket, status=Status.CLOSED, resolved_at=timezone.now())
        forget_persons(ticket, by=by)
        Event.record(ticket, "erased", by=by)


def forget_persons(ticket: "Ticket", *, by: User | Actor) -> None:
    """Under the lock."""
    ticket.messages.all().delete()
    ticket.drafts.all().delete()
    ticket.received_mails.all().delete()
    ticket.reply_addresses.all().delete()
    SearchEntry.objects.filter(ticket=ticket).delete()
    Delivery.objects.filter(event__ticket=ticket).delete()
    ticket.text_messages.all().delete()
    ticket.news_refusals.all().delete()
    ticket.taggings.all().delete()
    for event in ticket.events.exclude(data={}):
        event.data = {name: value for name, value in event.data.items() if name in KEPT_FOR_NUMBERS}
        event.save(update_fields=["data"])
    ticket.subject, ticket.requester_name, ticket.requester_email, ticket.requester_phone = "–", "", "", ""
    ticket.journal_number, ticket.kle = "", ""
    ticket.token, ticket.forgotten_at = private_links.make(), timezone.now()
    personal = ["subject", "requester_name", "requester_email", "requester_phone", "sealed_token", "token_digest"]
    ticket.save(update_fields=[*personal, "journal_number", "kle", "forgotten_at"])
    Event.record(ticket, "forgotten", by=by)
