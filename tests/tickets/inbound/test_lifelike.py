"""What becomes of the mails of a long day (`lifelike`): what is shown, which files come along, and where they go."""

import pytest
from django.conf import settings

from organisation.models import Municipality
from tests.cast import Cast, kinds, open_ticket, settle
from tests.tickets.inbound import lifelike
from tests.tickets.inbound.letters import HELPDESK, letter, raw
from tickets.inbound import held
from tickets.inbound.parsing import parse
from tickets.inbound.receiving import receive
from tickets.models import Delivery, Mailbox, ReceivedMail, ReplyAddress, Ticket
from tickets.outbound import message_ids
from tickets.outbound.envelope import our_address
from tickets.words import Sensitivity


@pytest.fixture
def box(cast: Cast) -> Mailbox:
    return Mailbox.objects.create(address=HELPDESK)


@pytest.mark.parametrize("name", lifelike.REPLIES)
def test_what_is_new_is_found_and_all_of_it(name: str) -> None:
    mail, own = lifelike.REPLIES[name]
    assert parse(mail).reply == own


@pytest.mark.parametrize("name", lifelike.BODIES)
def test_a_body_is_read_whatever_its_program_did(name: str) -> None:
    mail, own = lifelike.BODIES[name]
    assert parse(mail).reply == own


@pytest.mark.parametrize("name", lifelike.FILES)
def test_files_come_along_under_their_names(name: str) -> None:
    mail, names = lifelike.FILES[name]
    assert [file.filename for file in parse(mail).attachments] == names


def test_a_file_in_the_text_is_taken_out_of_it_byte_by_byte() -> None:
    mail = parse(lifelike.FILES["an old program's file in the text"][0])
    assert (mail.text, mail.attachments[0].data) == ("Se filen.", b"%PDF-1.4 indhold")


@pytest.mark.parametrize("name", lifelike.SENDERS)
def test_a_sender_is_who_stands_in_the_brackets(name: str) -> None:
    headers, email, said = lifelike.SENDERS[name]
    mail = parse(headers + b"\r\nSubject: x\r\n\r\nx")
    assert (mail.from_email, mail.from_name) == (email, said)


@pytest.mark.parametrize("name", lifelike.OUTCOMES)
def test_a_mail_goes_where_it_belongs(name: str, box: Mailbox) -> None:
    mail, outcome, reason = lifelike.OUTCOMES[name]
    result = receive(mail)
    assert (result.outcome, result.reason) == (outcome, reason)


@pytest.mark.parametrize("name", lifelike.BOUNCES)
def test_a_report_is_tied_to_its_mail_whoever_wrote_it(name: str, box: Mailbox, ticket: Ticket) -> None:
    settle()
    headers, text, fate = lifelike.BOUNCES[name]
    assert receive(raw(f"{headers}\nTo: {HELPDESK}", text)).reason == "bounce"
    assert Delivery.objects.get(kind="requester_opened").last_error == fate
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("name", lifelike.AWAY)
def test_whoever_is_away_wakes_nothing_and_is_shown(name: str, box: Mailbox, ticket: Ticket, cast: Cast) -> None:
    ticket.resolve(by=cast.superuser)
    head = "\n".join(["From: maja@example.org", f"To: {ReplyAddress.of(ticket).email()}", *lifelike.AWAY[name]])
    assert receive(raw(head, "Jeg er her ikke.")).outcome == "ignored"
    ticket.refresh_from_db()
    assert ticket.is_done
    assert "Jeg er her ikke." in ticket.messages.get(kind="note").body


def test_whoever_asks_for_answers_elsewhere_is_the_requester_at_both_addresses(box: Mailbox) -> None:
    first = receive(letter("Hej", Reply_To="maja@arbejde.example"))
    case = Ticket.objects.get(requester_email="maja@arbejde.example")
    assert first.case == case.number
    assert receive(letter("Gættet", Subject=case.number)).outcome == "held"
    assert receive(letter("Mere", To=ReplyAddress.of(case).email())).outcome == "reply"


