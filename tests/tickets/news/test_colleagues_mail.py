"""A colleague's answer to our mail is a note, unless the municipality said otherwise and the case can bear it."""

import pytest

from organisation.models import Municipality
from tests.cast import Cast
from tickets.models import Mailbox, Ticket
from tickets.news.colleagues_mail import Becomes, becomes, promised
from tickets.outbound.envelope import our_address
from tickets.words import Sensitivity


@pytest.fixture
def by_mail(cast: Cast) -> None:
    Municipality.objects.update(colleagues_answer_by_mail=True)


def test_it_is_a_note_where_nobody_chose(ticket: Ticket) -> None:
    assert becomes(ticket) == Becomes.NOTE


@pytest.mark.usefixtures("by_mail")
def test_it_is_an_answer_where_the_municipality_wants_it(ticket: Ticket) -> None:
    assert becomes(ticket) == Becomes.ANSWER


@pytest.mark.usefixtures("by_mail")
@pytest.mark.parametrize("sensitivity", [Sensitivity.FLAGGED, Sensitivity.CONFIRMED])
def test_a_sensitive_case_is_never_answered_by_mail(ticket: Ticket, sensitivity: Sensitivity) -> None:
    ticket.sensitivity = sensitivity
    assert becomes(ticket) == Becomes.NOTE


def test_the_mail_promises_nothing_where_no_answer_comes_in(ticket: Ticket) -> None:
    assert promised(ticket) == ""
    Mailbox.objects.create(address=our_address())
    assert promised(ticket) == Becomes.NOTE
