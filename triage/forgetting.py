"""Deletes what triage holds of a case whose personal parts are deleted; the decision and the numbers stay.

When a person asks for it, also what was learned from their words, and their words in a wish.
"""

import re
from typing import Final

from django.utils.translation import gettext as _

from tickets.events import subscribe
from tickets.models import Event, Ticket
from tickets.persons import hooks
from tickets.persons.erasing import own_words
from triage.faults.models import FaultReport
from triage.flags.models import Flag
from triage.forwarding.models import Forwarding
from triage.learning.models import Example
from triage.ready_answers.looked_up import LookedUp
from triage.suggestions.models import Suggestion
from triage.wishes.models import ChangeRequest

LEAST: Final = 12
"""Characters of a piece of a quote that is looked for in what somebody wrote."""


def subscribe_all() -> None:
    subscribe("forgotten", forget)
    hooks.keep_while(flag_stands)
    hooks.erase_with(erase)


def forget(event: Event) -> None:
    FaultReport.objects.filter(ticket=event.ticket).delete()
    LookedUp.objects.filter(ticket=event.ticket).delete()
    Forwarding.objects.filter(ticket=event.ticket).update(text="", address="", cover="", external_number="")
    Suggestion.objects.filter(ticket=event.ticket).update(reasons=[], holds=[], bars={})


def flag_stands(ticket: Ticket) -> str:
    """What nobody has seen to yet may concern a child in danger or a breach: it must not vanish."""
    if Flag.objects.standing().filter(ticket=ticket).exists():
        return _("The case is flagged, and nobody has seen to it yet. It is erased when that is done.")
    return ""


def erase(ticket: Ticket) -> None:
    """Now, and also where the municipality keeps what it has learned."""
    Example.forget(ticket, keep=False)
    for request in ChangeRequest.objects.filter(wishes__ticket=ticket):
        kept = [quote for quote in request.quoted if not is_theirs(quote, ticket)]
        if kept != request.quoted:
            request.quotes = "\n\n".join(kept)
            request.save(update_fields=["quotes"])


def is_theirs(quote: str, ticket: Ticket) -> bool:
    """Whether the quote, of which names were taken out, is made of what the requester wrote."""
    written = " ".join(" ".join([ticket.subject, *own_words(ticket).values_list("body", flat=True)]).split()).casefold()
    pieces = [piece.strip(" .!?").casefold() for piece in re.split(r"[.!?\n]+|\[[^\]]*\]", quote)]
    return any(len(piece) >= LEAST and " ".join(piece.split()) in written for piece in pieces)
