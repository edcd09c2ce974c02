"""A case that was led back gets a new suggestion: the likeliest route but those it comes from; a person decides."""

from tickets.events import subscribe
from tickets.models import Event
from triage.forwarding.models import Forwarding
from triage.suggestions import suggesting
from triage.suggestions.models import Suggestion


def subscribe_all() -> None:
    subscribe("retriaged", suggest_again)


def suggest_again(event: Event) -> None:
    if Suggestion.objects.filter(event=event).exists():
        return
    ticket, (verdict, model) = event.ticket, suggesting.classify(event.ticket)
    tried = {event.data.get("before"), *rejected_routes(event)}
    left = {route: share for route, share in verdict.probabilities.items() if route not in tried}
    if not left:
        return
    route = max(left, key=lambda each: left[each])
    Suggestion.objects.create(
        ticket=ticket,
        event=event,
        route=route,
        confidence=left[route] / (sum(left.values()) or 1.0),
        reasons=[{"code": "not_there", "params": {}}],
        institution=ticket.institution,
        model=model,
    )


def rejected_routes(event: Event) -> list[str]:
    rejected = Forwarding.objects.filter(ticket=event.ticket, outcome=Forwarding.Outcome.REJECTED)
    return list(rejected.values_list("rule__route", flat=True))
