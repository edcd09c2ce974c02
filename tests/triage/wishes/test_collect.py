import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Ticket
from tickets.models.refusals import UnableToForward
from tickets.words import Status
from triage.wishes.models import ChangeRequest


@pytest.fixture
def wish(ticket: Ticket, cast: Cast) -> Ticket:
    ticket.set_route("change_request", by=cast.superuser)
    return ticket


def test_the_project_lead_collects_a_wish_once_and_the_requester_is_told(wish: Ticket, cast: Cast) -> None:
    request = ChangeRequest.collect(wish, by=cast.project_lead, summary="Fælles kalender")
    assert ChangeRequest.collect(wish, by=cast.project_lead) == request
    assert wish.status == Status.FORWARDED
    assert kinds(wish).count("collected") == 1
    settle()
    assert any("KOMBIT" in letter.body for letter in mail.outbox if letter.to == ["maja@example.org"])


def test_wishes_of_several_institutions_are_joined(wish: Ticket, cast: Cast) -> None:
    request = ChangeRequest.collect(wish, by=cast.project_lead)
    other = open_ticket(cast.daycare, requester_email="ole@example.org")
    other.set_route("change_request", by=cast.stranger)
    ChangeRequest.collect(other, by=cast.project_lead, into=request)
    counted = ChangeRequest.objects.with_counts().get()
    assert (counted.people, counted.institutions) == (2, 2)  # type: ignore[attr-defined]


def test_nobody_else_collects(wish: Ticket, cast: Cast) -> None:
    for user in (cast.superuser, cast.support_entitled, cast.municipal_admin):
        with pytest.raises(PermissionDenied):
            ChangeRequest.collect(wish, by=user)


def test_only_a_change_request_is_collected(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(UnableToForward):
        ChangeRequest.collect(ticket, by=cast.project_lead)
