"""Asks the classifier about each new case, and sets the route where it is sure enough."""

from functools import cache

from tickets.events import subscribe
from tickets.models import Event, Message, Ticket
from tickets.words import Actor
from triage.classifier import Classifier, Enquiry, Verdict
from triage.models import FaultReport, Suggestion, TriagePolicy
from triage.models.fault_report import FACTS


def subscribe_all() -> None:
    subscribe("opened", suggest)


@cache
def classifier() -> Classifier:
    """The trained classifier of this process; loaded when first needed, so that web workers never carry it."""
    return Classifier.load()


def suggest(event: Event) -> None:
    """One suggestion for each opening; a route is set only above the threshold and never for a flagged text."""
    if Suggestion.objects.filter(event=event).exists():
        return
    ticket = event.ticket
    verdict = classify(ticket)
    suggestion = Suggestion.objects.create(
        ticket=ticket,
        event=event,
        route=verdict.route,
        confidence=verdict.confidence,
        reasons=[{"code": reason.code, "params": reason.params} for reason in verdict.reasons],
        flags=sorted(verdict.flags),
    )
    if not verdict.flags and verdict.confidence >= TriagePolicy.current().threshold:
        suggestion.decide(verdict.route, by=Actor.SYSTEM)


def classify(ticket: Ticket) -> Verdict:
    first = ticket.messages.filter(kind=Message.Kind.REQUESTER).oldest_first().first()
    report = FaultReport.objects.filter(ticket=ticket).first()
    facts = {fact: getattr(report, fact) for fact in FACTS} if report else None
    return classifier().classify(
        Enquiry(subject=ticket.subject, body=first.body if first else "", audience=ticket.audience, facts=facts)
    )
