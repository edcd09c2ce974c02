"""What a requester writes is looked through as it is stored, in the same transaction, by whoever asked to.

Unlike an event, which is heard of after the commit: what must not wait is known before anything follows from it. A
look must be quick, and is no way to change anything but by a verb of the case.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.models import Message, Ticket

Look = Callable[["Ticket", "Message"], None]

_looks: list[Look] = []


def screen_with(look: Look) -> None:
    if look not in _looks:
        _looks.append(look)


def screen(ticket: "Ticket", message: "Message") -> None:
    for look in _looks:
        look(ticket, message)
