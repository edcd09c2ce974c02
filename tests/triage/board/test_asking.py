"""Whose question may be shown to others, and what becomes of it with its case."""

from typing import Any

import pytest

from knowledgebase.models import Question
from organisation.models import Municipality
from tests.cast import Cast, open_ticket, settle
from tickets.models import Ticket
from tickets.words import Status
from triage.board.asking import is_sensitive, may_be_asked, propose
from triage.flags.models import Flag

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({}, True),
        ({"came_in_rush": True}, False),
        ({"came_in_rush": True, "status": Status.IN_PROGRESS}, True),
        ({"sensitivity": "flagged"}, False),
        ({"sensitivity": "confirmed"}, False),
    ],
)
def test_whoever_wrote_is_asked_but_not_in_a_rush_and_not_in_what_is_sensitive(
    facts: dict[str, Any], may: bool, ticket: Ticket
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(**facts)
    assert may_be_asked(Ticket.objects.get()) is may


def test_nobody_is_asked_twice_or_where_the_municipality_shows_no_questions(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school)
    propose(ticket)
    assert (may_be_asked(ticket), may_be_asked(other)) == (False, True)
    Municipality.objects.update(public_questions=False)
    Municipality.forget_cached()
    assert not may_be_asked(other)


def test_what_was_flagged_once_or_in_the_case_it_was_merged_into_stays_sensitive(ticket: Ticket, cast: Cast) -> None:
    common = open_ticket(cast.school)
    Flag.objects.create(ticket=common, kind="breach")
    assert not is_sensitive(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(merged_into=common)
    assert is_sensitive(Ticket.objects.get(pk=ticket.pk))


def test_a_question_that_nobody_has_cleared_goes_when_its_case_is_forgotten(ticket: Ticket, cast: Cast) -> None:
    cleared = open_ticket(cast.school)
    propose(ticket)
    propose(cleared).clear(title="Hvor er skemaet?", text="Det er tomt.", by=cast.project_lead)
    for case in (ticket, cleared):
        case.resolve(by=cast.superuser)
        case.forget()
    settle()
    assert [question.title for question in Question.objects.all()] == ["Hvor er skemaet?"]
