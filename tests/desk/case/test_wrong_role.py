"""For every rule in force: who may not pass a case on cannot, by whatever door."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from organisation.roles import Role
from tests.cast import Cast, open_ticket, settle
from tests.desk.test_role_table import complete_fault
from tests.triage.forwarding.test_ways_out import signed_in
from tickets.models import Delivery, Ticket
from tickets.models.refusals import UnableToForward
from tickets.words import Status
from triage.forwarding.delivery_state import delivery_states_of
from triage.forwarding.models import Forwarding
from triage.routing.models import RoutingRule
from triage.routing.starting_rules import RULES

IN_FORCE = {rule["route"]: rule for rule in sorted(RULES, key=lambda rule: rule["valid_from"])}
WRONG = [
    (route, role.value) for route, rule in IN_FORCE.items() for role in Role if role.value not in rule["forwarders"]
]
BY_MAIL = [(route, role) for route, role in WRONG if IN_FORCE[route]["channel"] == "mail"]
PAGES = ("admin:ticket_forward", "admin:ticket_preview", "admin:ticket_files")


def ready(route: str, cast: Cast) -> Ticket:
    """A case that lacks nothing, so that only the role decides."""
    ticket = open_ticket(cast.school)
    settle()
    if route == "technical_fault":
        complete_fault(cast, ticket)
    else:
        ticket.set_route(route, by=cast.superuser)
    return ticket


@pytest.mark.parametrize(("route", "role"), WRONG)
def test_the_wrong_role_finds_every_door_closed(route: str, role: str, cast: Cast) -> None:
    ticket, person = ready(route, cast), cast.by_role(role)
    client, refused = signed_in(person), 404 if role == "observer" else 403
    before = Ticket.objects.get(pk=ticket.pk).status
    assert [client.post(reverse(name, args=[ticket.pk])).status_code for name in PAGES] == [refused] * 3
    assert client.post(f"/api/v1/tickets/{ticket.pk}/forward/").status_code == refused
    assert client.post(reverse("admin:queue_act"), {"verb": "forward", "case": ticket.pk}).status_code != 200
    with pytest.raises(PermissionDenied):
        Forwarding.forward(ticket, by=person)
    settle()
    assert not Forwarding.objects.exists()
    assert not Delivery.objects.filter(kind__startswith="party_").exists()
    assert Ticket.objects.get(pk=ticket.pk).status == before


@pytest.mark.parametrize(("route", "role"), BY_MAIL)
def test_a_task_posts_nothing_for_the_wrong_role(route: str, role: str, cast: Cast) -> None:
    ticket = ready(route, cast)
    Forwarding.forward(ticket, by=cast.project_lead)
    Forwarding.objects.update(by=cast.by_role(role))
    settle()
    assert not Delivery.objects.filter(kind="party_forwarded").exists()
    assert delivery_states_of(ticket)[-1].state == "stopped"


@pytest.mark.parametrize("route", IN_FORCE)
def test_a_person_of_another_institution_finds_no_case(route: str, cast: Cast) -> None:
    ticket, client = ready(route, cast), signed_in(cast.stranger)
    assert [client.post(reverse(name, args=[ticket.pk])).status_code for name in PAGES] == [404] * 3
    assert client.post(f"/api/v1/tickets/{ticket.pk}/forward/").status_code == 404
    with pytest.raises((PermissionDenied, UnableToForward)):
        Forwarding.forward(ticket, by=cast.stranger)
    assert not Forwarding.objects.exists()


def test_the_rule_of_the_day_says_who_may_ask_about_usage(cast: Cast) -> None:
    """The rule of 2019, taken into use again: by mail, and by the project lead alone."""
    ticket = ready("usage_question", cast)
    old, new = RoutingRule.objects.filter(route="usage_question").order_by("valid_from")
    new.delete()
    with pytest.raises(PermissionDenied):
        Forwarding.forward(ticket, by=cast.support_entitled)
    assert Forwarding.forward(ticket, by=cast.project_lead).address == old.address
    settle()
    assert [letter.to for letter in mail.outbox].count(["aula.implementering@netcompany.com"]) == 1
    assert Ticket.objects.get(pk=ticket.pk).status == Status.FORWARDED
