"""Two people, one case: what was decided on an old picture of it is held back until its author has seen the news."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from desk.case.buttons import Button
from desk.case.timeline import sentence
from organisation.models import User
from tickets.event_kinds import harmless
from tickets.models import Event, Message, Ticket
from tickets.words import Actor

HARMLESS: Final = harmless()
"""Kinds of events after which a decision still stands; all others are a new message or another state of the case."""
LONGEST_VERSION: Final = 9
"""Digits; no case changes a billion times."""


@dataclass(frozen=True)
class News:
    """Something that came in between; the message it brought, where it brought one."""

    event: Event
    message: Message | None

    @property
    def sentence(self) -> str:
        return sentence(self.event)


class Stale(Exception):
    """The case has changed since the picture on which somebody decided."""

    def __init__(self, news: list[News]) -> None:
        super().__init__(len(news))
        self.news = news


@contextmanager
def unchanged(ticket: Ticket, user: User, button: Button, *, seen: int | None) -> Iterator[None]:
    """One transaction in which the case stands still, as the person saw it at version `seen` (None: not told).

    Raises `Stale` when others have changed it since in a way that matters for the button.
    """
    with ticket.locked():
        if button.strict and seen is not None and seen < ticket.version:
            news = news_since(ticket, user, seen, HARMLESS - button.watches)
            if news:
                raise Stale(news)
        yield


def news_since(ticket: Ticket, user: User, seen: int, apart_from: frozenset[str] = HARMLESS) -> list[News]:
    """What others did since; not what the machine triaged, which a person who reads the case has seen to already."""
    events = ticket.events.since(seen).exclude(kind__in=apart_from).exclude(by=user)
    events = events.exclude(kind="routed", actor=Actor.SYSTEM).oldest_first().select_related("by")
    listed = list(events)
    messages = ticket.messages.in_bulk([event.data["message"] for event in listed if event.data.get("message")])
    return [News(event, messages.get(event.data.get("message", 0))) for event in listed]


def read_version(version: object) -> int | None:
    """The version a form, a body or an `If-Match` header names; None for none. Raises `ValueError` for nonsense."""
    text = str(version if version is not None else "").strip().removeprefix("W/").strip('"')
    if text in {"", "*"}:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_VERSION):
        raise ValueError(text)
    return int(text)
