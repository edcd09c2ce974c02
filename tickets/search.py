"""Keeps the search entry of a case up to date, and finds the newest cases that hold some words.

Nobody reads three hundred thousand hits, and no database sorts them in passing. So a search looks at the newest
cases first and further back only while a page is not full: each look asks one index for the words together with a
mark that says how old the case is, and in which institution. A common word fills its page at the first look; a rare
one has few hits however far one looks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from organisation import database
from tickets.events import subscribe
from tickets.models import Event, SearchEntry, Ticket
from tickets.models.ticket import TicketQuerySet

HEARD = ("opened", "replied", "answered", "noted", "asked", "assigned", "unmerged", "gave_back", "party_answered")
LONGEST = 60_000
"""Characters kept for search; PostgreSQL refuses a text vector beyond a megabyte."""
BLOCKS: Final = {"s": 10_000, "l": 100_000}
"""Cases to a block, by the letter of its mark: what one look and the next go back.
The marks themselves, and `§i` with the institution, are stored by the migration `queue_and_search`."""


@dataclass(frozen=True)
class Span:
    """Where in the row of cases a search begins, and whether it goes up from there. None: at the newest case."""

    key: int | None = None
    upwards: bool = False


def newest(tickets: TicketQuerySet, words: str, *, span: Span, places: list[int] | None, limit: int) -> list[int]:
    """Ids of the cases among `tickets` that hold all the words, nearest to the beginning of the span first.

    `tickets` are those the person may see; `places` are the institutions they lie in, None for all of them.
    """
    if named := tickets.named(words):
        return [named] if span.key is None else []
    tickets = tickets.by_opening()
    if span.key is not None:
        tickets = tickets.filter(pk__gt=span.key).reverse() if span.upwards else tickets.filter(pk__lt=span.key)
    where = [] if places is None else [[f"§i{place}" for place in places]]
    keys: list[int] = []
    for when in looks(span):
        entries = database.full_text(SearchEntry.objects.all(), "text", words, [*where, *when])
        keys = list(tickets.filter(pk__in=entries.values("ticket")).values_list("pk", flat=True)[:limit])
        if len(keys) == limit:
            break
    return keys


def looks(span: Span) -> Iterator[list[list[str]]]:
    """The marks of each look: two neighbouring blocks, then two larger ones, then no matter how old."""
    start = span.key if span.key is not None else Ticket.objects.newest_key()
    for letter, size in BLOCKS.items():
        block = start // size
        if block > 1 or span.upwards:
            yield [[f"§{letter}{block}", f"§{letter}{block + 1 if span.upwards else block - 1}"]]
    yield []


def subscribe_all() -> None:
    for kind in HEARD:
        subscribe(kind, refresh)


def refresh(event: Event) -> None:
    """Writes the entry anew from the case, so hearing twice is the same as once."""
    told = {"text": text_of(event.ticket), "institution_id": event.ticket.institution_id}
    SearchEntry.objects.update_or_create(ticket=event.ticket, defaults=told)


def text_of(ticket: Ticket) -> str:
    bodies = ticket.messages.oldest_first().values_list("body", flat=True)
    parts = [ticket.subject, ticket.requester_name, ticket.requester_email, *bodies]
    return "\n".join(parts)[:LONGEST]
