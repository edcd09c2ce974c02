"""What must be there before a case leaves the house."""

import pytest
from django.utils import translation

from organisation.models import Party
from tests.cast import Cast, open_ticket
from tests.desk.test_role_table import complete_fault
from tickets.models import Attachment, Ticket
from triage.facts import LABELS
from triage.faults.models import FaultReport
from triage.forwarding import gates
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import Enclosed, NotReady
from triage.routing.models import RoutingRule

SHOWING_PEOPLE = [
    "image/png",
    "image/jpeg",
    "video/mp4",
    "video/quicktime",
    "video/webm",
    "application/pdf",
]


def file_of(ticket: Ticket, content_type: str) -> Attachment:
    """A file that is ready to go along."""
    return Attachment.objects.create(
        message=ticket.messages.oldest_first()[0],
        name="fil",
        content_type=content_type,
        size=1,
        sha256="0" * 64,
        state=Attachment.State.READY,
    )


@pytest.mark.parametrize("content_type", SHOWING_PEOPLE)
def test_no_picture_or_film_leaves_without_the_word_that_nobody_can_be_recognised(
    content_type: str, ticket: Ticket, cast: Cast
) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    files = [file_of(ticket, "text/plain"), file_of(ticket, content_type)]
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(ticket, by=cast.superuser, enclosed=Enclosed(files=files))
    assert refusal.value.lacks == gates.lacks_anonymity(files, checked=False) != []
    assert Forwarding.forward(ticket, by=cast.superuser, enclosed=Enclosed(files=files, pictures_checked=True))


def test_no_case_leaves_while_a_file_of_it_is_being_made_ready(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    waits = file_of(ticket, "image/png")
    Attachment.objects.filter(pk=waits.pk).update(state=Attachment.State.PENDING)
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(ticket, by=cast.superuser)
    assert refusal.value.lacks == gates.lacks_files(ticket) != []
    Attachment.objects.update(state=Attachment.State.READY)
    assert Forwarding.forward(ticket, by=cast.superuser)


def test_a_file_of_another_case_never_goes_along(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    files = [file_of(ticket, "text/plain"), file_of(open_ticket(cast.school), "text/plain")]
    forwarding = Forwarding.forward(ticket, by=cast.superuser, enclosed=Enclosed(files=files))
    assert list(forwarding.files.all()) == files[:1]


def test_plain_text_shows_nobody(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    files = [file_of(ticket, "text/plain")]
    assert Forwarding.forward(ticket, by=cast.superuser, enclosed=Enclosed(files=files))


@pytest.mark.parametrize("route", ["technical_fault", "project_question", "local_it"])
def test_no_case_leaves_without_an_institution(route: str, cast: Cast) -> None:
    """Also where everything else is there: a party cannot help somewhere unknown."""
    ticket = open_ticket(cast.school)
    complete_fault(cast, ticket)
    ticket.set_route(route, by=cast.support_entitled)
    Ticket.objects.filter(pk=ticket.pk).update(institution=None)
    homeless = Ticket.objects.get(pk=ticket.pk)
    sender = cast.project_lead if route == "project_question" else cast.support_entitled
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(homeless, by=sender)
    assert len(refusal.value.lacks) == 1
    assert not Forwarding.objects.exists()
    assert Forwarding.forward(with_place(ticket, cast), by=sender)


def lacks(ticket: Ticket, route: str = "technical_fault") -> list[str]:
    """What is missing before the case may leave, in English."""
    rule = RoutingRule.in_force(route)
    assert rule is not None
    with translation.override("en"):
        return [str(each) for each in gates.lacks(ticket, rule, rule.party_for(ticket))]


def label(fact: str) -> str:
    with translation.override("en"):
        return str(LABELS[fact])


def test_each_gate_is_asked_for_by_itself(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    assert lacks(ticket) == []
    report = FaultReport.of(ticket)
    report.withdraw("usage_ruled_out", by=cast.support_entitled)
    assert lacks(ticket) == ["Somebody must rule out wrong use"]
    report.withdraw("master_data_checked", by=cast.support_entitled)
    report.rule_out_usage(by=cast.support_entitled)
    assert lacks(ticket) == ["Somebody must check the master data"]
    FaultReport.objects.filter(ticket=ticket).update(steps="")
    assert lacks(ticket) == [label("steps"), "Somebody must check the master data"]


@pytest.mark.parametrize("gate", ["report_complete", "usage_ruled_out", "master_data_checked"])
def test_a_gate_that_the_rule_does_not_name_is_open(gate: str, ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("technical_fault", by=cast.support_entitled)
    assert len(lacks(ticket)) > 1
    RoutingRule.objects.filter(route="technical_fault").update(gates=[gate])
    sentences = {
        "usage_ruled_out": "Somebody must rule out wrong use",
        "master_data_checked": "Somebody must check the master data",
    }
    lacking = lacks(ticket)
    assert [each for each in lacking if each in sentences.values()] == ([sentences[gate]] if gate in sentences else [])
    assert (label("steps") in lacking) == (gate == "report_complete")


def test_a_condition_of_the_rule_opens_and_closes_gates_by_what_the_report_says(ticket: Ticket, cast: Cast) -> None:
    complete_fault(cast, ticket)
    condition = {"when": {"affected": ["all"]}, "facts": ["error_text"], "gates": ["report_complete"]}
    RoutingRule.objects.filter(route="technical_fault").update(gates=[], conditions=[condition])
    assert lacks(ticket) == []
    FaultReport.record(ticket, {"affected": "all"}, by=cast.superuser)
    assert lacks(ticket) == [label("error_text")]


def test_a_user_name_in_the_place_of_a_name_holds_the_case_back(ticket: Ticket, cast: Cast) -> None:
    """From a row that is older than the check of the form."""
    complete_fault(cast, ticket)
    FaultReport.objects.filter(ticket=ticket).update(full_name="maja1234")
    (missing,) = lacks(ticket)
    assert "UNI-Login" in missing


def test_a_party_that_is_reached_by_mail_needs_an_address(ticket: Ticket, cast: Cast) -> None:
    rule = RoutingRule.in_force("local_it")
    assert rule is not None
    party = Party.objects.get(key="it")
    assert gates.lacks_party(rule, party) == []
    party.email = ""
    assert len(gates.lacks_party(rule, party)) == 1
    rule.address = "aula@it.example"
    assert gates.lacks_party(rule, party) == []
    assert len(gates.lacks_party(rule, None)) == 1
    rule.address, rule.channel = "", "copy"
    assert gates.lacks_party(rule, party) == []


def with_place(ticket: Ticket, cast: Cast) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(institution=cast.school)
    return Ticket.objects.get(pk=ticket.pk)
