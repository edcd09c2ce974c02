"""What becomes of a mail: opened, reply, duplicate, ignored or held."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail as post
from django.db import connection
from django.utils import timezone

from organisation.models import Municipality
from tests.cast import Cast, kinds, settle
from tests.tickets.inbound import letters
from tests.tickets.inbound.letters import HELPDESK, bounce_of, letter, picture
from tickets.attachments.documents import WORD
from tickets.inbound import held, rate_limits, receiving, storage
from tickets.inbound.payloads import payload_of
from tickets.inbound.receiving import receive, replay
from tickets.models import (
    AttachmentContent,
    Delivery,
    Mailbox,
    Message,
    RawMail,
    ReceivedMail,
    ReplyAddress,
    Ticket,
)
from tickets.models.received_mail import REASONS
from tickets.outbound import message_ids
from tickets.words import Status
from triage.forwarding.models import Forwarding


@pytest.fixture
def box(cast: Cast) -> Mailbox:
    return Mailbox.objects.create(address=HELPDESK)


def bodies(ticket: Ticket, kind: str = "requester") -> list[str]:
    return list(ticket.messages.filter(kind=kind).oldest_first().values_list("body", flat=True))


def test_a_mail_opens_a_case_and_its_sender_gets_a_receipt_in_its_thread(box: Mailbox, cast: Cast) -> None:
    result = receive(letter("Hej. Appen lukker ned.", Subject="SV: VS: Appen lukker ned"))
    ticket = Ticket.objects.get()
    assert (result.outcome, result.case, result.auto_generated) == ("opened", ticket.number, False)
    assert (ticket.subject, ticket.channel, ticket.audience) == ("Appen lukker ned", "mail", "parent")
    assert (ticket.requester_name, ticket.requester_email) == ("Maja Holm", "maja@example.org")
    assert ticket.institution is None
    settle()
    (receipt,) = [one for one in post.outbox if one.to == ["maja@example.org"]]
    assert receipt.reply_to == [ReplyAddress.of(ticket).email()]
    assert receipt.extra_headers["In-Reply-To"] == ReceivedMail.objects.get().message_id


def test_the_mailbox_the_office_or_an_earlier_case_tell_the_institution(box: Mailbox, cast: Cast) -> None:
    own = Mailbox.objects.create(address="skolen@kommune.example", institution=cast.school)
    receive(letter("Første", Delivered_To=own.address, To=""))
    receive(letter("Anden"))
    receive(letter("Tredje", From=f"Kontoret <{cast.school.email}>"))
    receive(letter("Fjerde", From="ny@example.net"))
    opened = [(ticket.institution, ticket.audience) for ticket in Ticket.objects.order_by("id")]
    assert opened == [(cast.school, "parent"), (cast.school, "parent"), (cast.school, "staff"), (None, "parent")]


def test_an_english_mail_is_answered_in_english(box: Mailbox) -> None:
    receive(letter("Hello, I cannot see my daughter in the app. Please help me with this."))
    assert Ticket.objects.get().language == "en"


def test_the_same_mail_again_is_a_duplicate_of_its_case(box: Mailbox) -> None:
    first, nameless = letter(), letter("Uden id", Message_ID="")
    opened = receive(first)
    assert (receive(first).outcome, receive(b"Received: by mx2\r\n" + first).outcome) == ("duplicate", "duplicate")
    assert receive(first).case == opened.case
    receive(nameless)
    assert receive(nameless).outcome == "duplicate"
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_once_make_one_case(box: Mailbox) -> None:
    def bring(_at: int) -> str:
        try:
            return receive(letter()).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        outcomes = sorted(workers.map(bring, range(4)))
    assert outcomes == ["duplicate", "duplicate", "duplicate", "opened"]
    assert Ticket.objects.count() == 1


def answer_by_key(ticket: Ticket, party: str = "", **headers: str) -> bytes:
    return letter("Det er på iPad.", To=ReplyAddress.of(ticket, party).email().upper(), **headers)


def test_a_reply_finds_its_case_by_its_address_and_wakes_it(box: Mailbox, ticket: Ticket, cast: Cast) -> None:
    ticket.ask("Hvilken telefon?", by=cast.superuser)
    result = receive(answer_by_key(ticket, Subject="helt andet"))
    ticket.refresh_from_db()
    assert (result.outcome, result.case, ticket.status) == ("reply", ticket.number, Status.IN_PROGRESS)
    assert bodies(ticket)[-1] == "Det er på iPad."
    assert kinds(ticket) == ["opened", "asked", "replied"]


@pytest.mark.parametrize("header", ["In_Reply_To", "References"])
def test_a_reply_finds_its_case_by_the_mail_it_answers(header: str, box: Mailbox, ticket: Ticket) -> None:
    settle()
    delivery = Delivery.objects.get(recipient="maja@example.org")
    answered = f"<andet@example.org> {message_ids.make('delivery', delivery.pk)}"
    assert receive(letter("Tak.", **{header: answered})).outcome == "reply"
    assert receive(letter("Mere.", References=message_ids.make("case", ticket.pk))).outcome == "reply"
    assert bodies(ticket)[1:] == ["Tak.", "Mere."]


def test_a_sender_who_answers_her_own_mail_stays_in_the_case(box: Mailbox) -> None:
    receive(letter(Message_ID="<min@example.org>"))
    assert receive(letter("Jeg glemte noget.", In_Reply_To="<min@example.org>")).outcome == "reply"
    assert Ticket.objects.count() == 1


def test_the_case_number_lets_in_only_whom_we_know(box: Mailbox, ticket: Ticket, cast: Cast) -> None:
    subject = f"Ang. {ticket.number.lower()}"
    assert receive(letter("Fra Maja", Subject=subject)).outcome == "reply"
    held = receive(letter("Fra en anden", Subject=subject, From="fremmed@example.net"))
    assert (held.outcome, held.case, held.reason) == ("held", ticket.number, "unknown_address")
    assert bodies(ticket)[1:] == ["Fra Maja"]
    assert receive(letter("Findes ikke", Subject="AULA-26-999999", From="x@example.net")).outcome == "opened"


def test_an_id_that_was_made_up_opens_a_case_of_its_own(box: Mailbox, ticket: Ticket) -> None:
    made_up = f"<delivery-1.{'0' * 24}@kommune.example>"
    assert receive(letter("x", From="fremmed@example.net", In_Reply_To=made_up)).outcome == "opened"


def test_a_forward_is_not_led_astray_by_its_thread(box: Mailbox, ticket: Ticket) -> None:
    thread = message_ids.make("case", ticket.pk)
    assert receive(letter("Se herunder", Subject="VS: Noget andet", References=thread)).outcome == "opened"


def test_the_key_alone_lets_no_stranger_in_and_whoever_works_on_it_is_told_once(
    box: Mailbox, ticket: Ticket, cast: Cast
) -> None:
    settle()
    for text in ("1", "2"):
        assert receive(answer_by_key(ticket, From="far@example.net", Subject=text)).outcome == "held"
    assert [kind for kind in kinds(ticket) if kind != "routed"] == ["opened", "mail_held"]
    assert ReceivedMail.objects.held().first().text == "Det er på iPad."  # type: ignore[union-attr]
    settle()
    assert sum("venter" in one.subject for one in post.outbox) == 2


def forwarded(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("schedule_vendor", by=cast.superuser)
    Forwarding.forward(ticket, by=cast.superuser)
    settle()
    post.outbox.clear()


@pytest.mark.parametrize("sender", ["skema@vendor.example", "kim@vendor.example"])
def test_a_party_answers_into_the_case_and_the_requester_is_told_nothing(
    sender: str, box: Mailbox, ticket: Ticket, cast: Cast
) -> None:
    forwarded(ticket, cast)
    assert receive(answer_by_key(ticket, "Skemahuset", From=sender)).outcome == "reply"
    ticket.refresh_from_db()
    assert (ticket.status, bodies(ticket, "party")) == (Status.IN_PROGRESS, ["Det er på iPad."])
    assert not ticket.messages.public().filter(body="Det er på iPad.").exists()
    settle()
    assert not [one for one in post.outbox if one.to == ["maja@example.org"]]


def test_a_party_is_known_by_the_mail_it_answers_and_held_from_elsewhere(
    box: Mailbox, ticket: Ticket, cast: Cast
) -> None:
    forwarded(ticket, cast)
    delivery = Delivery.objects.get(recipient="skema@vendor.example")
    answered = message_ids.make("delivery", delivery.pk)
    assert receive(letter("Rettet.", From="skema@vendor.example", In_Reply_To=answered)).outcome == "reply"
    assert receive(answer_by_key(ticket, "Skemahuset", From="kim@gmail.com")).outcome == "held"
    assert bodies(ticket, "party") == ["Rettet."]


def test_an_answer_that_a_partys_case_system_sends_waits_for_a_person(box: Mailbox, ticket: Ticket, cast: Cast) -> None:
    forwarded(ticket, cast)
    sent = answer_by_key(ticket, "Skemahuset", From="skema@vendor.example", Auto_Submitted="auto-generated")
    result = receive(sent)
    assert (result.outcome, result.reason, result.auto_generated) == ("held", "automatic", True)
    away = {"From": "skema@vendor.example", "Auto_Submitted": "auto-replied", "Subject": "Ferie"}
    assert receive(answer_by_key(ticket, "Skemahuset", **away)).outcome == "ignored"


def test_a_colleague_who_answers_a_notice_writes_a_note(box: Mailbox, ticket: Ticket, cast: Cast) -> None:
    settle()
    notice = Delivery.objects.get(recipient=cast.superuser.email)
    answered = message_ids.make("delivery", notice.pk)
    assert receive(letter("Ring til hende.", From=cast.superuser.email, In_Reply_To=answered)).outcome == "reply"
    assert bodies(ticket, Message.Kind.NOTE) == ["Ring til hende."]
    other = letter("Ring.", From=cast.stranger.email, In_Reply_To=answered)
    assert receive(other).outcome == "held"


@pytest.mark.parametrize("name", letters.MACHINES)
def test_machines_open_nothing_and_are_answered_by_nothing(name: str, box: Mailbox) -> None:
    headers = letters.MACHINES[name]
    sent = letter("Jeg er på ferie.", **{key: value for key, value in headers.items() if value})
    if name == "receipt":
        sent = sent.replace(
            b"Content-Type: text/plain", b"Content-Type: multipart/report; report-type=disposition-notification"
        )
    result = receive(sent)
    assert (result.outcome, result.auto_generated, result.reason) == ("ignored", True, name.partition(" ")[0])
    settle()
    assert not Ticket.objects.exists()
    assert not post.outbox


@pytest.mark.parametrize("reason", letters.DOUBTFUL)
def test_what_may_be_a_machines_is_held_where_a_person_opens_a_case_of_it(
    reason: str, box: Mailbox, cast: Cast
) -> None:
    told = {"text": "Et menneske kan have skrevet det."} | letters.DOUBTFUL[reason]
    result = receive(letter(**told))
    assert (result.outcome, result.reason) == ("held", reason.partition(",")[0])
    held.admit(ReceivedMail.objects.get(), by=cast.municipal_admin)
    assert bodies(Ticket.objects.get()) == [told["text"]]


def test_our_own_mail_that_comes_back_is_a_loop(box: Mailbox, ticket: Ticket) -> None:
    own = letter("Hej", Message_ID=message_ids.make("delivery", 7), To=ReplyAddress.of(ticket).email())
    assert receive(own).reason == "loop"
    assert kinds(ticket) == ["opened"]


def test_a_bounce_is_noted_on_its_mail_and_wakes_nothing(box: Mailbox, ticket: Ticket, cast: Cast) -> None:
    ticket.resolve(by=cast.superuser)
    settle()
    delivery = Delivery.objects.get(recipient="maja@example.org", kind="requester_opened")
    sent = bounce_of(message_ids.make("delivery", delivery.pk))
    result = receive(sent)
    assert (result.outcome, result.reason, result.case) == ("ignored", "bounce", ticket.number)
    delivery.refresh_from_db()
    ticket.refresh_from_db()
    assert (delivery.status, delivery.last_error) == ("failed", "bounced 5.1.1")
    assert ticket.status == Status.RESOLVED
    delivery.bounce("5.1.1")
    assert kinds(ticket).count("mail_bounced") == 1


def test_a_delay_or_a_made_up_bounce_changes_nothing(box: Mailbox, ticket: Ticket) -> None:
    settle()
    delivery = Delivery.objects.get(recipient="maja@example.org")
    late = bounce_of(message_ids.make("delivery", delivery.pk), status="4.4.1", action="delayed")
    assert receive(late).outcome == "ignored"
    receive(bounce_of(f"<delivery-{delivery.pk}@kommune.example>").replace(b"bounce-1", b"bounce-2"))
    delivery.refresh_from_db()
    assert delivery.status == "sent"


def test_a_report_that_names_only_the_recipient_is_about_the_newest_mail_of_a_week(
    box: Mailbox, ticket: Ticket, cast: Cast
) -> None:
    settle()
    first = Delivery.objects.get(recipient="maja@example.org")
    ticket.answer("Prøv igen.", by=cast.superuser)
    settle()
    newest = Delivery.objects.filter(recipient="maja@example.org").latest("id")
    receive(bounce_of("<et-brev@example.org>"))
    newest.refresh_from_db()
    assert (newest.status, Delivery.objects.get(pk=first.pk).status) == ("failed", "sent")
    newest.delete()
    Delivery.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(days=8))
    receive(bounce_of("<et-andet-brev@example.org>").replace(b"bounce-1", b"bounce-2"))
    assert not Delivery.objects.filter(status="failed").exists()


def test_a_report_that_answers_our_mail_and_says_it_is_late_leaves_no_word_in_the_case(
    box: Mailbox, ticket: Ticket
) -> None:
    settle()
    answered = message_ids.make("delivery", Delivery.objects.get(recipient="maja@example.org").pk)
    late = letter("Still being retried.", From="mailer-daemon@mx.example.org", In_Reply_To=answered)
    assert receive(late).outcome == "ignored"
    assert kinds(ticket) == ["opened"]


def test_a_list_brings_in_whom_we_know_and_a_stranger_waits(box: Mailbox, ticket: Ticket) -> None:
    of_list = {"List_Id": "<foraeldre.skole.example>", "Precedence": "bulk"}
    known = receive(answer_by_key(ticket, **of_list))
    assert (known.outcome, known.auto_generated, ReceivedMail.objects.get().quiet) == ("reply", False, True)
    stranger = receive(answer_by_key(ticket, From="bo@example.net", **of_list))
    assert (stranger.outcome, stranger.reason, stranger.case) == ("held", "list", ticket.number)


def test_a_reply_beyond_the_limits_waits_at_its_case(box: Mailbox, ticket: Ticket) -> None:
    sent = letter("http://a.example " * 5001, To=ReplyAddress.of(ticket).email())
    result = receive(sent)
    assert (result.outcome, result.reason, result.case) == ("held", "too_many_links", ticket.number)
    assert kinds(ticket) == ["opened", "mail_held"]


def test_a_reply_that_is_judged_again_stays_in_its_case_once(box: Mailbox, ticket: Ticket) -> None:
    receive(answer_by_key(ticket))
    row = ReceivedMail.objects.get()
    assert replay(row).outcome == "duplicate"
    assert bodies(ticket)[1:] == ["Det er på iPad."]
    assert ReceivedMail.objects.get().outcome == "reply"


def test_a_loop_that_nobody_foresaw_ends(box: Mailbox, cast: Cast) -> None:
    """A machine that says nothing of itself answers each of our mails with a new one."""
    for turn in range(12):
        receive(letter(f"Svar nummer {turn}", From="robot@example.net", Subject=f"Tak {turn}"))
        settle()
    assert len([one for one in post.outbox if one.to == ["robot@example.net"]]) == rate_limits.RECEIPTS_TO_AN_ADDRESS
    ticket = Ticket.objects.order_by("id")[:1].get()
    for turn in range(rate_limits.REPLIES_IN_A_CASE + 2):
        result = receive(answer_by_key(ticket, From="robot@example.net", Subject=f"{turn}"))
    assert (result.outcome, result.reason) == ("held", "too_many_in_case")


def test_two_programs_that_answer_each_other_in_a_case_fill_it_with_five_notes(box: Mailbox, ticket: Ticket) -> None:
    for turn in range(rate_limits.AUTOMATIC_IN_A_CASE + 3):
        away = {"From": "maja@example.org", "Auto_Submitted": "auto-replied", "Subject": f"Ferie {turn}"}
        assert receive(answer_by_key(ticket, **away)).outcome == "ignored"
    assert len(bodies(ticket, Message.Kind.NOTE)) == rate_limits.AUTOMATIC_IN_A_CASE
    assert kinds(ticket) == ["opened", *["auto_replied"] * rate_limits.AUTOMATIC_IN_A_CASE]
    assert bodies(ticket) == [ticket.first_words()]


def test_an_address_that_sends_too_much_is_held(box: Mailbox) -> None:
    Municipality.objects.update(enquiries_per_hour=2)
    Municipality.forget_cached()
    outcomes = [receive(letter(str(at))).outcome for at in range(4)]
    assert outcomes == ["opened", "opened", "held", "held"]


def test_a_mail_that_wants_no_automatic_answer_gets_none(box: Mailbox) -> None:
    assert receive(letter("Hej", X_Auto_Response_Suppress="All")).outcome == "opened"
    settle()
    assert not [one for one in post.outbox if one.to == ["maja@example.org"]]


CPR = "010190-1234"


def stored_bytes() -> bytes:
    texts = [str(vars(row)) for model in (Ticket, Message, ReceivedMail) for row in model.objects.all()]
    return "\n".join(texts).encode() + b"".join(bytes(raw.data) for raw in RawMail.objects.all())


@pytest.mark.parametrize("way", ["plain", "base64", "subject", "file name", "broken"])
def test_no_cpr_number_is_stored_and_the_sender_is_told(way: str, box: Mailbox) -> None:
    sent = {
        "plain": lambda: letter(f"Mit barn er {CPR}."),
        "base64": lambda: letter(f"Mit barn er {CPR}, blåbær 🫐."),
        "subject": lambda: letter("Hej", Subject=f"Om {CPR} på skolen"),
        "file name": lambda: letter("Hej", files=[(f"{CPR}.pdf", "application/pdf", b"%PDF-1.4")]),
        "broken": lambda: letter(f"{CPR}") + b"Content-Type: multipart/x; boundary=a\r\n" * 200,
    }[way]()
    receive(sent)
    assert CPR.encode() not in stored_bytes()
    assert b"010190" not in stored_bytes()
    replayed = ReceivedMail.objects.get()
    assert RawMail.objects.get(mail=replayed).data


@pytest.mark.parametrize(
    "shown",
    [
        f"{CPR[:6]}&nbsp;{CPR[7:]}",
        f"{CPR[:6]}&#45;{CPR[7:]}",
        f"{CPR[:6]}<b>-</b>{CPR[7:]}",
        f"<table><tr><td>{CPR[:6]}</td><td>{CPR[7:]}</td></tr></table>",
    ],
)
def test_nor_in_the_source_of_a_page_that_shows_it_in_pieces(shown: str, box: Mailbox) -> None:
    receive(letter("Se her", html=f"<p>Mit barn er {shown}, tak</p>"))
    kept = message_from_bytes(bytes(RawMail.objects.get().data))
    pages = [part.get_payload(decode=True) for part in kept.walk() if part.get_content_type() == "text/html"]
    assert [(b"Mit barn er" in page, b"1234" in page) for page in pages] == [(True, False)]
    assert b"1234" not in stored_bytes()


def unpacked(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("kind", ["application/vnd.ms-excel", "application/octet-stream", "text/csv", "docx"])
def test_nor_within_a_list_or_a_document_whatever_it_is_called(kind: str, box: Mailbox) -> None:
    data = f"7;{CPR};Ida Bærentzen\n8;0101901234;Bo Dam\n".encode()
    if kind == "docx":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("word/document.xml", f"<w:document><w:p><w:t>7;{CPR};Ida Bærentzen</w:t></w:p></w:document>")
        data, kind = out.getvalue(), WORD
    receive(letter("Se listen, blåbær 🫐", files=[("klasse.csv", kind, data)]))
    settle()
    mail = message_from_bytes(bytes(RawMail.objects.get().data))
    parts = [unpacked(payload_of(part)) for part in mail.walk() if not part.is_multipart()]
    stored = [unpacked(bytes(content.data)) for content in AttachmentContent.objects.all()]
    assert any("Bærentzen".encode() in each for each in parts)
    assert any("Bærentzen".encode() in each for each in stored)
    assert not [each for each in parts + stored if b"1234" in each]


def test_a_reply_with_a_cpr_number_is_answered_with_a_word_about_it(box: Mailbox, ticket: Ticket) -> None:
    settle()
    post.outbox.clear()
    receive(letter(f"Han har {CPR}.", To=ReplyAddress.of(ticket).email()))
    settle()
    (answer,) = [one for one in post.outbox if one.to == ["maja@example.org"]]
    assert "CPR" in answer.body


def test_files_are_kept_and_those_that_are_not_are_named_to_both_sides(box: Mailbox) -> None:
    files = [("skærm.png", "image/png", picture()), ("makro.docm", "application/msword", b"PK\x03\x04" + b"\0" * 50)]
    receive(letter("Se billedet", files=files))
    ticket = Ticket.objects.get()
    assert [file.name for message in ticket.messages.all() for file in message.attachments.all()] == ["skærm.png"]
    (note,) = bodies(ticket, Message.Kind.NOTE)
    assert "makro.docm" in note
    settle()
    texts = [one.body for one in post.outbox if one.to == ["maja@example.org"]]
    assert sum("makro.docm" in body for body in texts) == 1
    receive(letters.WINMAIL)
    assert "winmail.dat" in bodies(Ticket.objects.latest("id"), Message.Kind.NOTE)[0]


def test_a_mail_without_text_or_subject_still_opens_a_case(box: Mailbox) -> None:
    receive(letter("\n", Subject="", files=[("skærm.png", "image/png", picture())]))
    ticket = Ticket.objects.get()
    assert ticket.subject
    assert bodies(ticket)[0]


@pytest.mark.parametrize("limit", ["too_complicated", "too_many_links"])
def test_a_mail_beyond_the_limits_is_held_for_a_person(limit: str, box: Mailbox) -> None:
    sent = {
        "too_complicated": letter("x") + b"\r\nContent-Type: multipart/mixed; boundary=a" * 200,
        "too_many_links": letter("http://a.example " * 5001),
    }[limit]
    assert (receive(sent).outcome, ReceivedMail.objects.get().reason) == ("held", limit)
    assert len(bytes(RawMail.objects.get().data)) < 1024 * 1024


def test_a_mail_that_is_too_large_opens_a_case_without_its_files_and_its_sender_hears_what_to_do(box: Mailbox) -> None:
    sent = letter("Se filmen.", files=[("film.mp4", "video/mp4", b"x" * 19 * 1024 * 1024)])
    assert receive(sent).outcome == "opened"
    ticket = Ticket.objects.get()
    assert bodies(ticket) == ["Se filmen."]
    assert "25 MB" in bodies(ticket, Message.Kind.NOTE)[0]
    settle()
    assert sum("25 MB" in one.body for one in post.outbox if one.to == ["maja@example.org"]) == 1
    assert len(bytes(RawMail.objects.get().data)) < 1024 * 1024


def test_a_mail_we_stumble_over_is_kept_and_taken_in_when_that_is_put_right(box: Mailbox, monkeypatch) -> None:
    assert receive(letter("Det første.")).outcome == "opened"
    with monkeypatch.context() as broken:
        broken.setattr(receiving, "opened", lambda *_all, **_facts: 1 / 0)
        assert receive(letter("Det andet.")).reason == "failed"
    before, row = ReceivedMail.objects.order_by("id")
    assert [(each.outcome, each.reason) for each in (before, row)] == [("opened", ""), ("held", "failed")]
    assert replay(row).outcome == "opened"
    assert replay(row).outcome == "duplicate"
    assert Ticket.objects.count() == 2


def test_a_forgotten_case_takes_no_replies_and_forgets_its_mail(box: Mailbox, cast: Cast) -> None:
    receive(letter())
    ticket = Ticket.objects.get()
    sent = answer_by_key(ticket)
    ticket.resolve(by=cast.municipal_admin)
    ticket.forget()
    assert not ReceivedMail.objects.exists()
    assert receive(sent).outcome == "opened"


def test_raw_mail_is_forgotten_after_thirty_days_unless_it_is_held(box: Mailbox, ticket: Ticket) -> None:
    receive(letter("Åbnet"))
    receive(letter("Ignoreret", Precedence="list"))
    receive(answer_by_key(ticket, From="far@example.net"))
    ReceivedMail.objects.update(received_at=timezone.now() - timedelta(days=31))
    storage.forget_old()
    assert sorted(ReceivedMail.objects.values_list("outcome", flat=True)) == ["held", "opened"]
    assert RawMail.objects.get().mail.outcome == "held"


def test_every_reason_has_words() -> None:
    assert all(REASONS.values())
