"""Where a case is, in words that a requester understands."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality
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
    Status.IN_PROGRESS: (_("We are working on it"), _("You will get an email as soon as there is news.")),
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
WITHOUT_MAIL = {
    Status.IN_PROGRESS: _("News will appear on this page."),
    Status.FORWARDED: _(
        "It is with the people who can solve it. We will follow up, and news will appear on this page."
    ),
}
"""In the place of sentences that promise mail, where there is no address."""
STEPS = {Status.NEW: 0, Status.IN_PROGRESS: 1, Status.WAITING_REQUESTER: 2, Status.FORWARDED: 2}


def progress_of(ticket: Ticket, *, needs_help: bool) -> Progress:
    """`needs_help`: whoever reads it wrote of something that must not wait."""
    explanation: StrPromise | str
    headline, explanation = WORDS[Status(ticket.status)]
    if not ticket.requester_email:
        explanation = WITHOUT_MAIL.get(Status(ticket.status), explanation)
    if ticket.status == Status.NEW and needs_help:
        explanation = _("A member of staff will read it as one of the first. If you need help now, do not wait for us.")
    elif ticket.status == Status.NEW:
        explanation = expectation(ticket)
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


def expectation(ticket: Ticket) -> str:
    """By when somebody looks at a new case, in working time; and when we begin again, if we are closed now."""
    sentences = [str(_("Your enquiry is in our queue."))]
    now, calendar = timezone.now(), Municipality.current().calendar()
    if not calendar.is_open(now) and (opens := next(calendar.stretches(now), None)) is not None:
        sentences.append(gettext("We are closed now and begin again on %(time)s.") % {"time": in_words(opens.opens)})
    if ticket.due_at is not None and ticket.due_at > now:
        sentences.append(gettext("We will look at it by %(time)s at the latest.") % {"time": in_words(ticket.due_at)})
    sentences.append(
        str(
            _("You will get an email as soon as we reply.")
            if ticket.requester_email
            else _("Our reply will appear here.")
        )
    )
    return " ".join(sentences)


def in_words(moment: datetime) -> str:
    """Such as “onsdag den 2. december kl. 9.00”."""
    local = timezone.localtime(moment)
    weekday = date_format(local, "l")
    names = {
        "weekday": weekday.lower() if get_language() == "da" else weekday,
        "day": date_format(local, "MONTH_DAY_FORMAT"),
        "time": date_format(local, "TIME_FORMAT"),
    }
    return gettext("%(weekday)s %(day)s at %(time)s") % names
