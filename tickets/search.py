"""Keeps the search entry of a case up to date."""

from tickets.events import subscribe
from tickets.models import Event, SearchEntry, Ticket

HEARD = ("opened", "replied", "answered", "noted", "asked", "party_answered")
LONGEST = 60_000
"""Characters kept for search; PostgreSQL refuses a text vector beyond a megabyte."""


def subscribe_all() -> None:
    for kind in HEARD:
        subscribe(kind, refresh)


def refresh(event: Event) -> None:
    """Writes the entry anew from the case, so hearing twice is the same as once."""
    SearchEntry.objects.update_or_create(ticket=event.ticket, defaults={"text": text_of(event.ticket)})


def text_of(ticket: Ticket) -> str:
    bodies = ticket.messages.oldest_first().values_list("body", flat=True)
    parts = [ticket.subject, ticket.requester_name, ticket.requester_email, *bodies]
    return "\n".join(parts)[:LONGEST]
