"""What stands in a file is read as well: a letter of concern comes as a document more often than not."""

from io import BytesIO

import pytest
from django.test import Client

from tests.cast import Cast, open_ticket, settle
from tests.tickets.attachments.test_numbers_in_files import pdf
from tests.tickets.attachments.test_uploads import document
from tickets.attachments.uploads import inspect
from tickets.models import Ticket
from tickets.models.conversation import Received
from triage.flags.models import Flag

GRAVE = "Min far slår mig, og jeg tør ikke gå hjem."
HINTED = "Hun har foræret alle sine ting væk og siger, at det hele snart er forbi for hende. Hun er 14."


def received(name: str, data: bytes) -> Received:
    return Received.of(inspect(name, BytesIO(data)), data)


FILES = {
    "text": ("brev.txt", GRAVE.encode()),
    "text of Windows": ("brev.txt", GRAVE.encode("cp1252")),
    "Word": ("brev.docx", document(GRAVE)),
    "PDF": ("brev.pdf", pdf("Min far sl\\345r mig, og jeg t\\370r ikke g\\345 hjem.")),
    "only the model": ("brev.txt", HINTED.encode()),
    "its name": ("min far slår mig.txt", b"Se her"),
}


@pytest.mark.parametrize("kind", FILES)
def test_what_a_file_says_must_not_wait_either(kind: str, cast: Cast) -> None:
    ticket = open_ticket(cast.school, subject="Se vedhæftet", body="Se filen.", files=[received(*FILES[kind])])
    settle()
    ticket.refresh_from_db()
    assert ticket.is_flagged
    assert ticket.events.filter(kind="flagged").latest("pk").data["file"]


def test_the_case_says_in_which_file_it_stands(cast: Cast) -> None:
    ticket = open_ticket(cast.school, body="Se filen.", files=[received(*FILES["Word"])])
    settle()
    reader = Client()
    reader.force_login(cast.superuser)
    assert "Det står i filen brev.docx." in reader.get(f"/admin/tickets/ticket/{ticket.pk}/").content.decode()
    assert "tel:112" in Client().get(ticket.get_absolute_url()).content.decode()


def test_what_staff_and_parties_send_raises_nothing(ticket: Ticket, cast: Cast) -> None:
    ticket.answer("Se her.", by=cast.superuser, files=[received("svar.txt", GRAVE.encode())])
    ticket.hear_from_party("Se her.", party="Skemahuset", files=[received("rapport.txt", GRAVE.encode())])
    settle()
    assert not Flag.objects.exists()


def test_a_report_of_many_pages_is_read_for_plain_words_alone(cast: Cast) -> None:
    dull = "Skolens ferieplan og ugeplaner for det kommende år. " * 200
    quiet, loud = (
        open_ticket(cast.school, body="Se filen.", files=[received("plan.txt", (dull + said).encode())])
        for said in (HINTED, GRAVE)
    )
    settle()
    assert [Ticket.objects.get(pk=each.pk).is_flagged for each in (quiet, loud)] == [False, True]
