"""A file is made ready at once, by its own task; while it is not, the case does not leave without it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.cast import Cast, open_ticket, settle
from tests.triage.forwarding.test_ways_out import signed_in
from tickets.attachments.uploads import inspect
from tickets.models import Attachment, Ticket
from tickets.models.conversation import Received
from tickets.models.message import Message
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import Enclosed, NotReady


def picture(name: str = "skærm.png") -> Received:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return Received(inspect(name, out), out.getvalue())


def states() -> list[str]:
    return list(Attachment.objects.order_by("id").values_list("state", flat=True))


@pytest.fixture
def with_picture(cast: Cast) -> Ticket:
    ticket = open_ticket(cast.school, files=[picture()])
    ticket.set_route("schedule_vendor", by=cast.superuser)
    return ticket


@pytest.mark.usefixtures("at_once")
def test_a_file_is_cleaned_when_its_message_is_stored(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ticket = open_ticket(cast.school, files=[picture()])
        ticket.reply("Og her er et mere.", files=[picture("nummer to.png")])
        assert states() == ["pending", "pending"]
    assert states() == ["ready", "ready"]


def test_a_case_waits_for_a_picture_that_is_being_made_ready(with_picture: Ticket, cast: Cast) -> None:
    address = reverse("admin:tickets_ticket_change", args=[with_picture.pk]) + "?open=forward"
    page = signed_in(cast.superuser).get(address).content.decode()
    assert "skærm.png er ved at blive klargjort" in page
    assert 'name="forward-pictures_checked"' not in page
    with pytest.raises(NotReady) as refusal:
        Forwarding.forward(with_picture, by=cast.superuser)
    assert "skærm.png" in str(refusal.value.lacks[0])
    settle()
    page = signed_in(cast.superuser).get(address).content.decode()
    assert "er ved at blive klargjort" not in page
    assert 'name="forward-pictures_checked"' in page
    enclosed = Enclosed(files=[Attachment.objects.get()], pictures_checked=True)
    assert Forwarding.forward(with_picture, by=cast.superuser, enclosed=enclosed).files.count() == 1


def test_a_picture_that_cannot_be_made_ready_holds_nobody_up(with_picture: Ticket, cast: Cast) -> None:
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    assert Forwarding.forward(with_picture, by=cast.superuser).files.count() == 0


def test_a_file_of_an_internal_note_keeps_nothing_back(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    ticket.note("Kun til os.", by=cast.superuser, files=[picture()])
    assert Forwarding.forward(ticket, by=cast.superuser).files.count() == 0


def test_the_api_tells_what_it_waits_for(with_picture: Ticket, cast: Cast) -> None:
    client: Client = signed_in(cast.superuser)
    answer = client.post(f"/api/v1/tickets/{with_picture.pk}/forward/", {}, content_type="application/json")
    assert answer.status_code == 409
    assert any("skærm.png" in lack for lack in answer.json()["lacks"])
