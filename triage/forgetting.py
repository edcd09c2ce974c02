"""Deletes what triage holds of a case whose personal parts are deleted; the decision and the numbers stay."""

from tickets.events import subscribe
from tickets.models import Event
from triage.faults.models import FaultReport
from triage.forwarding.models import Forwarding
from triage.suggestions.models import Suggestion


def subscribe_all() -> None:
    subscribe("forgotten", forget)


def forget(event: Event) -> None:
    FaultReport.objects.filter(ticket=event.ticket).delete()
    Forwarding.objects.filter(ticket=event.ticket).update(text="", address="", cover="")
    Suggestion.objects.filter(ticket=event.ticket).update(reasons=[])
