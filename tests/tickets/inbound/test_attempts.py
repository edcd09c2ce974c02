"""What becomes of mails that somebody wrote to have them read wrongly (`attempts`)."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.cast import Cast, open_ticket, settle
from tests.tickets.inbound import attempts
from tests.tickets.inbound.letters import HELPDESK, letter, raw
from tickets.inbound.parsing import parse
from tickets.inbound.receiving import receive
from tickets.models import Delivery, Mailbox, Ticket
from tickets.outbound import message_ids


@pytest.fixture
def box(cast: Cast) -> Mailbox:
    return Mailbox.objects.create(address=HELPDESK)


@pytest.mark.parametrize("name", attempts.REPLIES)
def test_what_is_new_is_taken_and_nothing_of_it_is_lost(name: str) -> None:
    mail, own = attempts.REPLIES[name]
    assert parse(mail).reply == own


def test_no_sign_turns_a_subject_or_a_name_round() -> None:
    mail = parse(letter(Subject="Fejl \u202egnp.exe\u202c", From="Maja \u2067mloH\u2069 <maja@example.org>"))
    assert (mail.subject, mail.from_name) == ("Fejl gnp.exe", "Maja mloH")


@pytest.mark.parametrize(
    "written", ["AULA–26–{:06}", "Vedr. aula 26 {:06}", "Re: [Aula-26-{:06}]", "AULA - 26 - {:06}"]
)
def test_a_case_number_is_read_as_people_write_it(written: str, box: Mailbox, ticket: Ticket) -> None:
    year = ticket.number.split("-")[1]
    subject = written.format(ticket.pk).replace("26", year, 1)
    assert receive(letter("Mere", Subject=subject)).case == ticket.number
    assert receive(letter("Andet", From="bo@example.net", Subject=subject)).reason == "unknown_address"


@pytest.mark.parametrize("subject", ["Fejl i Aula 26-11-2026", "Aula 26 11", "Aula 2026 000001"])
def test_a_date_is_no_case_number(subject: str, box: Mailbox, cast: Cast) -> None:
    open_ticket(cast.school)
    assert receive(letter("Mere", Subject=subject)).outcome == "opened"


def test_an_id_of_ours_without_brackets_leads_to_its_case(box: Mailbox, ticket: Ticket) -> None:
    settle()
    ours = message_ids.make("delivery", Delivery.objects.get(kind="requester_opened").pk)
    assert receive(letter("Mere", References=ours.strip("<>"))).case == ticket.number
    forged = ours.strip("<>").replace(".", ".0", 1)
    assert receive(letter("Falsk", References=forged)).outcome == "opened"


def test_what_a_gateway_wrote_above_a_copy_makes_it_no_other_mail(box: Mailbox) -> None:
    banner = "EKSTERN MAIL: Vær forsigtig med links\n\n"
    copies = [letter("Ugeplanen er tom", Message_ID="<et@x.example>")]
    copies.append(
        letter(banner + "Ugeplanen er tom", Message_ID="<et@x.example>", Subject="[EKSTERN] Appen lukker ned")
    )
    copies.append(letter(banner + "Kalenderen er tom", Message_ID="<et@x.example>"))
    assert [receive(copy).outcome for copy in copies] == ["opened", "duplicate", "opened"]


def test_a_gesture_opens_no_solved_case(box: Mailbox, ticket: Ticket, cast: Cast) -> None:
    ticket.resolve(by=cast.superuser)
    reaction = letter("👍 Maja Holm reacted via Gmail", Subject=f"Re: {ticket.subject} [{ticket.number}]")
    assert receive(reaction).outcome == "reply"
    ticket.refresh_from_db()
    assert ticket.is_done


@pytest.mark.parametrize(
    "banner",
    [
        "EKSTERN MAIL: Vær forsigtig med links",
        "Du modtager ikke ofte mails fra maja@example.org. Få mere at vide om, hvorfor dette er vigtigt",
        "CAUTION: This email originated from outside the organisation.\nDo not click links.",
    ],
)
def test_a_new_case_begins_with_what_its_sender_wrote(banner: str, box: Mailbox) -> None:
    receive(letter(f"{banner}\n\nUgeplanen er tom.\n\n> Fra læreren: Se ugeplanen", Subject=""))
    case = Ticket.objects.get()
    said = "Ugeplanen er tom.\n\n> Fra læreren: Se ugeplanen"
    assert (case.subject, case.messages.get().body) == ("Ugeplanen er tom.", said)


def test_seven_bits_that_stand_for_danish_letters_are_read() -> None:
    head = "From: maja@example.org\nSubject: Login\nContent-Type: text/plain; charset=UTF-7"
    assert parse(raw(head, "B+APg-rnene p+AOU skolen +Jjk-")).text == "Børnene på skolen ☹"


def test_a_mail_that_is_sent_on_as_a_file_alone_says_what_the_case_is_about(box: Mailbox) -> None:
    inner = letter("Jeg kan ikke se mit barn, 010115-1234.", Subject="Ugeplan", From="Sara <sara@example.net>")
    sent_on = EmailMessage()
    sent_on["From"], sent_on["To"], sent_on["Subject"] = "lone@example.org", HELPDESK, "VS: Ugeplan"
    sent_on.add_attachment(message_from_bytes(inner, policy=SMTP))
    receive(sent_on.as_bytes())
    body = Ticket.objects.get().messages.get().body
    assert body.startswith("From: Sara <sara@example.net>")
    assert body.endswith("Jeg kan ikke se mit barn, [CPR-nummer fjernet].")
