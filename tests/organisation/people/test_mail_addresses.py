"""When two mail addresses are one."""

import pytest

from organisation.people.mail_addresses import comparable, same
from tests.cast import Cast, open_ticket
from tickets.models import Ticket

WRITTEN = ["maja@example.org", "Maja@Example.org", "maja+aula@example.org", "MAJA+x+y@EXAMPLE.ORG"]
OTHERS = ["maja@example.com", "majas@example.org", "maja.holm@example.org", ""]


@pytest.mark.parametrize("address", WRITTEN)
def test_capitals_and_plus_make_no_difference(address: str) -> None:
    assert comparable(f" {address} ") == "maja@example.org"
    assert same(address, "maja@example.org")


@pytest.mark.parametrize("address", OTHERS)
def test_everything_else_does(address: str) -> None:
    assert not same(address, "maja@example.org")
    assert not same(address, "")


@pytest.mark.parametrize("asked", WRITTEN)
def test_the_database_compares_as_we_do(asked: str, cast: Cast) -> None:
    theirs = {open_ticket(cast.school, requester_email=address).pk for address in WRITTEN}
    for address in OTHERS:
        open_ticket(cast.school, requester_email=address)
    assert set(Ticket.objects.of_requester(asked).values_list("pk", flat=True)) == theirs
    assert not Ticket.objects.of_requester("").exists()
