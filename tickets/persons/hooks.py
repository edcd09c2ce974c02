"""What the apps above say when a person's data are erased: why something must stay, and what they delete themselves."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.models import Ticket

Keeps = Callable[["Ticket"], str]
"""The reason why a case may not be erased now, in words; empty when there is none."""
Erases = Callable[["Ticket"], None]

_keeps: list[Keeps] = []
_erases: list[Erases] = []


def keep_while(reason: Keeps) -> None:
    if reason not in _keeps:
        _keeps.append(reason)


def erase_with(handler: Erases) -> None:
    """`handler` is called before the case itself is erased, in the same transaction."""
    if handler not in _erases:
        _erases.append(handler)


def reasons_to_keep(ticket: "Ticket") -> list[str]:
    return [reason for keep in _keeps if (reason := keep(ticket))]


def erase_beside(ticket: "Ticket") -> None:
    for handler in _erases:
        handler(ticket)
