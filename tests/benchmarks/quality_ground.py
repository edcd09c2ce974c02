"""What the benchmark of quality counts: a suggestion for each case, and every so many cases a fault passed on."""

import random
from datetime import timedelta

from django.db.models import F, OuterRef, Subquery

from database import dialects
from organisation.models import Party, User
from tickets.models import Event, Ticket
from tickets.words import Route
from triage.faults.models import FaultReport
from triage.forwarding.models import Forwarding
from triage.routing.models import RoutingRule
from triage.suggestions.models import Suggestion

CHUNK = 2_000
Outcome = Suggestion.Outcome


def judge(fault_every: int) -> str:
    """Says how much was put in. A database that has it already is taken as it is."""
    if not Suggestion.objects.exists():
        suggest()
        pass_on(fault_every)
        dialects.tidy()
    return f"{Suggestion.objects.count():,} suggestions, {Forwarding.objects.count():,} faults passed on"


def suggest() -> None:
    dice, rows = random.Random(5), []
    first = Event.objects.order_by("ticket", "id").distinct("ticket")
    for event in first.select_related("ticket").iterator(CHUNK):
        route = dice.choice(Route.values)
        outcome = dice.choices(Outcome.values, (5, 60, 25, 10))[0]
        decided = dice.choice(Route.values) if outcome == Outcome.CORRECTED else route
        rows.append(
            Suggestion(
                ticket=event.ticket,
                event=event,
                route=route,
                confidence=dice.random(),
                institution_id=event.ticket.institution_id,
                outcome=outcome,
                was_automatic=outcome != Outcome.WAITING and dice.random() < 0.8,
                decided_route=decided if outcome in {Outcome.ACCEPTED, Outcome.CORRECTED} else None,
            )
        )
        if len(rows) == CHUNK:
            Suggestion.objects.bulk_create(rows)
            rows = []
    Suggestion.objects.bulk_create(rows)
    opened = Ticket.objects.filter(pk=OuterRef("ticket")).values("opened_at")
    Suggestion.objects.update(made_at=Subquery(opened))


def pass_on(every: int) -> None:
    dice = random.Random(6)
    rule = RoutingRule.in_force(Route.TECHNICAL_FAULT)
    assert rule is not None
    party, _made = Party.objects.get_or_create(
        key="bench", defaults={"kind": Party.Kind.NETCOMPANY, "name": "Prøvepart"}
    )
    people = list(User.objects.values_list("pk", flat=True)[:40])
    tickets = list(Ticket.objects.order_by("id").values_list("pk", "opened_at"))[::every]
    FaultReport.objects.bulk_create(
        (
            FaultReport(ticket_id=pk, completed_at=opened + timedelta(hours=dice.randint(1, 90)))
            for pk, opened in tickets
        ),
        batch_size=CHUNK,
    )
    outcomes = [(Forwarding.Outcome.SOLVED, ""), (Forwarding.Outcome.REJECTED, Forwarding.Rejection.USAGE)]
    rows = []
    for pk, _opened in tickets:
        outcome, rejection = dice.choices([*outcomes, (Forwarding.Outcome.WAITING, "")], (60, 25, 15))[0]
        rows.append(
            Forwarding(
                ticket_id=pk,
                rule=rule,
                party=party,
                channel=rule.channel,
                text="Prøve",
                by_id=dice.choice(people),
                outcome=outcome,
                rejection=rejection,
            )
        )
    Forwarding.objects.bulk_create(rows, batch_size=CHUNK)
    opened = Ticket.objects.filter(pk=OuterRef("ticket")).values("opened_at")
    Forwarding.objects.update(forwarded_at=Subquery(opened), last_contact_at=F("forwarded_at"))
