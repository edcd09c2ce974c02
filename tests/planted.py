"""A case with something personal in every table that keeps any: what must not be found where it does not belong."""

from datetime import time, timedelta
from io import BytesIO
from typing import Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils import timezone
from knox.models import AuthToken

from desk.meetings.models import MeetingDay, MeetingNote
from desk.prints.models import PrintedSheet, PrintRun
from desk.queue.models import BulkAct, SavedView
from desk.readiness.models import Confirmation
from desk.rollover.models import Rollover
from knowledgebase.models import Article, Feedback, Listener, Post, Question, SearchTally, Thread
from organisation.models import Institution, MorningMeeting, Session, SheetImport, User
from organisation.models.directory import Departure
from tests.cast import Cast, open_ticket, settle
from tickets.attachments.uploads import inspect
from tickets.models import (
    Attachment,
    Delivery,
    DeliveryFile,
    Draft,
    HeldFile,
    Merge,
    PersonRequest,
    RawMail,
    Reading,
    ReceivedMail,
    TextMessage,
    Ticket,
)
from tickets.models.conversation import Received
from triage.faults.models import FaultReport
from triage.flags.models import Flag
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import Enclosed
from triage.known_errors.listening import FixListener
from triage.known_errors.models import KnownError
from triage.known_errors.sightings import Sighting
from triage.ready_answers.looked_up import LookedUp
from triage.wishes.models import ChangeRequest, Vote

FIRST: Final = 700_000
"""The key of the first row that is planted in any table."""
NAME, EMAIL, PHONE = "Asbjørn Kragefod", "asbjoern@kragefod.example", "31 41 59 26"
WORDS: Final = ("Kragefod", "kragefod.example", "31 41 59 26", "31415926", "brændestabl")
"""What stands in the case, everywhere."""
SAID: Final = f"{NAME} bor bag brændestablen."


