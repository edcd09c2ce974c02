"""What shows that a machine made a mail, sign by sign, and what a bounce says of a mail of ours."""

import pytest

from tests.tickets.inbound.letters import HELPDESK, letter
from tests.tickets.inbound.letters import bounce_of as bounced
from tickets.inbound.auto_generated import Bounce, OwnAddresses, bounce_of, doubt_about, reason_for, wants_no_answer
from tickets.inbound.parsing import Mail, parse
from tickets.outbound import message_ids

SUBJECTS = (
    "Automatisk svar: Ferie, autosvar: x, Automatic reply: x, Autoreply: x, Auto-reply: x, Automatic-reply: x, "
    "Out of office: x, Out of the office: x, "
    "Abwesenheitsnotiz: x, Automatiskt svar: x, Sjálfvirkt svar: x, Otomatik yanıt: x, Автоматична відповідь: x, "
    "Автоматический ответ: x, Automatická odpověď: x, Răspuns automat: x, Automatikus válasz: x, Trả lời tự động: x, "
    "自动答复：x, پاسخ خودکار: x, Automatski odgovor: x, Automatinis atsakymas: x, خودکار جواب: x, "
    "Resposta automática: x"
)
FROM_AULA = "Fraværsmeddelelse: x, Fraværsbesked (x), Ikke til stede: x"
RETURNED = (
    "Undeliverable: x, Delivery status notification (failure): x, Mail delivery failed: x, Mail delivery subsystem: x, "
    "Returned mail: x, Kan ikke leveres: x, Uleverbar: x"
)
OWN = OwnAddresses(frozenset({HELPDESK}))


def read(text: str = "Hej", **headers: str) -> Mail:
    return parse(letter(text, **headers))


def reason_of(**headers: str) -> str:
    return reason_for(read(**headers), OWN)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, ""),
        ({"From": HELPDESK}, ""),
        ({"Auto_Submitted": "auto-generated", "Reply_To": "bo@example.net"}, ""),
        ({"Auto_Submitted": "auto-replied", "Reply_To": "bo@example.net"}, "automatic_reply"),
        ({"Auto_Submitted": "no"}, ""),
        ({"Auto_Submitted": "No; it is me"}, ""),
        ({"Auto_Submitted": "auto-generated; report"}, "automatic"),
        ({"Auto_Submitted": "auto-replied; away"}, "automatic_reply"),
        ({"Precedence": "BULK"}, ""),
        ({"Precedence": "list"}, "list"),
        ({"Precedence": "junk"}, ""),
        ({"Precedence": "auto_reply"}, "automatic_reply"),
        ({"Precedence": "normal"}, ""),
        ({"List_Unsubscribe": "<mailto:af@x.example>"}, "list"),
        ({"List_Id": "<liste.x.example>"}, "list"),
        ({"List_Id": "Aula <aula.kommune.example>", "List_Unsubscribe": "<mailto:x@y.example>"}, ""),
        ({"From": "noreply@kommune.example"}, ""),
        ({"Return_Path": "<>"}, ""),
        ({"Return_Path": "<>", "References": "<et-brev@example.org>"}, "no_sender"),
        ({"Return_Path": "<>", "From": "ingen-svar@butik.example"}, "no_sender"),
        ({"Return_Path": "<maja@example.org>"}, ""),
        ({"From": "noreply@butik.example", "Reply_To": "kunde@butik.example"}, ""),
        ({"From": "kunde@butik.example", "Reply_To": "no-reply@butik.example"}, ""),
        ({"X_Failed_Recipients": "maja@example.org"}, "bounce"),
    ],
)
def test_each_sign_of_a_machine_is_enough_and_a_person_shows_none(headers: dict[str, str], expected: str) -> None:
    assert reason_of(**headers) == expected


@pytest.mark.parametrize(
    "mark",
    ["X_Autoreply", "X_Autorespond", "X_Auto_Reply", "X_AutoReply_From", "X_Vacation", "X_Mail_Autoreply"],
)
def test_each_mark_of_a_holiday_is_known(mark: str) -> None:
    assert reason_of(**{mark: "yes"}) == "automatic_reply"


