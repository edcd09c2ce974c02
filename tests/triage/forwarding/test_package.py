"""What a party gets to read, word for word, and which files may go along."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from tests.cast import Cast, open_ticket
from tests.desk.test_role_table import complete_fault
from tests.triage.forwarding.test_gates import file_of
from tickets.models import Attachment, Message, Ticket
from triage.facts import FACTS
from triage.faults.models import FaultReport
from triage.forwarding import package

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))


def written(ticket: Ticket) -> str:
    with translation.override("en"):
        return package.as_text(package.fields_for(ticket))


def test_a_vendor_gets_the_case_in_danish_and_no_report(ticket: Ticket, cast: Cast) -> None:
    open_ticket(cast.school, body="En helt anden sag")
    ticket.set_route("schedule_vendor", by=cast.superuser)
    ticket.note("Hemmelig note", by=cast.superuser)
    ticket.answer("Prøv igen.", by=cast.superuser)
    ticket.reply("Det hjalp ikke.")
    assert written(ticket) == (
        "Titel: Kan ikke se mit barn\n"
        f"Vores sagsnummer: {ticket.number}\n"
        "Institution: Grøndal Skole (731004)\n"
        "Hvem spørger: Forælder\n"
        "Beskrivelse: Hej. Jeg kan logge ind, men mit barn er der ikke.\n\nDet hjalp ikke."
    )


def test_a_fault_is_written_in_the_order_of_the_report_with_when_its_gates_were_passed(
    ticket: Ticket, cast: Cast
) -> None:
    complete_fault(cast, ticket)
    FaultReport.record(ticket, {"module": "gallery", "affected": "several", "device": ""}, by=cast.superuser)
    report = FaultReport.objects.filter(ticket=ticket)
    report.update(usage_ruled_out_at=MORNING, usage_ruled_out_reason="To telefoner", master_data_checked_at=MORNING)
    names = [field.name for field in package.fields_for(ticket)]
    empty = {"profile_type", "group_name", "other_users", "device", "error_text", "worked_before", "other_device"}
    facts = [fact for fact in FACTS if fact not in empty]
    gates = ["usage_ruled_out", "master_data_checked"]
    assert names == ["title", "case", "institution", *facts, *gates, "description"]
    texts = {field.name: field.text for field in package.fields_for(ticket)}
    assert (texts["module"], texts["affected"], texts["client"]) == ("Galleri", "Flere personer", "one")
    assert texts["usage_ruled_out"] == "Ja, 24.11.2026: To telefoner"
    assert texts["master_data_checked"] == "Ja, 24.11.2026"
    report.update(usage_ruled_out_at=None)
    assert "usage_ruled_out" not in {field.name for field in package.fields_for(ticket)}


def test_a_case_without_a_place_names_none(ticket: Ticket) -> None:
    ticket.institution = None
    assert package.place_of(ticket) == ""
    assert "institution" not in {field.name for field in package.fields_for(ticket)}


def test_secrets_are_taken_out_of_every_line_and_counted_together(ticket: Ticket, cast: Cast) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(subject="min kode er Hest4711")
    ticket = Ticket.objects.get(pk=ticket.pk)
    Message.objects.filter(ticket=ticket).update(body="Hej. Adgangskode: Hest4711")
    fields = package.fields_for(ticket)
    assert "Hest4711" not in package.as_text(fields)
    assert package.taken_out(fields) == {"password": 2}
    assert package.harmless("Adgangskode: Hest4711") == "[adgangskode fjernet]"


def test_only_ready_files_of_the_case_go_along_and_none_of_a_note(ticket: Ticket, cast: Cast) -> None:
    first, second = (file_of(ticket, "image/png") for _each in range(2))
    pending, refused = (file_of(ticket, "image/png") for _each in range(2))
    Attachment.objects.filter(pk=pending.pk).update(state=Attachment.State.PENDING)
    Attachment.objects.filter(pk=refused.pk).update(state=Attachment.State.REFUSED)
    note = ticket.note("Se her", by=cast.superuser)
    inside = [file_of(ticket, "image/png") for _each in range(2)]
    for file, state in zip(inside, (Attachment.State.READY, Attachment.State.PENDING), strict=True):
        Attachment.objects.filter(pk=file.pk).update(message=note, state=state)
    other = open_ticket(cast.school)
    file_of(other, "image/png")
    Attachment.objects.filter(pk=file_of(other, "image/png").pk).update(state=Attachment.State.PENDING)
    Attachment.objects.filter(pk=first.pk).update(name="senest ændret")
    assert [file.pk for file in package.files_of(ticket)] == [first.pk, second.pk]
    assert [file.pk for file in package.files_under_way(ticket)] == [pending.pk]
