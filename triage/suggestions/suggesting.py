"""Asks the classifier about each new case, and sets the route where it is sure enough."""

from typing import Final

from django.db.models import Q

from organisation.models import Institution
from tickets.events import subscribe
from tickets.models import Event, Ticket
from tickets.words import Actor, Route
from triage.classifier import Enquiry, Verdict
from triage.classifier import interface as hints
from triage.facts import FACTS
from triage.faults.models import FaultReport
from triage.flags import gate
from triage.flags.models import Flag
from triage.suggestions import model_in_use
from triage.suggestions.models import Hint, Suggestion, TriagePolicy

PRODUCT_WEIGHT: Final = 1.0
"""A vendor's product speaks for its route as an ordinary hint does."""
SHORTEST_NAME: Final = 3
"""Characters; shorter names are words of their own."""


def subscribe_all() -> None:
    subscribe("opened", suggest)
    subscribe("rewritten", suggest)


def suggest(event: Event) -> None:
    """One suggestion for each opening, behind the gate: a route is set only where it is proven and above the threshold,
    never for a text in which something must not wait, and never in the place of what a person decided meanwhile."""
    if Suggestion.objects.filter(event=event).exists():
        return
    ticket = event.ticket
    finding = look(ticket)
    Flag.raise_on(ticket, finding.kinds)
    verdict, model = classify(ticket)
    with ticket.locked():
        suggestion = Suggestion.objects.create(
            ticket=ticket,
            event=event,
            institution=ticket.institution,
            route=verdict.route,
            confidence=verdict.confidence,
            reasons=[{"code": reason.code, "params": reason.params} for reason in verdict.reasons],
            flags=sorted(finding.kinds),
            may_be_sensitive=finding.may_be_sensitive,
            scores=dict(verdict.scores) or None,
            bars=dict(verdict.bars),
            holds=list(verdict.holds),
            model=model,
        )
        if ticket.events.filter(kind="routed").exists():
            suggestion.yield_to_person(ticket.route)
        elif suggestion.may_be_set(verdict.route, verdict.confidence, TriagePolicy.current().threshold):
            suggestion.decide(verdict.route, by=Actor.SYSTEM)


def look(ticket: Ticket) -> gate.Finding:
    return gate.carefully(gate.whole(ticket.subject, ticket.first_words()), ticket.audience)


def classify(ticket: Ticket) -> tuple[Verdict, str]:
    """What the model in use says, and its name."""
    report = FaultReport.objects.filter(ticket=ticket).first()
    facts = {fact: getattr(report, fact) for fact in FACTS} if report else None
    enquiry = Enquiry(subject=ticket.subject, body=ticket.first_words(), audience=ticket.audience, facts=facts)
    used = model_in_use.current()
    return used.classifier.with_hints(hints_for(ticket)).classify(enquiry, carefully=True), used.name


def hints_for(ticket: Ticket) -> list[hints.Hint]:
    """What administrators entered for the institution or for all, and the products of the institution's vendors."""
    entered = hints_at(ticket.institution_id)
    return entered + products_of(ticket.institution) if ticket.institution else entered


def hints_at(institution: int | None) -> list[hints.Hint]:
    """What administrators entered for all, and for the institution."""
    rows = Hint.objects.filter(Q(institution=None) | Q(institution=institution), is_active=True)
    return [row.for_classifier() for row in rows]


def products_of(institution: Institution) -> list[hints.Hint]:
    """The products of the institution's vendors, each of which speaks for its route."""
    vendors = [(vendor, Route.WIDGET_VENDOR) for vendor in institution.widget_vendors.all()]
    if institution.schedule_vendor:
        vendors.append((institution.schedule_vendor, Route.SCHEDULE_VENDOR))
    names = [(name.strip(), route) for vendor, route in vendors for name in vendor.products.splitlines()]
    return [hints.Hint(name, route.value, PRODUCT_WEIGHT) for name, route in names if len(name) > SHORTEST_NAME]
