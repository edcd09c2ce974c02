"""What people decide becomes an example, without persons; it goes when the decision or the case does."""

import re
from typing import Final

from privacy.secrets import redact
from tickets.events import subscribe
from tickets.models import Event, Ticket
from triage.flags.models import Flag
from triage.learning.models import Example
from triage.suggestions.models import Suggestion, TriagePolicy

LONGEST: Final = 4_000
"""Characters of a text; what it is about stands at its beginning."""
MARK: Final = re.compile(r"\[[^\[\]\n]{2,30}\]")
"""Where a person stood; nothing to learn from."""


def subscribe_all() -> None:
    for kind in ("accepted", "corrected", "undone", "retriaged", "routed", "flagged"):
        subscribe(kind, learn)
    subscribe("forgotten", forget)


def learn(event: Event) -> None:
    """Brings the case's example to what the case says now, whatever the order in which events are heard of."""
    ticket = event.ticket
    suggestion = Suggestion.latest_of(ticket)
    if suggestion is None or not teaches(ticket, suggestion):
        Example.objects.filter(ticket=ticket).delete()
        return
    subject, body = bare_texts(ticket)
    Example.learn(ticket, subject=subject, body=body, suggested=suggestion.route, route=suggestion.decided_route or "")


def teaches(ticket: Ticket, suggestion: Suggestion) -> bool:
    """A person's decision that still holds. What is sensitive, or may be, or was flagged once is never learned from."""
    return (
        ticket.forgotten_at is None
        and suggestion.is_decided
        and suggestion.decided_route == ticket.route
        and not ticket.is_sensitive
        and not Suggestion.objects.filter(ticket=ticket, may_be_sensitive=True).exists()
        and not Flag.objects.sensitive().filter(ticket=ticket).exists()
    )


def bare_texts(ticket: Ticket) -> tuple[str, str]:
    """Subject and first message without names, numbers, secrets and places."""
    writers = ticket.writers()

    def clean(text: str) -> str:
        return redact(ticket.without_persons(text, also=writers)).text

    return clean(ticket.subject)[:200], clean(ticket.first_words()[:LONGEST])


def forget(event: Event) -> None:
    Example.forget(event.ticket, keep=TriagePolicy.current().keeps_examples)


def as_row(example: Example) -> dict[str, str]:
    """As the engine trains on it."""
    subject, body = (MARK.sub(" ", text).strip() for text in (example.subject, example.body))
    return {"subject": subject, "body": body, "audience": example.audience, "route": example.route}
