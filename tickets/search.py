"""Keeps the search entry of a case up to date, and finds the newest cases that hold some words.

Nobody reads three hundred thousand hits, and no database sorts them in passing. So a search looks at the newest
cases first, and further back only while a page is not full: each look asks one index for the words together with marks
that say how old a case is and where it belongs. A common word fills its page at the first look; a rare one has few
hits however far one looks; and what the first look found tells how far the second must go.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F

from database import dialects
from tickets.event_kinds import searched
from tickets.events import subscribe
from tickets.models import Event, SearchEntry, Ticket
from tickets.models.ticket_list import TicketQuerySet

LONGEST = 60_000
"""Characters kept for search; PostgreSQL refuses a text vector beyond a megabyte."""
BLOCKS: Final = {"s": 2_000, "m": 20_000, "l": 200_000}
"""Cases to a block, by the sign of its mark. The marks themselves, and `§i` with the institution, are stored with
the words by the migration `search_marks`."""
PHONE: Final = re.compile(r"(?:(?:\+|00)45[ -]?)?((?:\d[ .-]?){7}\d)")
STOP_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham "
        "hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når "
        "være dog noget ville jo deres efter ned skulle denne end dette mit også under have dig anden hende mine alt "
        "meget sit sine vor mod disse hvis din nogle hos blive mange ad bliver hendes været thi jer sådan",
    )
)
"""Words that PostgreSQL's Danish dictionary passes over."""
_numbers: "list[Callable[[Ticket], list[str]]]" = []
PLENTY: Final = 2
"""A look goes so far back that so many times what is wanted should be found."""


@dataclass(frozen=True)
class Span:
    """Where in the row of cases a search begins, and whether it goes up from there. None: at the newest case."""

    key: int | None = None
    upwards: bool = False


def newest(
    tickets: TicketQuerySet,
    query: str,
    *,
    span: Span,
    places: list[int] | None,
    limit: int,
    is_forgiving: bool = False,
) -> list[int]:
    """Ids of the cases among `tickets` that hold all the words, nearest to the beginning of the span first.

    `tickets` are those the person may see; `places` are the institutions they lie in, None for all of them.
    Where no case has the last word whole, it counts as the beginning of a word; `is_forgiving`: and where none has such
    a word either, each may be misspelt by a letter.
    """
    forgiving: dict[str, Any] = {"limit": limit, "is_forgiving": is_forgiving}
    if named := tickets.named(query):
        if any(each.isalpha() or each == "#" for each in query):
            return [named] if span.key is None else []
        first = [named] if span.key is None else []
        return [*first, *newest_text(tickets.exclude(pk=named), query, span, places, **forgiving)][:limit]
    return newest_text(tickets, query, span, places, **forgiving)


def newest_text(
    tickets: TicketQuerySet, query: str, span: Span, places: list[int] | None, *, limit: int, is_forgiving: bool
) -> list[int]:
    """Those that hold the words, whatever number these may be. A phone number is found however it was written."""
    phone = as_phone(query)
    if phone and phone != query and not holding(tickets, query, []).exists():
        query = phone
    where = [] if places is None else [[f"§i{place}" for place in places]]
    keys = look_back(tickets, query, span, where, limit)
    if keys or (span.key is not None and holding(tickets, query, where).exists()):
        return keys
    keys = look_back(tickets, query, span, where, limit, unfinished=True)
    if keys or not is_forgiving or (span.key is not None and is_as_written(tickets, query, where)):
        return keys
    if not any(dialects.is_misspellable(word) for word in dialects.WORD.findall(query)):
        return []
    return look_back(tickets, query, span, where, limit, misspelt=True)


def is_as_written(tickets: TicketQuerySet, query: str, where: list[list[str]]) -> bool:
    """Whether some case has the words as they are written, the last of them perhaps unfinished."""
    return holding(tickets, query, where, unfinished=True).exists()


