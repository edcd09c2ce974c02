"""How a case begins, for a line of a list: the first words of who asks, without the greeting."""

from typing import Final

from django.db.models import Value
from django.db.models.functions import Coalesce, Substr

from privacy.persons import GREETING
from tickets.models import Ticket
from tickets.models.ticket_list import TicketQuerySet

READ: Final = 900
"""Characters of a search entry: subject, name and numbers stand before the conversation."""
SHOWN: Final = 110
BEFORE: Final = 3
"""Lines of a search entry before the conversation."""


def with_beginning(tickets: TicketQuerySet) -> TicketQuerySet:
    """Each with the beginning of its search entry, so that a list asks nothing more for it."""
    return tickets.annotate(beginning=Coalesce(Substr("search_entry__text", 1, READ), Value("")))


def excerpt_of(ticket: Ticket) -> str:
    """Empty where nothing is known, and of what is sensitive: a list lies open on a screen."""
    parts = str(getattr(ticket, "beginning", "")).split("\n", BEFORE)
    if ticket.is_sensitive or len(parts) <= BEFORE:
        return ""
    excerpt = parts[BEFORE].strip()
    if greeting := GREETING.match(excerpt):
        excerpt = excerpt[greeting.end() :]
    beginning = " ".join(excerpt.split())
    return beginning if len(beginning) <= SHOWN else f"{beginning[:SHOWN].rpartition(' ')[0] or beginning[:SHOWN]} …"