def test_nobody_is_never_taken_for_a_requester_without_an_address(box: Mailbox, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(requester_email="")
    for headers in ({"Subject": ticket.number}, {"To": ReplyAddress.of(ticket).email()}):
        result = receive(letter(f"Hej {headers}", From="Maja Holm", **headers))
        assert (result.outcome, result.reason, result.case) == ("held", "unknown_address", ticket.number)
    assert kinds(ticket).count("replied") == 0


def answer_to_notice(ticket: Ticket, sender: str, text: str = "Ring til hende.") -> bytes:
    notice = Delivery.objects.get(event__ticket=ticket, kind="tier_opened", recipient="superuser@example.org")
    return letter(text, From=sender, In_Reply_To=message_ids.make("delivery", notice.pk), Subject="SV: Ny sag")


def choose_answers() -> None:
    Municipality.objects.update(colleagues_answer_by_mail=True)
    Municipality.forget_cached()


def test_a_mail_to_a_colleague_says_what_an_answer_to_it_becomes(ticket: Ticket, cast: Cast) -> None:
    settle()
    notices = Delivery.objects.filter(kind="tier_opened", event__ticket=ticket)
    assert "Svarer du på denne mail" not in notices[0].body
    Mailbox.objects.create(address=our_address())
    for wanted, said in ((False, "bliver det en intern note"), (True, "går dit svar til afsenderen")):
        Municipality.objects.update(colleagues_answer_by_mail=wanted)
        Municipality.forget_cached()
        other = open_ticket(cast.school)
        settle()
        assert said in Delivery.objects.filter(kind="tier_opened", event__ticket=other)[0].body


def test_a_colleague_answers_the_requester_by_mail_where_that_is_chosen(
    box: Mailbox, ticket: Ticket, cast: Cast
) -> None:
    settle()
    receive(answer_to_notice(ticket, cast.superuser.email, "Først som note."))
    choose_answers()
    receive(answer_to_notice(ticket, cast.superuser.email))
    assert list(ticket.messages.filter(kind="answer").values_list("body", "author")) == [
        ("Ring til hende.", cast.superuser.pk)
    ]
    settle()
    assert Delivery.objects.filter(kind="requester_answered", recipient="maja@example.org").exists()


@pytest.mark.parametrize(
    "why", ["another colleague", "only the thread", "a sensitive case", "our mail hangs below", "away"]
)
def test_what_is_not_surely_an_answer_stays_a_note(why: str, box: Mailbox, ticket: Ticket, cast: Cast) -> None:
    settle()
    choose_answers()
    sender, text = cast.superuser.email, "Ring til hende."
    if why == "another colleague":
        sender = cast.support_entitled.email
    if why == "away":
        text = "Jeg er på ferie og læser ikke mails. Ring til kontoret."
    if why == "a sensitive case":
        Ticket.objects.filter(pk=ticket.pk).update(sensitivity=Sensitivity.CONFIRMED)
    if why == "our mail hangs below":
        text += f"\nNy sag\n{settings.SITE_URL}/admin/tickets/ticket/{ticket.pk}/"
    mail = answer_to_notice(ticket, sender, text)
    if why == "only the thread":
        mail = letter(text, From=sender, References=message_ids.make("case", ticket.pk))
    assert receive(mail).outcome == "reply"
    assert not ticket.messages.filter(kind="answer").exists()
    assert ticket.messages.filter(kind="note").count() == 1


def test_a_report_that_a_person_sends_on_ends_no_mail(box: Mailbox, ticket: Ticket) -> None:
    settle()
    receive(lifelike.OUTCOMES["a report that a person sends on"][0])
    assert Delivery.objects.get(kind="requester_opened").status == "sent"


def test_what_a_group_sends_on_becomes_the_persons_case(box: Mailbox, cast: Cast) -> None:
    receive(lifelike.OUTCOMES["a foreign group that names the person"][0])
    held.admit(ReceivedMail.objects.get(), by=cast.municipal_admin)
    assert Ticket.objects.get().requester_email == "maja@example.org"