def number_from_here() -> None:
    """From here on the first row of every table has the same key; undone with the test."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for sequence in connection.introspection.get_sequences(cursor, table):
                cursor.execute(f'ALTER SEQUENCE "{sequence["name"]}" RESTART WITH {FIRST}')


def file() -> Received:
    data = SAID.encode()
    return Received(inspect(f"{NAME}.txt", BytesIO(data)), data, 0)


def plant(place: Institution, *, by: User, cast: Cast) -> Ticket:
    """`by` may do everything; the case lies at the place."""
    ticket = open_ticket(
        place,
        subject=f"{NAME} kan ikke se skemaet",
        body=SAID,
        requester_name=NAME,
        requester_email=EMAIL,
        requester_phone=PHONE,
        files=[file()],
    )
    place.schedule_vendor = cast.school.schedule_vendor
    place.save()
    settle()
    ticket.set_route("schedule_vendor", by=by)
    ticket.note(SAID, by=by)
    ticket.answer(f"Hej {SAID}", by=by)
    FaultReport.record(ticket, {"full_name": NAME, "steps": SAID}, by=by)
    Forwarding.forward(ticket, by=by, enclosed=Enclosed(SAID), external_number="Kragefod-1")
    ticket.hear_from_party(SAID, party="Skemahuset", by=by)
    ticket.escalate(by=by, reason=SAID)
    ticket.reply(SAID)
    letter = Delivery.objects.filter(event__ticket=ticket).order_by("id")[0]
    DeliveryFile.objects.create(delivery=letter, name=f"{NAME}.txt", content_type="text/plain", data=SAID.encode())
    assert letter.event is not None
    TextMessage.objects.create(
        ticket=ticket, event=letter.event, number="4520304050", status="sent", settled_at=timezone.now()
    )
    Flag.raise_on(ticket, ["urgent"])
    Draft.keep(ticket, by, Draft.Kind.NOTE, SAID)
    HeldFile.hold("formular", [file()])
    for number, (case, outcome) in enumerate(((ticket, "reply"), (ticket, "held"), (None, "held"), (None, "ignored"))):
        row = ReceivedMail.objects.create(
            fingerprint=f"plantet-{number}",
            ticket=case,
            from_email=EMAIL,
            from_name=NAME,
            subject=SAID,
            text=SAID,
            outcome=outcome,
            speaker="requester" if case else "",
        )
        RawMail.objects.create(mail=row, data=SAID.encode())
    asked = PersonRequest.objects.create(
        kind="access", sought=[[NAME], [EMAIL], []], how_known=SAID, due_on=timezone.localdate()
    )
    asked.found_in_files.create(attachment=Attachment.objects.filter(message__ticket=ticket)[0], text=SAID)
    Reading.note(ticket, by)
    SavedView.objects.create(name=NAME, owner=by, filters={"q": NAME})
    BulkAct.objects.create(by=by, verb="take", done=[], refused=[{"number": NAME, "why": SAID}])
    assert ticket.institution is not None
    PrintRun.begin("sheet", "da", [ticket.institution.pk], by=by).finish(NAME.encode())
    PrintedSheet.note({ticket.institution.pk: "0" * 64})
    rollover = Rollover.objects.create(by=by, file_name=f"{NAME}.csv", text=SAID, begun_at=timezone.now())
    rollover.steps.create(act="give", kind="new", email=EMAIL, name=NAME, refusal=SAID, done_at=timezone.now())
    SheetImport.objects.create(kind="people", file_name=f"{NAME}.csv", text=SAID, by=by)
    AccessAttempt.objects.create(username=EMAIL, ip_address="192.0.2.1", failures_since_start=1)
    AccessFailureLog.objects.create(username=EMAIL, ip_address="192.0.2.1")
    AccessLog.objects.create(username=EMAIL, ip_address="192.0.2.1")
    Session.objects.create(session_key="plantet", session_data=NAME, expire_date=timezone.now() + timedelta(hours=12))
    AuthToken.objects.create(by, expiry=timedelta(hours=12))
    LogEntry.objects.create(user=by, action_flag=2, object_repr=NAME, change_message=SAID)
    KnownError.objects.create(title="Skemaet er tomt", description="Vi ved det.").attach(ticket, by=by)
    LookedUp.note(ticket, searched=SAID, article=None)
    Vote.ask(ChangeRequest.objects.create(title="Bedre skema", summary="x"), email=EMAIL)
    settle()
    ticket.refresh_from_db()
    return ticket


def plant_what_others_read(ticket: Ticket, *, by: User) -> None:
    """The tables of shared knowledge, of meetings and of the start."""
    today = timezone.localdate()
    question = Question.objects.create(title=SAID, text=SAID, origin="case")
    Listener.objects.create(question=question, email=EMAIL)
    article = Article.draft_from(title="Skemaet", question="Hvor er skemaet?", answer="Under Kalender.", by=by)
    Feedback.objects.create(article=article, helped=False, text=SAID)
    SearchTally.objects.create(words=NAME, day=today)
    Post.objects.create(thread=Thread.objects.create(title=SAID), text=SAID)
    FixListener.objects.create(known_error=KnownError.objects.order_by("id")[0], email=EMAIL)
    Sighting.objects.create(known_error=KnownError.objects.order_by("id")[0], watcher="en browser")
    assert ticket.institution is not None
    meeting = MorningMeeting.objects.create(
        institution=ticket.institution, weekday=0, starts=time(8), place="Personalerummet"
    )
    MeetingNote.objects.create(held=MeetingDay.objects.create(meeting=meeting, day=today), text=SAID)
    Confirmation.objects.create(question="parents", confirmed_on=today, name=NAME)
    Departure.objects.create(user=by, told={"da": [SAID]}, settled_at=timezone.now(), settled_by=by)


def merged(ticket: Ticket, *, by: User) -> Ticket:
    """Another case of the same person, in the first."""
    other = open_ticket(ticket.institution, body=SAID, requester_name=NAME, requester_email=EMAIL)
    for flag in Flag.objects.sensitive().standing().filter(ticket=ticket):
        flag.clear(by=by, mistaken=True)
    Merge.begin(Ticket.objects.get(pk=other.pk), Ticket.objects.get(pk=ticket.pk), by=by)
    settle()
    return other