@pytest.mark.parametrize(
    "name",
    ["mailer-daemon", "MAILER-DAEMON", "postmaster", "mail-daemon", "mailerdaemon", "bounce", "bounces", "bounces+7"],
)
def test_what_a_mail_server_writes_is_a_bounce(name: str) -> None:
    assert reason_of(From=f"{name}@mx.example.org") == "bounce"


@pytest.mark.parametrize("name", ["bouncerne", "postmasteren", "min-postmaster"])
def test_a_person_with_a_name_like_a_mail_server_is_a_person(name: str) -> None:
    assert reason_of(From=f"{name}@example.org") == ""


@pytest.mark.parametrize(
    "name",
    ["noreply", "no-reply", "NoReply", "donotreply", "do-not-reply", "ikkesvar", "ikke-svar", "svarikke", "noreply.x"],
)
def test_who_reads_no_answer_may_be_a_machine_and_a_person_looks(name: str) -> None:
    mail = read(From=f"{name}@butik.example")
    assert (reason_for(mail, OWN), doubt_about(mail, OWN)) == ("", "no_sender")
    assert wants_no_answer(read(Reply_To=f"{name}@butik.example"), OWN)


@pytest.mark.parametrize("subject", SUBJECTS.split(", "))
def test_a_subject_that_only_machines_write_gives_them_away(subject: str) -> None:
    assert reason_of(Subject=subject) == "automatic_reply"


@pytest.mark.parametrize("subject", FROM_AULA.split(", "))
def test_what_aula_calls_things_is_no_sign_at_all(subject: str) -> None:
    assert (reason_of(Subject=subject), doubt_about(read(Subject=subject), OWN)) == ("", "")


@pytest.mark.parametrize("subject", RETURNED.split(", "))
def test_a_subject_of_mail_servers_is_a_doubt_alone_and_a_bounce_with_their_words(subject: str) -> None:
    assert (reason_of(Subject=subject), doubt_about(read(Subject=subject), OWN)) == ("", "bounce")
    text = "Leveringen mislykkedes til disse modtagere eller grupper:\n\nmaja@example.org\n550 5.1.10 RESOLVER"
    mail = read(text, Subject=subject)
    assert reason_for(mail, OWN) == "bounce"
    assert bounce_of(mail) == Bounce(0, "5.1.10", ("maja@example.org",))


@pytest.mark.parametrize(
    ("headers", "doubt"),
    [
        ({"From": HELPDESK}, "loop"),
        ({"From": HELPDESK.upper()}, "loop"),
        ({"From": HELPDESK, "To": "en.anden@kommune.example"}, ""),
        ({"Precedence": "bulk"}, "list"),
        ({"Auto_Submitted": "auto-generated", "Reply_To": "bo@example.net"}, "automatic"),
        (
            {"From": "formular@kommune.example", "Auto_Submitted": "auto-generated", "Reply_To": "bo@example.net"},
            "",
        ),
        ({"From": "noreply@kommune.example"}, "no_sender"),
        ({"From": "noreply@butik.example", "Reply_To": "no-reply@butik.example"}, "no_sender"),
        ({"Return_Path": "<>"}, "no_sender"),
    ],
)
def test_what_may_be_a_machines_is_doubted_and_what_our_own_forms_send_is_not(
    headers: dict[str, str], doubt: str
) -> None:
    assert doubt_about(read(**headers), OWN) == doubt


@pytest.mark.parametrize("subject", ["Automatisk svar virker ikke", "Jeg fik et autosvar: hvorfor?", "Ikke til stede"])
def test_a_subject_about_machines_is_a_persons(subject: str) -> None:
    assert reason_of(Subject=subject) == ""


