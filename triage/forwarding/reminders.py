"""When somebody who should answer is silent: a party, or the requester. Counted in working days."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from organisation.models import Municipality
from organisation.sweeps.sweeping import sweep_rows
from tickets.events import subscribe
from tickets.models import Event, Ticket
from tickets.models.ticket_list import TicketQuerySet
from tickets.news.notifications import deliver, tell_workers
from tickets.words import Actor, Sensitivity, Status
from triage.faults.questions import asked_of
from triage.forwarding.models import Forwarding, SilencePolicy
from triage.routing.models import RoutingRule

BATCH: Final = 500


@dataclass
class ReminderSweep:
    """What one sweep did."""

    parties: int = 0
    asked_again: int = 0
    closed: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def subscribe_all() -> None:
    subscribe("reported", tell_of_answers)
    subscribe("closed", tell_of_closing)


def tell_of_answers(event: Event) -> None:
    """Who works on the case hears that the requester has answered; what comes with the enquiry itself is no news."""
    if event.actor == Actor.REQUESTER:
        tell_workers(event)


def tell_of_closing(event: Event) -> None:
    """A case that closed itself says so, and how to open it again."""
    if event.actor == Actor.SYSTEM:
        deliver(event, "requester_closed", [(event.ticket.requester_email, event.ticket.language)])


def sweep(now: datetime | None = None) -> ReminderSweep:
    """Tells of every silence that has lasted too long, once each. Two sweeps at once do nothing twice."""
    at, policy, done = now or timezone.now(), SilencePolicy.current(), ReminderSweep()
    for rule in RoutingRule.objects.exclude(remind_after_days=0):
        silent = silent_parties(rule, at)
        done.parties += sweep_rows("tell_of_party", silent, partial(tell_of_party, now=at), at_most=BATCH).done
    if policy.remind_after_days:
        silent_people = silent_requesters(days_before(at, policy.remind_after_days)).exclude(asked_again())
        done.asked_again = sweep_rows("ask_again", silent_people, ask_again, at_most=BATCH).done
    if policy.close_after_days:
        done.closed = sweep_rows("close_silent", to_close(policy, at), close, at_most=BATCH).done
    return done


def days_before(moment: datetime, days: int) -> datetime:
    return Municipality.calendar().days_before(moment, days)


def silent_parties(rule: RoutingRule, now: datetime) -> QuerySet[Forwarding]:
    since = days_before(now, rule.remind_after_days)
    waiting = Forwarding.objects.waiting().filter(rule=rule, last_contact_at__lte=since, silence_told_at=None)
    return waiting.filter(ticket__status=Status.FORWARDED).select_related("ticket__institution", "party")


def tell_of_party(forwarding: Forwarding, now: datetime) -> bool:
    with forwarding.ticket.locked():
        count = Forwarding.objects.waiting().filter(pk=forwarding.pk, silence_told_at=None).update(silence_told_at=now)
        if count:
            names = {"party": forwarding.party.name, "forwarding": forwarding.pk}
            Event.record(forwarding.ticket, "party_silent", by=Actor.SYSTEM, **names)
    return bool(count)


def silent_requesters(since: datetime) -> TicketQuerySet:
    waiting = Ticket.objects.filter(status=Status.WAITING_REQUESTER, last_activity_at__lte=since)
    waiting = waiting.exclude(sensitivity=Sensitivity.FLAGGED)
    return waiting.select_related("institution")


def asked_again(before: datetime | None = None) -> Exists:
    """Whether the requester was reminded since the case last moved."""
    events = Event.objects.filter(ticket=OuterRef("pk"), kind="asked_again", at__gte=OuterRef("last_activity_at"))
    return Exists(events.filter(at__lte=before) if before else events)


def to_close(policy: SilencePolicy, now: datetime) -> TicketQuerySet:
    """Those that were reminded, where that is done at all, and have been silent since."""
    since = days_before(now, policy.close_after_days)
    silent = silent_requesters(since)
    return silent.filter(asked_again(since)) if policy.remind_after_days else silent


def ask_again(ticket: Ticket) -> bool:
    with ticket.locked():
        waits = Ticket.objects.filter(pk=ticket.pk, status=Status.WAITING_REQUESTER).exclude(asked_again()).exists()
        if waits:
            Event.record(ticket, "asked_again", by=Actor.SYSTEM, missing=asked_of(ticket))
    return waits


def close(ticket: Ticket) -> bool:
    with ticket.locked():
        waits = ticket.status == Status.WAITING_REQUESTER and not ticket.is_flagged
        if waits:
            ticket.close(by=Actor.SYSTEM)
    return waits
