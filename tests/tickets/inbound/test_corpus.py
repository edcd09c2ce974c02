"""Mails of every program, language and fault (`corpus`), and whatever else may come: each is understood, none lost."""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.tickets.inbound import corpus
from tests.tickets.inbound.letters import HELPDESK, letter, picture, raw
from tickets.inbound.parsing import parse
from tickets.inbound.receiving import receive
from tickets.models import Mailbox, RawMail, ReceivedMail, ReplyAddress, Ticket

REPLIES = corpus.replies()
ALL = [mail for mail, _own in [*REPLIES.values(), *corpus.TEXTS.values()]] + [
    mail for mail, _name, _subject in corpus.HEADERS.values()
]


@pytest.mark.parametrize("name", REPLIES)
def test_what_is_new_in_a_reply_is_all_that_is_taken(name: str) -> None:
    mail, own = REPLIES[name]
    assert parse(mail).reply == own


@pytest.mark.parametrize("name", corpus.TEXTS)
def test_a_text_is_read_however_it_was_sent(name: str) -> None:
    mail, own = corpus.TEXTS[name]
    assert parse(mail).reply == own
    assert parse(mail).from_email == "maja@example.org"


@pytest.mark.parametrize("name", corpus.HEADERS)
def test_names_and_subjects_are_read_however_they_were_sent(name: str) -> None:
    mail, sender, subject = corpus.HEADERS[name]
    parsed = parse(mail)
    assert (parsed.from_email, parsed.from_name, parsed.subject) == ("soeren@example.org", sender, subject)


@pytest.mark.parametrize("name", corpus.NAMES)
def test_a_file_has_the_name_that_its_sender_gave_it(name: str) -> None:
    disposition, expected = corpus.NAMES[name]
    text, file = corpus.part("text/plain", "Se"), b"--b\r\nContent-Type: text/plain\r\nContent-Disposition: "
    mail = corpus.multi("mixed", text, file + disposition.encode() + b"\r\n\r\nindhold\r\n")
    assert [one.filename for one in parse(mail).attachments] == [expected]


def test_a_mail_within_a_mail_keeps_its_bytes() -> None:
    inner = b"Subject:  to  mellemrum\r\nX-Odd:1\r\nFrom: a@b.example\r\n\r\nlinje \r\n\r\n sidst"
    mail = corpus.multi("mixed", corpus.part("text/plain", "Se"), corpus.part("message/rfc822", inner))
    (file,) = parse(mail).attachments
    assert (file.data, file.content_type) == (inner, "message/rfc822")


