"""What a requester answers to the questions of a fault passes the gate, too: somebody may say it there."""

from collections.abc import Mapping
from typing import Final

from tickets.events import subscribe
from tickets.models import Event, Ticket
from tickets.words import Actor
from triage.faults.models import FaultReport
from triage.flags import gate
from triage.flags.models import Flag

IN_OWN_WORDS: Final = frozenset({"other_users", "steps", "happened", "expected", "error_text"})
"""Facts told in sentences; the model reads these alone, since it hears too much in a word or two."""


def subscribe_all() -> None:
    subscribe("reported", flag_answers)


def flag_at_once(ticket: Ticket, facts: Mapping[str, str]) -> None:
    """While the answers are stored: what the lexicon knows."""
    Flag.raise_on(ticket, gate.at_once("\n".join(facts.values()), ticket.audience))


def flag_answers(event: Event) -> None:
    if event.actor != Actor.REQUESTER:
        return
    given = FaultReport.of(event.ticket).given
    texts = [given[fact] for fact in event.data.get("facts", []) if fact in IN_OWN_WORDS and given.get(fact)]
    if texts:
        Flag.raise_on(event.ticket, gate.carefully("\n".join(texts), event.ticket.audience).kinds)
