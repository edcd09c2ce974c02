"""What a requester writes is looked through as it is stored, in the same transaction, by whoever asked to.

Unlike an event, which is heard of after the commit: what must not wait is known before anything follows from it. A
look must be quick, and is no way to change anything but by a verb of the case.
"""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tickets.models import Attachment, Message, ReceivedMail, Ticket


class Screen(Protocol):
    """Somebody who looks."""

    def look(self, ticket: "Ticket", message: "Message") -> None:
        """At a message of the requester."""

    def look_at_file(self, attachment: "Attachment", text: str) -> None:
        """At what a file of the requester says; in a task."""

    def look_at_held(self, mail: "ReceivedMail") -> None:
        """At a mail that waits for a person."""

    def must_not_wait(self, text: str) -> bool:
        """Whether somebody may come to harm while a mail with this text waits."""


_screens: list[Screen] = []


def screen_with(one: Screen) -> None:
    if one not in _screens:
        _screens.append(one)


def screen(ticket: "Ticket", message: "Message") -> None:
    for one in _screens:
        one.look(ticket, message)


def screen_file(attachment: "Attachment", text: str) -> None:
    for one in _screens:
        one.look_at_file(attachment, text)


def screen_held(mail: "ReceivedMail") -> None:
    for one in _screens:
        one.look_at_held(mail)


def must_not_wait(text: str) -> bool:
    return any(one.must_not_wait(text) for one in _screens)
