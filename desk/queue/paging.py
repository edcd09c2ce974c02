"""The queue a page at a time, at the same cost for every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Final

from django.db.models import Prefetch, Q
from django.utils.dateparse import parse_datetime

from database.together import keys_of
from desk.queue.excerpts import with_beginning
from desk.queue.filters import LONGEST_ID, SMALL, QueueFilters, an_id
from desk.queue.lists import without_words
from organisation.models import Institution, User
from tickets import search
from tickets.models import Tag, Ticket
from tickets.models.ticket_list import TicketQuerySet
from triage.flags.models import Flag

PAGE: Final = 50
FIELDS: Final = {"due": "due_at", "activity": "last_activity_at"}
Position = tuple[datetime | None, int]
"""Where a page ends or begins: the time it is sorted by, if any, and the id of the case."""


@dataclass(frozen=True)
class QueuePage:
    tickets: list[Ticket]
    following: str
    """The query string of the next page; empty on the last."""
    preceding: str = ""
    """The query string of the page before; empty on the first."""


def page(user: User, filters: QueueFilters) -> QueuePage:
    """One page by keyset: the position where a page ends or begins is in the address, so no page counts the others.

    The keys come first, by an index that holds all that a filter asks for; the rows of fifty keys come after.
    """
    backwards, position = bool(filters.before), read_position(filters.before or filters.after)
    keys = found_keys(user, filters, position, backwards=backwards)
    more, keys = len(keys) > PAGE, keys[:PAGE]
    first = [] if position or filters.words else flagged_keys(user, filters)
    listed = as_listed(user)
    rows = (listed.select_related("search_entry") if filters.words else listed).in_bulk([*first, *keys])
    tickets = [rows[key] for key in (reversed(keys) if backwards else keys) if key in rows]
    if not tickets:
        return QueuePage([], "", filters.address() if position else "")
    has_next, has_previous = (True, more) if backwards else (more, position is not None)
    return QueuePage(
        first_flagged(rows, first, tickets),
        filters.address(after=write_position(tickets[-1], filters.order)) if has_next else "",
        filters.address(before=write_position(tickets[0], filters.order)) if has_previous else "",
    )


def tops(user: User, asked: Sequence[QueueFilters], *, most: int) -> list[list[Ticket]]:
    """The first cases of several lists, each as the first page of the list begins, in as few queries as of one."""
    lists = [without_words(user, filters) for filters in asked]
    parts = [tickets.flagged().by_opening() for tickets in lists]
    parts += [ordered(tickets, filters.order) for tickets, filters in zip(lists, asked, strict=True)]
    keys_by_part = keys_of(*parts, most=most)
    rows = as_listed(user).in_bulk({key for keys in keys_by_part for key in keys})
    begun = []
    for filters, first, keys in zip(asked, keys_by_part[: len(asked)], keys_by_part[len(asked) :], strict=True):
        tickets = sorted((rows[key] for key in keys if key in rows), key=lambda ticket: rank(ticket, filters.order))
        begun.append(first_flagged(rows, sorted(first, reverse=True), tickets)[:most])
    return begun


def rank(ticket: Ticket, order: str) -> tuple[float, int]:
    """Where a case stands in the order: what `ordered` asks the database for."""
    if order == "opened":
        return 0, -ticket.pk
    if order == "activity":
        return -ticket.last_activity_at.timestamp(), -ticket.pk
    return (ticket.due_at.timestamp() if ticket.due_at else inf), ticket.pk


def as_listed(user: User) -> TicketQuerySet:
    """Cases with all that a row of the queue shows."""
    standing = Prefetch("flags", Flag.objects.standing().order_by("kind"), to_attr="standing_flags")
    marked = [standing, Prefetch("tags", Tag.objects.by_name(), to_attr="shown_tags")] if Tag.in_use() else [standing]
    return with_beginning(Ticket.objects.visible_to(user).for_list().prefetch_related(*marked))


def flagged_keys(user: User, filters: QueueFilters) -> list[int]:
    """What must not wait stands before everything else in its list. They are few, and have an index of their own."""
    return list(without_words(user, filters).flagged().by_opening().values_list("pk", flat=True)[:PAGE])


def first_flagged(rows: dict[int, Ticket], first: list[int], tickets: list[Ticket]) -> list[Ticket]:
    return [*(rows[key] for key in first if key in rows), *(ticket for ticket in tickets if ticket.pk not in first)]


def found_keys(user: User, filters: QueueFilters, position: Position | None, *, backwards: bool) -> list[int]:
    """Up to one key more than a page holds, nearest to the position first."""
    tickets = without_words(user, filters)
    if filters.words:
        span = search.Span(position[1] if position else None, upwards=backwards)
        places = places_of(user, filters)
        return search.newest(tickets, filters.words, span=span, places=places, limit=PAGE + 1, is_forgiving=True)
    if position:
        tickets = tickets.filter(beyond(position, filters, backwards=backwards))
    return list(ordered(tickets, filters.order, backwards=backwards).values_list("pk", flat=True)[: PAGE + 1])


def is_spelt_otherwise(user: User, filters: QueueFilters) -> bool:
    """Whether what was found holds no word as it was written, but one that is spelt nearly so."""
    tickets = without_words(user, filters)
    return tickets.named(filters.words) is None and not search.is_as_written(tickets, filters.words, [])


def places_of(user: User, filters: QueueFilters) -> list[int] | None:
    """Ids of the institutions in which a search need look; None means everywhere."""
    return [int(filters.institution)] if an_id(filters.institution) else user.institutions_for()


def ordered(tickets: TicketQuerySet, order: str, *, backwards: bool = False) -> TicketQuerySet:
    """By the order or against it; cases without a due time stand last."""
    ways = {"due": tickets.by_due_time, "activity": tickets.by_activity, "opened": tickets.by_opening}
    return ways[order]().reverse() if backwards else ways[order]()


def read_position(text: str) -> Position | None:
    """None for anything that `write_position` does not write."""
    at, separator, pk = text.partition("_")
    if not separator or not pk.isdecimal() or len(pk) >= LONGEST_ID:
        return None
    try:
        moment = parse_datetime(at) if at else None
    except ValueError:
        return None
    return None if at and (moment is None or moment.tzinfo is None) else (moment, int(pk))


def write_position(ticket: Ticket, order: str) -> str:
    at = getattr(ticket, FIELDS[order]) if order in FIELDS else None
    return f"{at.isoformat() if at else ''}_{ticket.pk}"


def beyond(position: Position, filters: QueueFilters, *, backwards: bool) -> Q:
    """What stands after the position in the order, or before it."""
    at, pk = position
    if filters.order == "opened":
        return Q(pk__gt=pk) if backwards else Q(pk__lt=pk)
    if filters.order == "activity":
        return past("last_activity_at", at, pk, rising=backwards)
    if at is None:
        return Q(due_at__isnull=False) | Q(pk__lt=pk) if backwards else Q(due_at=None, pk__gt=pk)
    later = past("due_at", at, pk, rising=not backwards)
    return later | Q(due_at=None) if filters.chosen in SMALL and not backwards else later


def past(field: str, at: datetime | None, pk: int, *, rising: bool) -> Q:
    """Beyond the time or, at the same time, beyond the id. The first condition is where an index begins."""
    if at is None:
        return Q()
    side = "gt" if rising else "lt"
    return Q(**{f"{field}__{side}e": at}) & (Q(**{f"{field}__{side}": at}) | Q(**{f"pk__{side}": pk}))


def institutions_of(user: User) -> list[tuple[int, str]]:
    """For the filter: id and name of the institutions whose cases the person sees."""
    places = user.institutions_for()
    institutions = Institution.objects.by_name().values_list("pk", "name")
    return list(institutions if places is None else institutions.filter(pk__in=places))