@pytest.mark.parametrize(
    "kind", ["multipart/report; report-type=disposition-notification", 'text/calendar; method="REPLY"']
)
def test_a_receipt_is_known_by_its_kind(kind: str) -> None:
    sent = letter("Læst").replace(b"Content-Type: text/plain", f"Content-Type: {kind}".encode())
    assert reason_for(parse(sent), OWN) == "receipt"


@pytest.mark.parametrize("asked", ["All", "AutoReply", "DR, RN", "oof, autoreply"])
def test_a_person_may_ask_for_no_automatic_answer(asked: str) -> None:
    assert wants_no_answer(read(X_Auto_Response_Suppress=asked), OWN)


def test_who_asks_for_nothing_gets_an_answer() -> None:
    assert not wants_no_answer(read(), OWN)
    assert not wants_no_answer(read(X_Auto_Response_Suppress="OOF"), OWN)


def read_bounce(**fields: str) -> Bounce | None:
    return bounce_of(parse(bounced(message_ids.make("delivery", 17), **fields)))


def test_a_bounce_names_the_delivery_and_the_code() -> None:
    assert read_bounce() == Bounce(17, "5.1.1")
    assert read_bounce(status="5.7.26") == Bounce(17, "5.7.26")


@pytest.mark.parametrize(
    "told",
    [
        {"status": "2.0.0"},
        {"status": "5.1.1", "action": "delayed"},
        {"status": "4.4.1", "action": "delayed"},
    ],
)
def test_what_is_only_late_is_no_bounce_of_ours(told: dict[str, str]) -> None:
    assert read_bounce(**told) is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Delivery Status Notification (Delay)", "Delivery incomplete. Gmail will retry for 46 more hours."),
        ("Undelivered mail", "There was a temporary problem delivering your message to maja@example.org."),
        ("Zustellung verzögert: Svar", "An maja@example.org noch nicht zugestellt."),
        ("Leveransen är försenad: Svar", "Servern försöker igen."),
    ],
)
def test_a_server_that_tries_again_has_refused_nothing(subject: str, text: str) -> None:
    text += "\n" + message_ids.make("delivery", 3)
    assert bounce_of(read(text, Subject=subject, From="mailer-daemon@mx.example.org")) is None


def test_the_matter_of_a_mail_that_came_back_does_not_make_it_late() -> None:
    subject = "Kan ikke leveres: [AULA-26-000003] Beskeder i Aula er forsinket"
    text = f"Leveringen mislykkedes til disse modtagere: maja@example.org\n{message_ids.make('delivery', 3)}"
    assert bounce_of(read(text, Subject=subject, From="postmaster@mx.example.org")) == Bounce(3, "5.0.0")


def test_a_bounce_without_a_code_counts_as_a_failure() -> None:
    sent = letter(f"Kunne ikke leveres.\n{message_ids.make('delivery', 3)}", From="postmaster@mx.example.org")
    assert bounce_of(parse(sent)) == Bounce(3, "5.0.0")


def test_the_code_may_stand_in_the_text_alone() -> None:
    text = f"Kunne ikke leveres.\n\nStatus: 5.2.2\n{message_ids.make('delivery', 3)}"
    assert bounce_of(parse(letter(text, From="postmaster@mx.example.org"))) == Bounce(3, "5.2.2")


def test_the_mail_that_came_back_may_be_named_in_the_head() -> None:
    headers = {"From": "postmaster@mx.example.org", "In_Reply_To": message_ids.make("delivery", 5)}
    assert bounce_of(read(**headers)) == Bounce(5, "5.0.0")
    headers = {"From": "postmaster@mx.example.org", "References": message_ids.make("delivery", 6)}
    assert bounce_of(read(**headers)) == Bounce(6, "5.0.0")


def test_a_bounce_of_a_case_or_of_nothing_of_ours_says_nothing() -> None:
    assert bounce_of(read(f"x {message_ids.make('case', 5)}", From="postmaster@mx.example.org")) is None
    assert bounce_of(read("x", From="postmaster@mx.example.org")) is None
    assert bounce_of(read(f"Se {message_ids.make('delivery', 5)}")) is None