@pytest.mark.parametrize(
    "body",
    [
        raw(corpus.head("Svar", "multipart/encrypted; boundary=b"), b"--b\r\n\r\nx\r\n--b--"),
        raw(corpus.head("Svar", "application/pkcs7-mime; smime-type=enveloped-data"), "MIAGCSqGSIb3DQEHA6CA"),
        raw(corpus.head("Svar"), "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n"),
    ],
    ids=["PGP", "S/MIME", "PGP in the text"],
)
def test_an_encrypted_mail_opens_a_case_that_says_so_to_both_sides(body: bytes, cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    assert receive(body).outcome == "opened"
    texts = list(Ticket.objects.get().messages.order_by("id").values_list("kind", "body"))
    assert "krypteret" in dict(texts)["requester"]
    assert "uden kryptering" in dict(texts)["note"]


def test_a_logo_in_a_signature_is_no_file_of_the_case_and_a_screenshot_is(cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    html = '<p>Se her</p><img src="cid:shot"><p>Mvh</p><p>Maja Holm</p><img src="cid:logo">'
    mail = corpus.multi(
        "related",
        corpus.part("text/html", html),
        corpus.part("image/png; name=fejl.png", corpus.in_base64(picture(9)), f"{corpus.B64}Content-ID: <shot>\r\n"),
        corpus.part("image/png; name=logo.png", corpus.in_base64(picture(7)), f"{corpus.B64}Content-ID: <logo>\r\n"),
    )
    receive(mail)
    (message,) = Ticket.objects.get().messages.filter(kind="requester")
    assert [file.name for file in message.attachments.all()] == ["fejl.png"]


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.sampled_from(ALL))
def test_no_broken_mail_raises_and_each_is_stored_with_an_outcome(dice: random.Random, mail: bytes) -> None:
    broken = bytearray(mail)
    for _time in range(dice.randrange(1, 10)):
        at = dice.randrange(len(broken))
        broken[at : at + dice.randrange(4)] = dice.randbytes(dice.randrange(4))
    with transaction.atomic():
        result = receive(bytes(broken))
        assert result.outcome in {"opened", "reply", "ignored", "held", "duplicate"}
        assert RawMail.objects.count() == ReceivedMail.objects.count() == 1
        assert result.reason != "failed"
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
def test_no_bytes_at_all_raise_and_all_are_stored(data: bytes) -> None:
    with transaction.atomic():
        assert receive(data).outcome
        assert ReceivedMail.objects.count() == 1
        transaction.set_rollback(True)


def test_a_mail_whose_domain_disowns_it_waits_for_a_person(ticket: Ticket) -> None:
    Mailbox.objects.create(address=HELPDESK)
    failed = "mx.kommune.example; spf=fail smtp.mailfrom=ond.example; dmarc=fail header.from=example.org"
    result = receive(letter("Falsk", Subject=ticket.number, Authentication_Results=failed))
    assert (result.outcome, result.reason, result.case) == ("held", "forged", ticket.number)
    Mailbox.objects.update(verdict_of="mx.andet.example")
    assert receive(letter("Fra en anden server", Authentication_Results=failed)).outcome == "opened"


def test_out_of_office_shows_in_the_case_and_changes_nothing(ticket: Ticket, cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    ticket.resolve(by=cast.superuser)
    away = letter("Jeg er på ferie.", To=ReplyAddress.of(ticket).email(), Auto_Submitted="auto-replied")
    assert receive(away).outcome == "ignored"
    ticket.refresh_from_db()
    assert ticket.is_done
    assert "Jeg er på ferie." in ticket.messages.get(kind="note").body


def test_an_answer_long_after_the_end_opens_a_linked_case(ticket: Ticket, cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    ticket.resolve(by=cast.superuser)
    Ticket.objects.update(resolved_at="2020-01-01T00:00:00Z")
    result = receive(letter("Nu igen", To=ReplyAddress.of(ticket).email(), Subject="Sv: x"))
    new = Ticket.objects.exclude(pk=ticket.pk).get()
    assert (result.outcome, result.case, new.institution) == ("opened", new.number, ticket.institution)
    assert [kind for kind in new.events.values_list("kind", flat=True) if kind == "linked"] == ["linked"]


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Nyt: fejl i kalenderen", "Nyt emne: Nyt: fejl i kalenderen\n\nForkert dag"),
        ("SV: Vi har modtaget din henvendelse", "Forkert dag"),
        ("Kan ikke se mit barn", "Forkert dag"),
        ("aula-26-000001", "Forkert dag"),
    ],
)
def test_who_takes_an_old_mail_for_another_matter_is_seen_to(
    subject: str, shown: str, ticket: Ticket, cast: Cast
) -> None:
    Mailbox.objects.create(address=HELPDESK)
    ticket.resolve(by=cast.superuser)
    receive(letter("Forkert dag", To=ReplyAddress.of(ticket).email(), Subject=subject))
    assert ticket.messages.filter(kind="requester").latest("id").body == shown


def test_a_case_that_goes_on_from_another_is_called_like_it(ticket: Ticket, cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    ticket.resolve(by=cast.superuser)
    Ticket.objects.update(resolved_at="2020-01-01T00:00:00Z")
    ours = f"SV: Vi har modtaget din henvendelse: {ticket.subject} [{ticket.number}]"
    receive(letter("Nu igen", To=ReplyAddress.of(ticket).email(), Subject=ours))
    assert Ticket.objects.exclude(pk=ticket.pk).get().subject == ticket.subject


def test_the_same_id_with_other_words_is_another_mail_and_the_same_words_are_not(cast: Cast) -> None:
    Mailbox.objects.create(address=HELPDESK)
    outcomes = [receive(letter(text, Message_ID="<et@x.example>")).outcome for text in ("Et", "To", "Et")]
    assert outcomes == ["opened", "opened", "duplicate"]


def test_a_mail_to_two_mailboxes_gives_the_institution(cast: Cast) -> None:
    common = Mailbox.objects.create(address=HELPDESK)
    Mailbox.objects.create(address="skolen@kommune.example", institution=cast.school)
    mail = letter("Til begge", To=f"{HELPDESK}, skolen@kommune.example")
    assert [receive(mail, common).outcome, receive(b"Received: x\r\n" + mail).outcome] == ["opened", "duplicate"]
    assert Ticket.objects.get().institution == cast.school


def test_a_requesters_reply_through_a_list_is_no_newsletter(ticket: Ticket) -> None:
    Mailbox.objects.create(address=HELPDESK)
    headers = {"To": ReplyAddress.of(ticket).email(), "List_Unsubscribe": "<mailto:x@y.example>"}
    assert receive(letter("Tak", **headers)).outcome == "reply"
