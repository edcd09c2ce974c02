"""How long answers have taken lately, said to whoever waits: of the same place, if it says enough."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from organisation.models import Institution
from tests.cast import Cast, open_ticket
from tickets.models import Event, Ticket
from tickets.requester.usual_answer import usual_answer, usual_days


def answered_after(place: Institution, cast: Cast, *days: float, ago: float = 40) -> None:
    """A case for each length of time, all of them opened so many days ago."""
    opened = timezone.now() - timedelta(days=ago)
    for each in days:
        ticket = open_ticket(place)
        ticket.answer("Tak", by=cast.support_entitled)
        Ticket.objects.filter(pk=ticket.pk).update(opened_at=opened)
        at = opened + timedelta(days=each)
        Event.objects.filter(ticket=ticket, kind="answered").update(at=at, held_until=None)


@pytest.mark.parametrize(
    ("days", "usual"),
    [
        ((0.1,) * 6 + (5, 5), 1),
        ((0.1,) * 5 + (2.5, 5, 5), 3),
        ((1,) * 8, 1),
        ((1.01,) * 8, 2),
        ((0.1,) * 7, None),
    ],
)
def test_three_in_four_were_answered_within_it(days: tuple[float, ...], usual: int | None, cast: Cast) -> None:
    answered_after(cast.school, cast, *days)
    assert usual_days(cast.school.pk) == usual
    assert usual_days(cast.daycare.pk) is None


def test_who_waits_still_counts_for_as_long_as_that_and_what_was_long_ago_does_not(cast: Cast) -> None:
    answered_after(cast.school, cast, *(30.0,) * 20, ago=121)
    answered_after(cast.school, cast, *(0.1,) * 8)
    open_ticket(cast.school)
    assert usual_days(cast.school.pk) == 1
    for _case in range(8):
        Ticket.objects.filter(pk=open_ticket(cast.school).pk).update(opened_at=timezone.now() - timedelta(days=5.5))
    assert usual_days(cast.school.pk) == 6


@pytest.mark.parametrize(("days", "said"), [(1, "inden for 1 dag."), (14, "inden for 14 dage."), (15, "")])
def test_the_sentence_says_whole_days_and_nothing_that_discourages(days: int, said: str, cast: Cast) -> None:
    answered_after(cast.school, cast, *(float(days),) * 8)
    sentence = usual_answer(open_ticket(cast.school))
    assert sentence.endswith(said)
    assert bool(sentence) == bool(said)
    assert usual_answer(open_ticket(cast.daycare)) == usual_answer(open_ticket(None)) == ""


def test_it_stands_on_the_page_of_a_case_that_nobody_has_answered(cast: Cast, client: Client) -> None:
    answered_after(cast.school, cast, *(2.0,) * 8)
    waiting = open_ticket(cast.school)
    with translation.override("en"):
        assert usual_answer(waiting) == "Lately, most enquiries here have been answered within 2 days."
    sentence = usual_answer(waiting)
    assert sentence in client.get(waiting.get_absolute_url()).content.decode()
    waiting.answer("Tak", by=cast.support_entitled)
    Event.objects.filter(ticket=waiting).update(held_until=None)
    assert sentence not in client.get(waiting.get_absolute_url()).content.decode()
