"""Where a case is, in words that a requester understands."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, Municipality
from tickets.models import Ticket
from tickets.models.event import EventQuerySet
from tickets.requester.usual_answer import usual_answer
from tickets.words import Actor, Status, Tier

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Step:
    label: "StrPromise | str"
    state: str
    """done, current or todo."""
    detail: str = ""
    """When it was done."""


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
        _("We will follow up and write to you when there is news."),
    ),
    Status.RESOLVED: (_("Your enquiry is solved"), _("If you still need help, write below and we will reopen it.")),
    Status.CLOSED: (_("Your enquiry is closed"), _("If you have more to ask, write below and we will reopen it.")),
}
WITHOUT_MAIL = {
    Status.IN_PROGRESS: _("News will appear on this page."),
    Status.FORWARDED: _("We will follow up, and news will appear on this page."),
}
"""In the place of sentences that promise mail, where there is no address."""
THIRD = {Status.WAITING_REQUESTER: _("Waiting for you"), Status.FORWARDED: _("Passed on")}
"""In the place of an answer."""
WITH_OTHERS = _("It is with the people who can solve it.")
OF_THE_MUNICIPALITY = gettext_noop("It is with the municipality’s Aula support.")
HOLDERS = {
    Tier.FIRST_LEVEL: gettext_noop("It is with the staff who know Aula (%(place)s)."),
    Tier.PILOT: gettext_noop("It is with the pilot, who knows more about Aula (%(place)s)."),
    Tier.SUPPORT_ENTITLED: OF_THE_MUNICIPALITY,
}
"""Who has a case that we work on, by tier; `place` is the school or daycare."""
STEPS = {Status.NEW: 0, Status.IN_PROGRESS: 1, Status.WAITING_REQUESTER: 2, Status.FORWARDED: 2}


def progress_of(ticket: Ticket, *, needs_help: bool) -> Progress:
    """`needs_help`: whoever reads it wrote of something that must not wait. A merged case goes as the one it is in."""
    now = ticket.merged_into or ticket
    status = Status(now.status)
    explanation: StrPromise | str
    headline, explanation = WORDS[status]
    if not ticket.requester_email:
        explanation = WITHOUT_MAIL.get(status, explanation)
    if status == Status.NEW and needs_help:
        explanation = _("A member of staff will read it as one of the first. If you need help now, do not wait for us.")
    elif status == Status.NEW:
        explanation = expectation(now)
    holder = "" if needs_help or ticket.is_sensitive else who_has_it(now, ticket.institution)
    return Progress(headline, f"{holder} {explanation}".strip(), steps_of(now, since=ticket.opened_at))


def who_has_it(ticket: Ticket, place: Institution | None) -> str:
    """In a sentence; nothing where it waits for the requester, or is over. `place`: that of whoever reads it."""
    if ticket.status == Status.FORWARDED:
        event = ticket.events.filter(kind__in=("forwarded", "collected")).order_by("-id").first()
        party = str(event.data.get("party", "")) if event else ""
        return gettext("It is now with %(party)s.") % {"party": party} if party else str(WITH_OTHERS)
    if not ticket.clock_runs:
        return ""
    return gettext(HOLDERS[Tier(ticket.tier)] if place else OF_THE_MUNICIPALITY) % {"place": place}


def steps_of(ticket: Ticket, *, since: datetime) -> list[Step]:
    """Of a case that is over only what happened on the way, each with its time."""
    seen, answered = done_by_staff(ticket, since)
    status, times = Status(ticket.status), [since, seen, answered, ticket.resolved_at]
    labels: list[StrPromise | str] = [_("Received"), _("Being looked at"), _("Answer"), _("Solved")]
    if ticket.is_done:
        return [Step(label, "done", as_detail(time)) for label, time in zip(labels, times, strict=True) if time]
    at = max(STEPS[status], 2 if answered else 1 if seen else 0)
    if status in THIRD:
        labels[2], times[2] = THIRD[status], None
    states = ["done" if index < at else "current" if index == at else "todo" for index in range(len(labels))]
    return [Step(label, state, as_detail(time)) for label, state, time in zip(labels, states, times, strict=True)]


def done_by_staff(ticket: Ticket, since: datetime) -> tuple[datetime | None, datetime | None]:
    """When the support first did something about it, and when it first answered."""
    events = ticket.events.hearable().filter(actor=Actor.STAFF, at__gte=since).exclude(kind="opened")
    answers = events.filter(kind__in=("answered", "told"))
    return first_time(events), first_time(answers)


def first_time(events: EventQuerySet) -> datetime | None:
    return events.order_by("id").values_list("at", flat=True).first()


def as_detail(time: datetime | None) -> str:
    return date_format(timezone.localtime(time), "DATETIME_FORMAT") if time else ""


def expectation(ticket: Ticket) -> str:
    """By when somebody looks at a new case, in working time; and when we begin again, if we are closed now."""
    sentences: list[str] = []
    now, calendar = timezone.now(), Municipality.current().calendar()
    if not calendar.is_open(now) and (opens := next(calendar.stretches(now), None)) is not None:
        sentences.append(gettext("We are closed now and begin again on %(time)s.") % {"time": in_words(opens.opens)})
    if ticket.due_at is not None and ticket.due_at > now:
        sentences.append(gettext("We will look at it by %(time)s at the latest.") % {"time": in_words(ticket.due_at)})
    if usual := usual_answer(ticket):
        sentences.append(usual)
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
