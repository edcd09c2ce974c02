"""Mails as programs, gateways and people really send them (`realistic`): what is new in each is what a case gets."""

import pytest

from tests.cast import Cast
from tests.tickets.inbound import realistic
from tests.tickets.inbound.corpus import multi, part
from tests.tickets.inbound.letters import HELPDESK
from tickets.inbound.parsing import parse
from tickets.inbound.receiving import receive
from tickets.models import Mailbox, Ticket


@pytest.mark.parametrize("name", realistic.REPLIES)
def test_a_case_gets_what_is_new_and_nothing_that_a_program_added(name: str) -> None:
    mail, own = realistic.REPLIES[name]
    assert parse(mail).reply == own


@pytest.mark.parametrize("name", realistic.BODIES)
def test_the_words_that_a_person_sees_are_found(name: str) -> None:
    mail, own = realistic.BODIES[name]
    assert parse(mail).reply == own


@pytest.mark.parametrize("name", realistic.SUBJECTS)
def test_a_subject_says_what_was_written(name: str) -> None:
    header, said = realistic.SUBJECTS[name]
    found = parse(b"From: maja@example.org\r\nSubject: " + header + b"\r\n\r\nx").subject
    assert found == said if said is not None else found


@pytest.mark.parametrize("subject", realistic.BARE)
def test_a_case_is_named_by_what_its_sender_wrote(subject: str) -> None:
    mail = f"From: maja@example.org\r\nSubject: {subject}\r\n\r\nx".encode()
    assert parse(mail).bare_subject == realistic.BARE[subject]


def test_an_answer_to_an_invitation_opens_no_case(cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    result = receive(realistic.ANSWERED)
    assert (result.outcome, result.reason) == ("ignored", "receipt")


def test_an_invitation_opens_a_case_and_comes_along(cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    assert receive(realistic.INVITED).outcome == "opened"
    (message,) = Ticket.objects.get().messages.filter(kind="requester")
    assert message.body == "Kan vi mødes om kalenderen?"
    assert [file.name for file in message.attachments.all()] == ["invitation.ics"]


def test_words_below_sixty_levels_of_parts_are_read() -> None:
    mail = b"Content-Type: text/plain; charset=utf-8\r\n\r\nHvem kan give adgang?\r\n"
    for level in range(60):
        mark = b"level-%d" % level
        mail = (
            b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n--' + mark + b"\r\n" + mail
            + b"\r\n--" + mark + b"--\r\n"
        )  # fmt: skip
    assert parse(b"From: maja@example.org\r\nMIME-Version: 1.0\r\n" + mail).reply == "Hvem kan give adgang?"


def test_an_invitation_that_came_twice_is_one_file() -> None:
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR"
    named = part('application/ics; name="invite.ics"', calendar)
    mail = multi("mixed", part("text/plain", "Kan vi mødes?"), part("text/calendar; method=REQUEST", calendar), named)
    assert [file.filename for file in parse(mail).attachments] == ["invite.ics"]
