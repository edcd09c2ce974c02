"""Where a case is, in words that a requester understands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket
from tickets.words import Status

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Step:
    label: "StrPromise | str"
    state: str
    """done, current or todo."""


@dataclass(frozen=True)
class Progress:
    """A headline, a sentence that says what happens next, and the steps on the way."""

    headline: "StrPromise | str"
    explanation: "StrPromise | str"
    steps: list[Step]


WORDS = {
    Status.NEW: (
        _("We have received your enquiry"),
        _("Your enquiry is in our queue. You will get an email as soon as we reply."),
    ),
    Status.IN_PROGRESS: (_("We are working on it"), _("You will get a mail as soon as there is news.")),
    Status.WAITING_REQUESTER: (
        _("We need an answer from you"),
        _("Read our latest message and reply below so that we can continue."),
    ),
    Status.FORWARDED: (
        _("Your enquiry has been passed on"),
        _("It is with the people who can solve it. We will follow up and write to you when there is news."),
    ),
    Status.RESOLVED: (_("Your enquiry is solved"), _("If you still need help, write below and we will reopen it.")),
    Status.CLOSED: (_("Your enquiry is closed"), _("If you have more to ask, write below and we will reopen it.")),
}
STEPS = {Status.NEW: 0, Status.IN_PROGRESS: 1, Status.WAITING_REQUESTER: 2, Status.FORWARDED: 2}


def progress_of(ticket: Ticket) -> Progress:
    headline, explanation = WORDS[Status(ticket.status)]
    if ticket.status == Status.NEW and ticket.is_sensitive:
        explanation = _("A person looks at it as one of the first. If you need help now, do not wait for us.")
    third = {
        Status.WAITING_REQUESTER: _("Waiting for you"),
        Status.FORWARDED: _("Passed on"),
    }.get(Status(ticket.status), _("Answer"))
    at = STEPS.get(Status(ticket.status), 3)
    labels = (_("Received"), _("Being looked at"), third, _("Solved"))
    over = at == len(labels) - 1
    steps = [
        Step(label, "done" if index < at or over else "current" if index == at else "todo")
        for index, label in enumerate(labels)
    ]
    return Progress(headline, explanation, steps)
