"""Several cases that stand still together. Always locked in the order of their ids, so that no two acts wait for each
other."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


@contextmanager
def all_of(*tickets: "Ticket") -> Iterator[None]:
    """One transaction in which the cases stand still, with their state read anew."""
    with ExitStack() as stack:
        for ticket in sorted(tickets, key=lambda ticket: ticket.pk):
            stack.enter_context(ticket.locked())
        yield


@contextmanager
def common_of(ticket: "Ticket", *others: "Ticket") -> Iterator["Ticket"]:
    """The case that a merged one is part of, or the case itself; it and the others stand still meanwhile."""
    while True:
        common = ticket.merged_into or ticket
        family = [ticket] if common is ticket else [ticket, common]
        with all_of(*family, *others):
            if (ticket.merged_into or ticket).pk == common.pk:
                yield common
                return
