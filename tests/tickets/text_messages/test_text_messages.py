"""Who has no mail address hears by text message: that there is news, never what; once; and if not, somebody rings."""

import os
import signal
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connections
from django.utils import timezone

from tests.cast import Cast, kinds, open_ticket, settle
from tests.tickets.gateways import SECRET, Gateway, by_phone, folder, gateway, row
from tickets import tasks
from tickets.models import Delivery, Event, Merge, Message, TextGateway, TextMessage, Ticket
from tickets.models.text_message import PAUSES
from tickets.requester.on_behalf import open_for
from tickets.text_messages import text_news, texting
from tickets.text_messages.phones import number_for_texts
from tickets.words import Actor, FlagKind

__all__ = ["by_phone", "folder", "gateway", "row"]


def settle_texts() -> None:
    """Does what the workers would do, and then the sweep of text messages."""
    settle()
    tasks.sweep_texts()


def later() -> None:
    """Every pause is over."""
    TextMessage.objects.update(next_attempt_at=timezone.now())
    TextGateway.objects.update(rests_until=None)


def fates(ticket: Ticket) -> list[str]:
    return list(ticket.text_messages.order_by("id").values_list("status", flat=True))


def to_ring() -> list[Ticket]:
    return list(Ticket.objects.to_ring())


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("20 30 40 50", "4520304050"),
        ("20304050", "4520304050"),
        ("+45 20-30-40-50", "4520304050"),
        ("(+45) 20 30 40 50", "4520304050"),
        ("0045 20304050", "4520304050"),
        ("4520304050", "4520304050"),
        ("93 93 93 93", "4593939393"),
        ("34 45 67 89", "4534456789"),
        ("+46 70 123 45 67", "46701234567"),
        ("0046 70 123 45 67", "46701234567"),
        ("+299 23 45 67", "299234567"),
        ("33 66 33 66", ""),
        ("12 34 56 78", ""),
        ("+45 33 66 33 66", ""),
        ("46701234567", ""),
        ("20 30 40", ""),
        ("20 30 40 50 / 31 41 59 26", ""),
        ("20 30 40 50 efter kl. 16", ""),
        ("+0 123 456 78", ""),
        ("+", ""),
        ("", ""),
        ("٢٠٣٠٤٠٥٠", ""),
    ],
)
def test_a_number_is_one_that_a_text_message_reaches_or_none(written: str, number: str) -> None:
    assert number_for_texts(written) == number


