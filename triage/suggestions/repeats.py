"""Notices that somebody asks again about what is already open. Staff see it; the requester is told nothing."""

import math
from datetime import timedelta
from typing import Final

from tickets.events import subscribe
from tickets.models import Event, Message, Ticket
from triage.classifier.text import cleaned, words
from triage.suggestions.models import Repeat

LIKE: Final = 0.4
"""Likeness from which two texts of one sender count as the same matter."""
SHORTEST_STEM: Final = 3
"""Letters; shorter words say little about a matter."""
EARLIER: Final = 20
"""How many of the sender's latest open cases are read."""
WITHIN: Final = timedelta(days=90)
LONGEST: Final = 4_000
COURTESY: Final = frozenset(
    words(
        "hej kære venlig hilsen mvh tak jeg ikke det den der har med for til kan vil men som når også noget bare igen "
        "stadig skal mit min mine vores dear hello regards thanks the and not that this with have has but still can "
        "you your our aula"
    )
)


def subscribe_all() -> None:
    subscribe("opened", note_repeats)


def note_repeats(event: Event) -> None:
    """One row for each open case of the same sender that this one is like."""
    ticket = event.ticket
    if not ticket.requester_email:
        return
    rows = Ticket.objects.open().filter(
        requester_email__in={ticket.requester_email, ticket.requester_email.lower()},
        pk__lt=ticket.pk,
        opened_at__gte=ticket.opened_at - WITHIN,
    )
    earlier = list(rows.order_by("-id")[:EARLIER])
    told = first_words([ticket, *earlier])
    for other in earlier:
        alike = likeness(told[ticket.pk], told[other.pk])
        if alike >= LIKE:
            Repeat.objects.get_or_create(ticket=ticket, earlier=other, defaults={"likeness": alike})


def first_words(tickets: list[Ticket]) -> dict[int, str]:
    """Subject and first message of each case, by its id."""
    texts = {ticket.pk: ticket.subject for ticket in tickets}
    said = Message.objects.filter(ticket__in=texts, kind=Message.Kind.REQUESTER).order_by("-id")
    first = dict(said.values_list("ticket_id", "body"))
    return {pk: f"{subject}\n{first.get(pk, '')[:LONGEST]}" for pk, subject in texts.items()}


def likeness(one: str, other: str) -> float:
    """From 0 (no word in common) to 1 (the same words), by the stems that say something."""
    first, second = matter(one), matter(other)
    if not first or not second:
        return 0.0
    return round(len(first & second) / math.sqrt(len(first) * len(second)), 3)


def matter(text: str) -> frozenset[str]:
    return frozenset(stem for stem in words(cleaned(text)) if len(stem) >= SHORTEST_STEM) - COURTESY
