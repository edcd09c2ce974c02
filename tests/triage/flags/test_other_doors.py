"""The gate stands at every door by which words of a requester come into a case, not at the form alone."""

import pytest
from django.test import Client

from desk.case.buttons import BUTTONS
from tests.cast import Cast, open_ticket, settle
from tickets.models import Safeguarding, Ticket
from tickets.models.misplacing import put_elsewhere
from triage.faults import questions
from triage.faults.models import FaultReport
from triage.flags.models import Flag

GRAVE = "Min far slår mig, og jeg tør ikke gå hjem."


@pytest.fixture(autouse=True)
def fresh() -> None:
    Safeguarding.forget_cached()


def is_flagged(ticket: Ticket) -> bool:
    return Ticket.objects.get(pk=ticket.pk).is_flagged


def test_an_answer_to_the_questions_of_a_fault(ticket: Ticket, cast: Cast, client: Client) -> None:
    ticket.set_route("technical_fault", by=cast.superuser)
    questions.ask_for_the_rest(ticket, by=cast.superuser)
    client.post(f"/sag/{ticket.token}/oplysninger/", {"happened": GRAVE})
    assert FaultReport.of(ticket).happened == GRAVE
    assert is_flagged(ticket)


def test_an_answer_to_the_questions_that_only_the_model_understands(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("technical_fault", by=cast.superuser)
    questions.ask_for_the_rest(ticket, by=cast.superuser)
    told = "Hun har givet sin telefon væk og siger, at det hele snart er forbi for hende. Hun er 14."
    questions.answer(ticket, {"happened": told})
    settle()
    assert is_flagged(ticket)


def test_what_staff_write_into_the_report_raises_nothing(ticket: Ticket, cast: Cast) -> None:
    FaultReport.record(ticket, {"happened": GRAVE}, by=cast.superuser)
    settle()
    assert not is_flagged(ticket)


def test_a_message_that_is_put_into_another_case(cast: Cast) -> None:
    wrong, right = open_ticket(cast.school), open_ticket(cast.school)
    written = wrong.reply(GRAVE)
    for flag in Flag.objects.select_related("ticket__institution"):
        flag.clear(by=cast.superuser)
    put_elsewhere(wrong, written, to=right, by=cast.support_entitled)
    assert is_flagged(right)


def test_a_message_that_is_split_off(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    harmless, grave = ticket.reply("Og min ugeplan er tom."), ticket.reply(GRAVE)
    new = ticket.split_off([harmless, grave], subject="For sig", by=cast.support_entitled)
    assert is_flagged(new)


def test_what_is_split_off_from_a_sensitive_case_is_as_hidden_as_that(cast: Cast) -> None:
    """A person marked it by hand: the gate hears nothing in the words."""
    Safeguarding.objects.create(id=1, need_to_know=True)
    Safeguarding.forget_cached()
    ticket = open_ticket(cast.school)
    message = ticket.reply("Det, vi talte om i går, er sket igen.")
    Flag.raise_on(ticket, ["abuse"], by=cast.support_entitled)
    ticket.let_in(cast.support_entitled)
    BUTTONS["split"].press(ticket, cast.support_entitled, {"messages": [message], "subject": "For sig"})
    new = Ticket.objects.latest("pk")
    assert is_flagged(new)
    assert not Ticket.objects.visible_to(cast.superuser).filter(pk=new.pk).exists()
    assert Ticket.objects.visible_to(cast.support_entitled).filter(pk=new.pk).exists()
