"""How much memory a film of the screen takes beside itself, on its way through the site: of what Python allocates."""

import hashlib
import io
import tracemalloc
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, open_ticket
from tests.tickets.attachments.test_cleaning import states
from tests.tickets.attachments.test_uploads import box, film
from tickets.attachments import cleaning
from tickets.attachments.uploads import inspect
from tickets.models import Attachment, HeldFile
from tickets.models.conversation import Received

MEGABYTE = 1024 * 1024
LENGTH = 19 * MEGABYTE


def peak(act: Callable[[], object]) -> float:
    """In megabytes."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.fixture
def received() -> Received:
    data = film(b"mp42", notes=b"Kolding") + box(b"free", bytes(range(256)) * (LENGTH // 256))
    return Received(inspect("skærm.mp4", io.BytesIO(data)), data)


def test_a_film_is_stored_cleaned_and_shown_in_pieces(received: Received, cast: Cast, client: Client) -> None:
    assert peak(partial(open_ticket, cast.school, files=[received])) < 5
    attachment = Attachment.objects.get()
    assert hashlib.sha256(attachment.data()).hexdigest() == received.upload.sha256
    assert peak(partial(cleaning.clean, attachment.pk)) < 4.5 * LENGTH / MEGABYTE, "joined, and turned to nothing"
    attachment.refresh_from_db()
    assert states() == ["ready"]
    assert hashlib.sha256(attachment.data()).hexdigest() == attachment.sha256 != attachment.sent_sha256
    assert b"Kolding" not in attachment.data()
    address = reverse("case_attachment", args=[attachment.message.ticket.token, attachment.key])
    assert peak(lambda: sum(map(len, client.get(address)))) < 5


def test_a_film_waits_for_a_form_in_pieces(received: Received, db: None) -> None:
    assert peak(partial(HeldFile.hold, "formular", [received])) < 5
    (held,) = HeldFile.objects.all()
    assert (held.name, held.key.version, held.held_at.tzinfo is not None) == ("skærm.mp4", 4, True)
    assert HeldFile.received("formular") == [received]


def test_names_with_signs_of_the_copying_are_kept_as_they_are(received: Received, db: None) -> None:
    HeldFile.hold("en\tto\\tre\n", [received])
    assert HeldFile.received("en\tto\\tre\n") == [received]
