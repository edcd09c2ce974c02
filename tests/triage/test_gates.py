"""What must be there before a case leaves the house."""

import pytest

from tests.cast import Cast, open_ticket
from tests.desk.test_role_table import complete_fault
from tickets.models import Attachment, Ticket
from triage.forwarding import gates
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import Enclosed, NotReady

SHOWING_PEOPLE = [
    "image/png",
    "image/jpeg",
    "video/mp4",
    "video/quicktime",
    "video/webm",
    "application/pdf",
]


def file_of(ticket: Ticket, content_type: str) -> Attachment:
    """A file that is ready to go along."""
    return Attachment.objects.create(
        message=ticket.first_message,
        name="fil",
        content_type=content_type,
        size=1,
        sha256="0" * 64,
        state=Attachment.State.READY,
    )


@pytest.mark.parametrize("content_type", SHOWING_PEOPLE)
def test_no_picture_or_film_leaves_without_the_word_that_nobody_can_be_recognised(
    content_type: str, ticket: Ticket, cast: Cast
) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    files = [file_of(ticket, "text/plain"), file_of(ticket, content_type)]
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(ticket, by=cast.superuser, enclosed=Enclosed(files=files))
    assert refusal.value.lacks == gates.lacks_anonymity(files, checked=False) != []
    assert Forwarding.forward(ticket, by=cast.superuser, enclosed=Enclosed(files=files, pictures_checked=True))


def test_plain_text_shows_nobody(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    files = [file_of(ticket, "text/plain")]
    assert Forwarding.forward(ticket, by=cast.superuser, enclosed=Enclosed(files=files))


@pytest.mark.parametrize("route", ["technical_fault", "project_question", "local_it"])
def test_no_case_leaves_without_an_institution(route: str, cast: Cast) -> None:
    """Also where everything else is there: a party cannot help somewhere unknown."""
    ticket = open_ticket(cast.school)
    complete_fault(cast, ticket)
    ticket.set_route(route, by=cast.support_entitled)
    Ticket.objects.filter(pk=ticket.pk).update(institution=None)
    homeless = Ticket.objects.get(pk=ticket.pk)
    sender = cast.project_lead if route == "project_question" else cast.support_entitled
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(homeless, by=sender)
    assert len(refusal.value.lacks) == 1
    assert not Forwarding.objects.exists()
    assert Forwarding.forward(with_place(ticket, cast), by=sender)


def with_place(ticket: Ticket, cast: Cast) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(institution=cast.school)
    return Ticket.objects.get(pk=ticket.pk)
