"""A button is one transaction, whoever presses it: what is refused halfway has not been done."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from desk.case.buttons import Button as CaseButton
from desk.case.forms import EmptyForm
from desk.wishes.buttons import BOARD_BUTTONS, BoardButton, BoardForm, Button
from tests.cast import Cast, kinds, open_ticket
from tests.desk.wishes.test_board_table import collected, wish
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from triage.wishes.models import ChangeRequest
from triage.wishes.models.request_list import RequestStatus

ROOT = Path(__file__).parents[2]


def test_joining_many_that_is_refused_for_one_case_joins_nothing(cast: Cast) -> None:
    into, other, good = collected(cast), collected(cast, "Det samme"), wish(cast)
    never_a_wish = open_ticket(cast.school)
    data = {"into": into, "requests": [other], "cases": [good, never_a_wish]}
    with pytest.raises(UnableTo):
        BOARD_BUTTONS["join_all"].press(cast.project_lead, data)
    other.refresh_from_db()
    assert (other.status, other.joined_to) == (RequestStatus.WAITING, None)
    assert "collected" not in kinds(good)
    assert into.wishes.count() == 1


def test_joining_many_takes_all_of_them_in(cast: Cast) -> None:
    into, other, case = collected(cast), collected(cast, "Det samme"), wish(cast)
    BOARD_BUTTONS["join_all"].press(cast.project_lead, {"into": into, "requests": [into, other], "cases": [case]})
    assert into.wishes.count() == 3
    with pytest.raises(UnableTo):
        BOARD_BUTTONS["join_all"].press(cast.project_lead, {"into": into, "requests": [into], "cases": []})


@pytest.mark.parametrize("noun", ["case", "request", "board"])
def test_a_button_of_any_table_that_is_refused_halfway_has_done_nothing(noun: str, cast: Cast) -> None:
    ticket, lead = wish(cast), cast.project_lead

    def halfway(*_told: Any) -> Any:
        ChangeRequest.collect(ticket, by=lead)
        raise UnableTo("No.")

    pressed = {
        "case": lambda: CaseButton(EmptyForm, halfway).press(ticket, lead, {}),
        "request": lambda: Button(BoardForm, halfway).press(None, lead, {}),
        "board": lambda: BoardButton(BoardForm, halfway).press(lead, {}),
    }
    with pytest.raises(UnableTo):
        pressed[noun]()
    assert not ChangeRequest.objects.exists()
    assert Ticket.objects.get(pk=ticket.pk).status == "new"


def test_nobody_presses_a_button_past_its_runner() -> None:
    past = re.compile(r"\bbutton\.act\(")
    pages = [path for room in ("desk", "triage", "tickets", "helpdesk") for path in (ROOT / room).rglob("*.py")]
    assert [str(path) for path in pages if past.search(path.read_text(encoding="utf-8"))] == []


def test_who_may_not_collect_takes_nothing_in(cast: Cast) -> None:
    into, other = collected(cast), collected(cast, "Det samme")
    with pytest.raises(PermissionDenied):
        into.take_in([other], [], by=cast.support_entitled)
