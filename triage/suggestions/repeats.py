"""Notices that somebody asks again about what is already open. Staff see it; the requester is told nothing."""

import math
from datetime import timedelta
from typing import Final

from knowledgebase.search.analysis import matters, stem, words
from tickets.events import subscribe
from tickets.models import Event, Message, Ticket
from triage.classifier.text import cleaned
from triage.suggestions.models import Repeat

LIKE: Final = 0.4
"""Likeness from which two texts of one sender count as the same matter."""
SHORTEST_STEM: Final = 3
"""Characters; shorter words say little about a matter."""
EARLIER: Final = 20
"""How many of the sender's latest open cases are read."""
WITHIN: Final = timedelta(days=90)
LONGEST: Final = 4_000


def subscribe_all() -> None:
    subscribe("opened", note_repeats)


def note_repeats(event: Event) -> None:
    """One row for each open case of the same sender that this one is like."""
    ticket = event.ticket
    if not ticket.requester_email:
        return
    rows = Ticket.objects.open().of_requester(ticket.requester_email)
    rows = rows.filter(pk__lt=ticket.pk, opened_at__gte=ticket.opened_at - WITHIN)
    earlier = list(rows.order_by("-id")[:EARLIER])
    cases = [ticket, *earlier]
    bodies = Message.objects.first_words(case.pk for case in cases)
    texts = {case.pk: f"{case.subject}\n{bodies.get(case.pk, '')[:LONGEST]}" for case in cases}
    for other in earlier:
        alike = likeness(texts[ticket.pk], texts[other.pk])
        if alike >= LIKE:
            Repeat.objects.get_or_create(ticket=ticket, earlier=other, defaults={"likeness": alike})


def likeness(one: str, other: str) -> float:
    """From 0 (no word in common) to 1 (the same words), by the stems that say something."""
    return in_common(matter(one), matter(other))


def in_common(first: frozenset[str], second: frozenset[str]) -> float:
    if not first or not second:
        return 0.0
    return round(len(first & second) / math.sqrt(len(first) * len(second)), 3)


def matter(text: str) -> frozenset[str]:
    roots = (stem(word) for word in words(cleaned(text)) if matters(word))
    return frozenset(root for root in roots if len(root) >= SHORTEST_STEM)
