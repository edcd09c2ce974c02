"""Several small questions in one statement say what each would say alone."""

import pytest
from pytest_django import DjangoAssertNumQueries

from database.together import counts_of, keys_of
from organisation.models import Institution
from tests.cast import Cast, open_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(cast: Cast) -> list[Ticket]:
    return [open_ticket(cast.school) for _each in range(4)]


def test_counts_are_those_of_each(tickets: list[Ticket], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    asked = [
        Ticket.objects.by_activity(),
        Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets[:2]]),
        Ticket.objects.none(),
        Institution.objects.filter(name="Grøndal Skole"),
    ]
    with django_assert_num_queries(1):
        assert counts_of(*asked) == [4, 2, 0, 1]
    assert counts_of(*asked, most=3) == [3, 2, 0, 1]


def test_keys_are_the_first_of_each(tickets: list[Ticket], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    keys = [ticket.pk for ticket in tickets]
    with django_assert_num_queries(1):
        newest, oldest, none = keys_of(
            Ticket.objects.order_by("-id"), Ticket.objects.order_by("id"), Ticket.objects.none(), most=3
        )
    assert (set(newest), set(oldest), none) == (set(keys[1:]), set(keys[:3]), [])


def test_nothing_asked_costs_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert (counts_of(), keys_of(most=5)) == ([], [])
