"""What a party's answer meant, and where a case goes that it turned down."""

import pytest

from tests.cast import Cast, kinds
from tests.triage.forwarding.test_ways_out import to_vendor
from tickets.models import Ticket
from tickets.words import Status
from triage.forwarding.models import Forwarding


@pytest.mark.parametrize(
    ("reason", "route"),
    [
        ("usage", "usage_question"),
        ("master_data", "usage_question"),
        ("setup", "usage_question"),
        ("later_release", "change_request"),
        ("wrong_party", None),
    ],
)
def test_each_reason_of_a_rejection_leads_to_its_route(
    reason: str, route: str | None, ticket: Ticket, cast: Cast
) -> None:
    """What comes in a later release is a wish; a wrong party says nothing about the right one."""
    to_vendor(ticket, cast).reject(by=cast.superuser, reason=reason)
    ticket.refresh_from_db()
    assert (ticket.route, ticket.status) == (route, Status.IN_PROGRESS)
    forwarding = Forwarding.objects.get()
    assert (forwarding.rejection, forwarding.right_route) == (reason, route or "")


def test_the_route_that_a_person_names_goes_before_that_of_the_reason(ticket: Ticket, cast: Cast) -> None:
    to_vendor(ticket, cast).reject(by=cast.superuser, reason="later_release", route="local_it")
    ticket.refresh_from_db()
    assert ticket.route == "local_it"


def test_a_case_is_assessed_anew_where_the_named_route_is_the_one_that_turned_it_down(
    ticket: Ticket, cast: Cast
) -> None:
    to_vendor(ticket, cast).reject(by=cast.superuser, reason="usage", route="schedule_vendor")
    ticket.refresh_from_db()
    assert ticket.route is None
    assert "retriaged" in kinds(ticket)