def test_a_text_message_says_that_there_is_news_and_not_a_word_of_the_case(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    by_phone.answer("Skriv under Komme/gå, Maja.", by=cast.superuser)
    settle_texts()
    link = site.SITE_URL + by_phone.get_absolute_url()
    said = f"Nordsø Kommune: Der er nyt i din henvendelse {by_phone.number}. Læs det her: {link}"
    assert gateway.taken == [{"to": "4520304050", "message": said, "from": "Nordsoe"}]
    assert (gateway.headers[0]["Authorization"], gateway.headers[0]["path"]) == (SECRET, "/v1/send?klient=7")
    assert kinds(by_phone)[-1] == "texted"
    assert fates(by_phone) == ["sent"]
    assert by_phone.messages.get(kind="answer").told_at is not None
    assert to_ring() == []
    assert not Delivery.objects.filter(kind__startswith="requester_").exists()


def test_a_sensitive_case_says_no_more_than_any_other(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    by_phone.flag(FlagKind.VIOLENCE)
    settle_texts()
    assert gateway.taken == []
    by_phone.answer("Vi ringer.", by=cast.superuser)
    settle_texts()
    assert [said["message"].partition("https")[0].partition("http")[0] for said in gateway.taken] == [
        f"Nordsø Kommune: Der er nyt i din henvendelse {by_phone.number}. Læs det her: "
    ]


def test_a_case_in_english_gets_english(gateway: Gateway, row: TextGateway, cast: Cast) -> None:
    ticket = open_ticket(cast.school, requester_email="", requester_phone="20304050", language="en")
    ticket.answer("Look under Absence.", by=cast.superuser)
    settle_texts()
    assert f"There is news in your enquiry {ticket.number}." in gateway.taken[0]["message"]


@pytest.mark.parametrize(
    ("facts", "is_rung"),
    [
        ({"requester_email": "maja@example.org", "requester_phone": "20304050"}, False),
        ({"requester_email": "", "requester_phone": "33 66 33 66"}, True),
        ({"requester_email": "", "requester_phone": ""}, True),
    ],
)
def test_whom_mail_reaches_and_who_has_no_mobile_gets_none(
    facts: dict[str, str], is_rung: bool, gateway: Gateway, row: TextGateway, cast: Cast
) -> None:
    ticket = open_ticket(cast.school, **facts)
    ticket.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    assert gateway.taken == []
    assert (ticket in to_ring()) == is_rung


def test_without_a_gateway_somebody_rings(gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast) -> None:
    TextGateway.objects.update(is_active=False)
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    assert (gateway.taken, to_ring()) == ([], [by_phone])


def test_a_form_that_anybody_fills_in_sends_nothing_to_any_phone(
    gateway: Gateway, row: TextGateway, by_phone: Ticket
) -> None:
    by_phone.reply("Er der nogen?")
    by_phone.resolve(by=Actor.REQUESTER)
    settle_texts()
    assert not TextMessage.objects.exists()


def test_who_was_answered_on_the_phone_gets_none(gateway: Gateway, row: TextGateway, cast: Cast) -> None:
    facts = {"subject": "S", "body": "B", "audience": "parent", "channel": "on_behalf", "requester_name": "Bo"}
    open_for(by=cast.superuser, institution=cast.school, answer="Gør sådan.", requester_phone="20304050", **facts)
    settle_texts()
    assert gateway.taken == []


def test_what_happens_at_once_is_one_and_the_next_waits_ten_minutes(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    by_phone.answer("Prøv igen.", by=cast.superuser)
    by_phone.resolve(by=cast.superuser)
    settle_texts()
    assert len(gateway.taken) == 1
    by_phone.answer("Og genstart.", by=cast.superuser)
    by_phone.ask("Hjalp det?", by=cast.superuser)
    settle_texts()
    waiting = by_phone.text_messages.get(status="queued")
    assert timedelta(minutes=9) < waiting.next_attempt_at - timezone.now() <= timedelta(minutes=10)
    assert to_ring() == []
    later()
    tasks.sweep_texts()
    assert (len(gateway.taken), fates(by_phone)) == (2, ["sent", "sent"])
    assert not by_phone.messages.untold().exists()


def test_an_event_that_is_handed_out_twice_sends_one(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    text_news.text_requester(by_phone.events.get(kind="answered"))
    later()
    tasks.sweep_texts()
    assert len(gateway.taken) == 1


def test_an_answer_that_can_still_be_taken_back_is_told_to_nobody(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    by_phone.answer("Prøv igen.", by=cast.superuser, hold=timedelta(minutes=1))
    settle_texts()
    assert (gateway.taken, to_ring()) == ([], [])
    by_phone.take_back_answer(by=cast.superuser)
    settle_texts()
    assert gateway.taken == []


def test_an_answer_that_was_retracted_before_it_was_told_is_not_told(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    answer = by_phone.answer("Forkert barn.", by=cast.superuser)
    for event in Event.objects.undispatched():
        text_news.text_requester(event)
    TextMessage.objects.update(next_attempt_at=timezone.now())
    Ticket.objects.get(pk=by_phone.pk).retract(answer, by=cast.superuser)
    settle_texts()
    assert (gateway.taken, fates(by_phone)) == ([], ["dropped"])


def test_an_answer_that_somebody_told_by_phone_meanwhile_is_not_told_again(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    gateway.answers = [(503, {})]
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    by_phone.mark_told(by=cast.superuser)
    later()
    settle_texts()
    assert (len(gateway.taken), fates(by_phone)) == (1, ["dropped"])


def test_a_gateway_that_asks_to_wait_is_left_in_peace(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    gateway.answers = [(429, {"Retry-After": "600"})]
    other = open_ticket(cast.school, requester_email="", requester_phone="31415926")
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    other.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    assert (len(gateway.taken), fates(by_phone), fates(other)) == (1, ["queued"], ["queued"])
    assert by_phone.text_messages.get().next_attempt_at > timezone.now() + timedelta(minutes=9)
    assert to_ring() == []
    later()
    tasks.sweep_texts()
    assert (fates(by_phone), fates(other)) == (["sent"], ["sent"])
    assert gateway.headers[0]["Idempotency-Key"] == gateway.headers[1]["Idempotency-Key"]
    assert gateway.headers[1]["Idempotency-Key"] != gateway.headers[2]["Idempotency-Key"]


def test_a_gateway_with_trouble_is_tried_with_pauses_and_then_somebody_rings(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    gateway.answers = [(503, {})] * (len(PAUSES) + 1)
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    for pause in PAUSES:
        text = by_phone.text_messages.get()
        assert (text.status, text.last_error) == ("queued", "503")
        assert pause - timedelta(seconds=30) < text.next_attempt_at - timezone.now() <= pause
        assert to_ring() == []
        later()
        tasks.sweep_texts()
    assert (len(gateway.taken), fates(by_phone), to_ring()) == (len(PAUSES) + 1, ["failed"], [by_phone])
    settle()
    assert kinds(by_phone)[-1] == "text_failed"
    assert Delivery.objects.filter(kind="staff_text_failed", recipient=cast.superuser.email).count() == 1


def test_a_number_that_is_refused_is_not_tried_again_until_it_is_put_right(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    gateway.answers = [(400, {})]
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    assert (fates(by_phone), to_ring()) == (["refused"], [by_phone])
    later()
    by_phone.answer("Hørte du det?", by=cast.superuser)
    settle_texts()
    assert (len(gateway.taken), fates(by_phone)) == (1, ["refused"])
    by_phone.amend(by=cast.superuser, phone="31 41 59 26")
    settle_texts()
    later()
    tasks.sweep_texts()
    assert [said["to"] for said in gateway.taken] == ["4520304050", "4531415926"]
    assert to_ring() == []


def test_a_gateway_that_is_put_right_gets_the_number_again(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    gateway.answers = [(401, {})]
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    assert text_news.number_of(by_phone) == ""
    TextGateway.objects.update(changed_at=timezone.now())
    assert text_news.number_of(by_phone) == "4520304050"


def test_a_gateway_that_says_nothing_leaves_one_in_doubt_and_no_other(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texting, "SECONDS", 3.0)
    gateway.hangs = True
    other = open_ticket(cast.school, requester_email="", requester_phone="31415926")
    for ticket in (by_phone, other):
        ticket.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    assert (fates(by_phone), fates(other), to_ring()) == (["unsure"], ["queued"], [by_phone])
    gateway.hangs = False
    later()
    tasks.sweep_texts()
    assert (fates(by_phone), fates(other)) == (["unsure"], ["sent"])
    assert [said["to"] for said in gateway.taken] == ["4520304050", "4531415926"]


@pytest.mark.parametrize("to", ["https://169.254.169.254/latest/", "http://127.0.0.1/", "/v2/send"])
def test_a_redirect_is_followed_nowhere(
    to: str, gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    gateway.answers = [(307, {"Location": to})]
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    assert (len(gateway.taken), fates(by_phone), to_ring()) == (1, ["refused"], [by_phone])


def test_nothing_goes_to_a_server_with_a_wrong_certificate(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    row.refresh_from_db()
    assert (gateway.taken, fates(by_phone), row.last_error) == ([], ["queued"], "certificate")


def test_nothing_goes_to_a_private_network(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast, settings: Any
) -> None:
    settings.EXCHANGE_NETWORKS = []
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    row.refresh_from_db()
    assert (gateway.taken, fates(by_phone), row.last_error) == ([], ["queued"], "private_network")


def test_a_secret_that_cannot_be_read_sends_nothing(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast, settings: Any
) -> None:
    TextGateway.objects.update(sealed_secret="ulæseligt")
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    row.refresh_from_db()
    assert (gateway.taken, fates(by_phone), row.last_error) == ([], ["queued"], "lost_key")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_in_the_middle_leaves_one_in_doubt_which_is_not_sent_again(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle()
    text = by_phone.text_messages.get()
    gateway.hangs = True
    connections.close_all()
    worker = os.fork()
    if not worker:
        try:
            texting.send(text.pk)
        finally:
            os._exit(0)
    assert gateway.reached.wait(30)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    gateway.hangs = False
    tasks.sweep_texts()
    assert (fates(by_phone), to_ring()) == (["sending"], [])
    later()
    for _again in range(2):
        settle_texts()
    assert (len(gateway.taken), fates(by_phone), to_ring()) == (1, ["unsure"], [by_phone])


def test_the_log_names_no_number_no_link_and_nobody(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    gateway.answers = [(500, {}), (400, {})]
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    later()
    tasks.sweep_texts()
    assert "400" in caplog.text
    ours = "\n".join(each.getMessage() for each in caplog.records if not each.name.startswith("django.db"))
    for personal in ("20304050", by_phone.token, "Maja", SECRET):
        assert personal not in ours


def test_nothing_of_the_case_and_no_link_is_stored_and_all_of_it_goes_with_the_case(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    stored = str(list(TextMessage.objects.values())) + str(TextGateway.objects.values().get())
    for secret in (by_phone.token, "Prøv", "Maja", SECRET):
        assert secret not in stored
    by_phone.resolve(by=cast.superuser)
    settle()
    Ticket.objects.filter(pk=by_phone.pk).update(resolved_at=timezone.now() - timedelta(days=400))
    tasks.forget_old()
    assert not TextMessage.objects.exists()


def test_a_number_that_was_wrong_loses_the_link_and_the_right_one_gets_a_new_one(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    before = by_phone.token
    by_phone.amend(by=cast.superuser, phone="31 41 59 26")
    settle_texts()
    later()
    tasks.sweep_texts()
    with pytest.raises(Ticket.DoesNotExist):
        Ticket.objects.by_token(before)
    assert gateway.taken[-1]["to"] == "4531415926"
    assert Ticket.objects.get(pk=by_phone.pk).token in gateway.taken[-1]["message"]


def test_a_number_that_never_got_a_link_is_put_right_without_a_new_one(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    before = by_phone.token
    by_phone.amend(by=cast.superuser, phone="31 41 59 26")
    assert Ticket.objects.by_token(before) == by_phone


def test_everybody_whose_case_was_merged_hears_with_a_link_of_their_own(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    other = open_ticket(cast.school, requester_email="", requester_phone="31415926", requester_name="Bo Dam")
    Merge.begin(other, by_phone, by=cast.superuser, confirmed=True)
    settle_texts()
    common = Ticket.objects.get(pk=by_phone.pk)
    common.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    links = {said["to"]: said["message"].rpartition("/sag/")[2].strip("/") for said in gateway.taken}
    assert links == {"4520304050": common.token, "4531415926": Ticket.objects.get(pk=other.pk).token}


def test_a_mail_address_that_comes_meanwhile_is_used_instead(
    gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast
) -> None:
    gateway.answers = [(503, {})]
    by_phone.answer("Prøv igen.", by=cast.superuser)
    settle_texts()
    by_phone.amend(by=cast.superuser, email="maja@example.org")
    later()
    settle_texts()
    assert (len(gateway.taken), fates(by_phone)) == (1, ["dropped"])


def test_only_answers_are_told_and_not_notes(gateway: Gateway, row: TextGateway, by_phone: Ticket, cast: Cast) -> None:
    by_phone.note("Ringet forgæves.", by=cast.superuser)
    settle_texts()
    assert gateway.taken == []
    assert not Message.objects.exclude(told_at=None).exists()
