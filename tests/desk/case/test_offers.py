"""Which buttons stand on the page of a case: nobody is offered what the verb would refuse."""

from datetime import timedelta

import pytest
from django.utils import timezone

from desk.case.buttons import BUTTONS
from desk.case.offers import OFFERS
from desk.case.page import Desk
from tests.cast import Cast, open_ticket
from tickets.models import Merge, Ticket
from triage.flags.models import Flag

MOVES = {"snooze", "escalate", "resolve", "merge", "attach"}


def offers(ticket: Ticket, cast: Cast, role: str = "superuser") -> set[str]:
    fresh = Ticket.objects.get(pk=ticket.pk)
    return set(Desk(fresh, cast.by_role(role)).offers)


def arrange(state: str, ticket: Ticket, cast: Cast) -> None:
    if state == "put aside":
        ticket.snooze(timezone.localdate() + timedelta(days=9), by=cast.superuser)
    elif state == "waiting for its requester":
        ticket.ask("Hvilken telefon?", by=cast.superuser)
    elif state == "a tier up":
        ticket.escalate(by=cast.superuser, reason="Op.")
    elif state == "at the top":
        ticket.escalate(by=cast.superuser, reason="Op.", to="support_entitled")
    elif state == "solved":
        ticket.resolve(by=cast.superuser)
    elif state == "flagged":
        Flag.raise_on(ticket, ["violence"])
    elif state == "merged":
        Merge.begin(ticket, open_ticket(cast.school, subject="Den fælles"), by=cast.superuser, confirmed=True)
        Ticket.objects.filter(pk=ticket.pk).update(status="in_progress", resolved_at=None, due_at=timezone.now())


@pytest.mark.parametrize(
    ("state", "role", "expected"),
    [
        ("new", "superuser", MOVES),
        ("new", "pilot", MOVES),
        ("new", "stranger", set()),
        ("new", "observer", set()),
        ("put aside", "superuser", MOVES | {"unsnooze"}),
        ("waiting for its requester", "superuser", MOVES - {"snooze"}),
        ("a tier up", "superuser", MOVES),
        ("a tier up", "pilot", MOVES | {"hand_back"}),
        ("at the top", "support_entitled", (MOVES | {"hand_back"}) - {"escalate"}),
        ("solved", "superuser", {"reopen", "merge"}),
        ("flagged", "superuser", {"escalate"}),
        ("merged", "superuser", MOVES - {"merge"}),
    ],
)
def test_the_page_offers_what_right_and_state_allow(
    state: str, role: str, expected: set[str], ticket: Ticket, cast: Cast
) -> None:
    arrange(state, ticket, cast)
    assert offers(ticket, cast, role) == expected


def test_what_is_offered_is_a_button() -> None:
    assert set(OFFERS) <= set(BUTTONS)
