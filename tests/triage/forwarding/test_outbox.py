"""What leaves the house beside the text: the archive of files, the confirmation about pictures, and reminders."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, kinds, open_ticket, settle
from tests.desk.test_role_table import complete_fault
from tests.tickets.attachments.test_cleaning import picture
from tests.triage.forwarding.test_ways_out import signed_in, to_vendor
from tickets.attachments.uploads import inspect
from tickets.models import Attachment, Delivery, Mailbox, ReplyAddress, Ticket
from tickets.models.conversation import Received
from tickets.models.refusals import UnableTo
from triage.forwarding import package
from triage.forwarding import reminders as silence
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import Enclosed, NotReady

SECRETS = {
    "Aula er nede 120517-1234.png": "Aula er nede xxxxxx-xxxx.png",
    "min kode er Hest4711.png": "fil.png",
    "token=abcd1234efgh.png": "fil-2.png",
}


def notes(text: str) -> Received:
    file = io.BytesIO(text.encode())
    return Received(inspect("noter.txt", file), file.getvalue())


@pytest.fixture
def full(cast: Cast) -> Ticket:
    """A fault with files whose names and words tell too much."""
    ticket = open_ticket(cast.school, files=[picture(name) for name in SECRETS])
    ticket.reply("Min adgangskode er Hest4711. Her er mere.", files=[notes("Adgangskode: Hest4711, og den fejler.")])
    ticket.note("Kun til os.", by=cast.superuser, files=[picture("internt.png")])
    settle()
    complete_fault(cast, ticket)
    return ticket


def fetch(ticket: Ticket, cast: Cast, **fields: object) -> Any:
    chosen = list(package.files_of(ticket).values_list("pk", flat=True))
    data = {"forward-chosen": chosen} | {f"forward-{name}": value for name, value in fields.items()}
    return signed_in(cast.support_entitled).post(reverse("admin:ticket_files", args=[ticket.pk]), data)


def test_the_archive_holds_the_chosen_files_under_harmless_names(full: Ticket, cast: Cast) -> None:
    answer = fetch(full, cast, pictures_checked="on")
    assert answer["Content-Type"] == "application/zip"
    assert f"{full.number}.zip" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*SECRETS.values(), "noter.txt"]
        assert "Hest4711" not in archive.read("noter.txt").decode()
    first = package.files_of(full)[0]
    one = fetch(full, cast, pictures_checked="on", chosen=first.pk)
    with zipfile.ZipFile(io.BytesIO(one.content)) as archive:
        assert len(archive.namelist()) == 1


def test_no_archive_without_the_word_that_nobody_is_seen(full: Ticket, cast: Cast) -> None:
    answer = fetch(full, cast)
    assert answer.status_code == 409
    assert "ingen kan genkendes" in answer.content.decode()
    with pytest.raises(NotReady):
        Forwarding.forward(full, by=cast.support_entitled, enclosed=Enclosed(files=list(package.files_of(full))))
    assert not Forwarding.objects.exists()


def test_a_mail_to_a_party_carries_the_files_under_harmless_names(full: Ticket, cast: Cast) -> None:
    full.set_route("schedule_vendor", by=cast.superuser)
    enclosed = Enclosed("Adgangskode: Hest4711", list(Attachment.objects.all()), pictures_checked=True)
    Forwarding.forward(full, by=cast.superuser, enclosed=enclosed)
    settle()
    (letter,) = [each for each in mail.outbox if each.to == ["skema@vendor.example"]]
    assert [name for name, _data, _kind in letter.attachments] == [*SECRETS.values(), "noter.txt"]
    assert "Hest4711" not in letter.body
    assert "Hest4711" not in str(letter.attachments[-1])


def test_a_silent_party_is_told_of_and_reminded_once_a_day_where_its_answer_comes_back(
    ticket: Ticket, cast: Cast
) -> None:
    Mailbox.objects.create(address="hjaelp@example.org")
    ticket.assign(cast.superuser, by=cast.pilot)
    forwarding = to_vendor(ticket, cast)
    settle()
    mail.outbox.clear()
    silence.sweep(timezone.now() + timedelta(days=15))
    settle()
    assert [letter.to for letter in mail.outbox] == [[cast.superuser.email]]
    Forwarding.objects.update(last_contact_at=timezone.now() - timedelta(days=10))
    address = reverse("admin:ticket_remind", args=[ticket.pk])
    for _ in range(2):
        assert signed_in(cast.superuser).post(address).status_code == 302
        settle()
    reminders = [letter for letter in mail.outbox if letter.to == ["skema@vendor.example"]]
    assert len(reminders) == kinds(ticket).count("reminded") == 1
    assert ticket.number in reminders[0].subject
    assert reminders[0].reply_to == [ReplyAddress.of(ticket, party=forwarding.party.name).email()]
    forwarding.note_answer("Det er rettet.", by=cast.superuser)
    assert signed_in(cast.superuser).post(address).status_code == 409
    assert Delivery.objects.filter(kind="party_reminded").count() == 1


def test_what_a_party_answered_becomes_a_shared_answer(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("project_question", by=cast.superuser)
    forwarding = Forwarding.forward(ticket, by=cast.project_lead)
    forwarding.ticket = ticket
    forwarding.note_answer(
        "Hej Maja\n\nDatabehandleraftalen ligger på kombit.dk.\n\nVenlig hilsen KOMBIT", by=cast.superuser
    )
    client = signed_in(cast.project_lead)
    address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    assert "?open=publish#publish" in client.get(address).content.decode()
    page = client.get(address + "?open=publish").content.decode()
    assert "Databehandleraftalen ligger på kombit.dk." in page.split('id="publish"')[1]
    assert "Hej Maja" not in page.split('id="id_publish-answer"')[1].split("</textarea>")[0]


def test_a_mail_that_is_stuck_is_tried_again_by_who_may_pass_the_case_on_and_no_other_mail_is(
    ticket: Ticket, cast: Cast
) -> None:
    forwarding = to_vendor(ticket, cast)
    settle()
    letter = forwarding.find_mail()
    assert letter is not None
    assert letter.kind == "party_forwarded"
    assert Forwarding(pk=forwarding.pk + 1, ticket=ticket).find_mail() is None
    with pytest.raises(UnableTo):
        forwarding.resend(by=cast.superuser)
    Delivery.objects.filter(pk=letter.pk).update(status=Delivery.Status.FAILED)
    with pytest.raises(PermissionDenied):
        forwarding.resend(by=cast.observer)
    forwarding.resend(by=cast.superuser)
    letter.refresh_from_db()
    assert letter.status == Delivery.Status.QUEUED
    event = ticket.events.get(kind="resent")
    assert (event.by, event.data["delivery"], event.data["party"]) == (cast.superuser, letter.pk, "Skemahuset")