def look_back(
    tickets: TicketQuerySet,
    query: str,
    span: Span,
    where: list[list[str]],
    limit: int,
    **how: bool,
) -> list[int]:
    """First at the nearest cases; then as far as what was found there promises enough; then at all of them."""
    # Sorted by an expression: an order that an index has would tempt a database to walk all cases for a rare word.
    place = F("pk") + 0
    tickets = tickets.order_by(place.asc() if span.upwards else place.desc())
    if span.key is not None:
        tickets = tickets.filter(pk__gt=span.key) if span.upwards else tickets.filter(pk__lt=span.key)
    start = span.key if span.key is not None else Ticket.objects.newest_key()
    seen, keys = "", list[int]()
    while (sign := further(seen, len(keys), start, limit, upwards=span.upwards)) is not None:
        marks = [*where, *([blocks(sign, start, upwards=span.upwards)] if sign else [])]
        keys = list(holding(tickets, query, marks, **how).values_list("pk", flat=True)[:limit])
        if len(keys) == limit or not sign:
            break
        seen = sign
    return keys


def holding(
    tickets: TicketQuerySet, query: str, marks: list[list[str]], *, unfinished: bool = False, misspelt: bool = False
) -> TicketQuerySet:
    how = {"unfinished": unfinished, "misspelt": misspelt}
    entries = dialects.full_text(SearchEntry.objects.all(), "text", query, marks=marks, **how)
    return tickets.filter(pk__in=entries.values("ticket"))


def further(seen: str, count: int, start: int, limit: int, *, upwards: bool) -> str | None:
    """The sign of the blocks to look at next, empty for all cases. `seen` are those of the last look, if any."""
    signs = list(BLOCKS)
    if not seen:
        return signs[0] if upwards or start > 2 * BLOCKS[signs[0]] else ""
    if seen != signs[0] or not count:
        return ""
    wanted = BLOCKS[seen] * PLENTY * limit / count
    return next((sign for sign in signs[1:] if BLOCKS[sign] >= wanted and BLOCKS[sign] < start), "")


def blocks(sign: str, start: int, *, upwards: bool) -> list[str]:
    """The marks of the block that a search begins in and of its neighbour."""
    block = start // BLOCKS[sign]
    return [f"§{sign}{block}", f"§{sign}{block + 1 if upwards else block - 1}"]


def subscribe_all() -> None:
    for kind in searched():
        subscribe(kind, refresh)


def refresh(event: Event) -> None:
    """Writes the entry anew from the case, so hearing twice is the same as once."""
    rewrite(event.ticket)


def rewrite(ticket: Ticket) -> None:
    values = {"text": text_of(ticket), "institution_id": ticket.institution_id}
    SearchEntry.objects.update_or_create(ticket=ticket, defaults=values)


def text_of(ticket: Ticket) -> str:
    bodies = ticket.messages.oldest_first().values_list("body", flat=True)
    phone = ticket.requester_phone
    numbers = [phone, ticket.journal_number, *(number for ask in _numbers for number in ask(ticket))]
    spread = [form for number in numbers for form in (as_phone(number), re.sub(r"\W+", " ", number))]
    who = " ".join(part for part in dict.fromkeys([ticket.requester_email, *numbers, *spread]) if part)
    return "\n".join([ticket.subject, ticket.requester_name, who, *bodies])[:LONGEST]


def as_phone(text: str) -> str:
    """The eight figures of a Danish phone number, however it is written; empty for anything else."""
    match = PHONE.fullmatch(text.strip())
    return re.sub(r"\D", "", match[1]) if match else ""


def only_stop_words(query: str) -> bool:
    """Whether a search holds nothing but words that stand in every case."""
    parts = [word.casefold() for word in dialects.WORD.findall(query)]
    return bool(parts) and all(part in STOP_WORDS for part in parts)


def number_with(numbers: Callable[[Ticket], list[str]]) -> None:
    """`numbers`: by what others call the case, say a vendor's number."""
    if numbers not in _numbers:
        _numbers.append(numbers)
