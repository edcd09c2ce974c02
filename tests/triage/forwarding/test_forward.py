import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from tests.cast import Cast, kinds, settle
from tests.desk.test_role_table import complete_fault
from tickets.models import Message, Ticket
from tickets.models.refusals import UnableToForward
from tickets.words import Status
from triage.facts import LABELS
from triage.faults.models import FaultReport
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import NotReady


def test_a_fault_is_refused_with_a_list_while_the_report_lacks_something(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("technical_fault", by=cast.superuser)
    FaultReport.record(ticket, {"device": "iPhone 13"}, by=cast.superuser)
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(ticket, by=cast.support_entitled)
    lacks = [str(lack) for lack in refusal.value.lacks]
    assert str(LABELS["steps"]) in lacks
    assert str(LABELS["device"]) not in lacks
    assert len(lacks) == 9
    assert not Forwarding.objects.exists()
    assert ticket.status == Status.NEW


def test_a_complete_fault_goes_to_netcompany_once_and_the_requester_is_told(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    forwarding = Forwarding.forward(ticket, by=cast.support_entitled)
    assert Forwarding.forward(ticket, by=cast.support_entitled) == forwarding
    assert ticket.status == Status.FORWARDED
    assert ticket.due_at is None
    assert kinds(ticket).count("forwarded") == 1
    settle()
    assert any("Netcompany" in letter.body for letter in mail.outbox if letter.to == ["maja@example.org"])


def test_the_package_holds_the_report_in_order_and_no_internal_note(ticket: Ticket, cast: Cast) -> None:
    ticket.note("Hemmelig note", by=cast.superuser)
    complete_fault(cast, ticket)
    text = Forwarding.forward(ticket, by=cast.support_entitled).text
    assert text.index("731004") < text.index(ticket.messages.oldest_first()[0].body)
    assert "Hemmelig note" not in text


@pytest.mark.parametrize("role", ["superuser", "institution_admin", "pilot", "project_lead", "municipal_admin"])
def test_only_the_support_entitled_may_report_a_fault(role: str, ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    with pytest.raises(PermissionDenied):
        Forwarding.forward(ticket, by=cast.by_role(role))
    assert not Forwarding.objects.exists()


def test_the_external_number_is_noted(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    forwarding = Forwarding.forward(ticket, by=cast.support_entitled)
    forwarding.note_external_number("NC-4711", by=cast.support_entitled)
    forwarding.note_external_number("NC-4711", by=cast.support_entitled)
    assert Forwarding.objects.get().external_number == "NC-4711"
    assert kinds(ticket).count("external_number_noted") == 1


def test_a_schedule_fault_goes_by_mail_to_the_institutions_own_vendor(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    settle()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["skema@vendor.example"]]
    assert forwarding.text in letter.body
    assert ticket.number in letter.subject
    settle()
    assert len([letter for letter in mail.outbox if letter.to == ["skema@vendor.example"]]) == 1


def test_an_institution_without_vendor_says_so(cast: Cast, ticket: Ticket) -> None:
    cast.school.schedule_vendor = None
    cast.school.save()
    ticket.set_route("schedule_vendor", by=cast.superuser)
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(Ticket.objects.get(pk=ticket.pk), by=cast.superuser)
    assert len(refusal.value.lacks) == 1


def test_what_stays_in_the_house_is_not_passed_on(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("out_of_scope", by=cast.superuser)
    with pytest.raises(UnableToForward):
        Forwarding.forward(ticket, by=cast.superuser)


def test_an_answer_of_the_party_brings_the_case_back(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.superuser)
    forwarding.note_answer("Rettet i nat.", by=cast.superuser)
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS
    assert ticket.messages.get(kind=Message.Kind.PARTY).body == "Rettet i nat."
