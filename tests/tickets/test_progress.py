"""Where a case is, as its requester reads it: who has it, what has happened and when, and what to expect."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, open_ticket
from tickets.models import Event, Ticket
from tickets.requester.progress import progress_of
from tickets.words import Actor


def words(ticket: Ticket) -> str:
    return str(progress_of(ticket, needs_help=False).explanation)


def steps(ticket: Ticket) -> list[tuple[str, str, bool]]:
    return [(str(step.label), step.state, bool(step.detail)) for step in progress_of(ticket, needs_help=False).steps]


def test_a_new_case_that_its_writer_closes_was_looked_at_and_answered_by_nobody(ticket: Ticket, client: Client) -> None:
    assert steps(ticket)[:2] == [("Modtaget", "current", True), ("Vi ser på den", "todo", False)]
    client.post(f"{ticket.get_absolute_url()}loest/")
    ticket.refresh_from_db()
    assert steps(ticket) == [("Modtaget", "done", True), ("Løst", "done", True)]
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert page.count('class="is-done"') == 2
    assert f"{timezone.localtime():%Y} kl. " in page.partition("status-steps__detail")[2][:60]


def test_each_step_has_the_time_at_which_it_happened(ticket: Ticket, cast: Cast) -> None:
    ticket.note("Jeg ringer til skolen.", by=cast.superuser)
    ticket.assign(cast.superuser, by=cast.superuser)
    assert steps(ticket)[:2] == [("Modtaget", "done", True), ("Vi ser på den", "current", True)]
    ticket.answer("Prøv igen nu.", by=cast.superuser)
    assert steps(ticket)[2:] == [("Svar", "current", True), ("Løst", "todo", False)]
    ticket.resolve(by=cast.superuser)
    assert [label for label, state, has_time in steps(ticket) if state == "done" and has_time] == [
        "Modtaget",
        "Vi ser på den",
        "Svar",
        "Løst",
    ]


def test_it_says_who_has_the_case(ticket: Ticket, cast: Cast) -> None:
    assert f"de medarbejdere, der kender Aula ({cast.school.name})" in words(ticket)
    ticket.escalate(by=cast.superuser, reason="x")
    assert "hos piloten" in words(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(tier="support_entitled")
    assert "kommunens Aula-support" in words(Ticket.objects.get())
    ticket.refresh_from_db()
    ticket.set_route("schedule_vendor", by=cast.support_entitled)
    ticket.mark_forwarded(by=cast.support_entitled, party="Netcompany (Aula support)")
    assert words(ticket).startswith("Den er nu hos Netcompany (Aula support). Vi følger med")
    ticket.resolve(by=Actor.REQUESTER)
    assert "hos" not in words(ticket)


def test_of_what_must_not_wait_nothing_is_said_of_who_has_it(ticket: Ticket) -> None:
    assert "der kender Aula" not in str(progress_of(ticket, needs_help=True).explanation)
    ticket.sensitivity = "child"
    assert "der kender Aula" not in words(ticket)


@pytest.mark.parametrize(("waited", "sentence"), [(30, "inden for 2 dage"), (3, "inden for 1 dag."), (24 * 20, "")])
def test_it_says_how_long_answers_take_at_the_place(waited: int, sentence: str, ticket: Ticket, cast: Cast) -> None:
    opened = timezone.now() - timedelta(days=30)
    for number in range(8):
        case = open_ticket(cast.school, subject=f"Sag {number}")
        case.answer("Sådan.", by=cast.superuser)
        Ticket.objects.filter(pk=case.pk).update(opened_at=opened)
        Event.objects.filter(ticket=case).update(at=opened + timedelta(hours=waited))
        shown = words(ticket)
        assert ("for nylig besvaret" in shown) == (number == 7 and bool(sentence)), number
    assert sentence in shown
