"""Mail that leaves through Microsoft Graph: as it was written, once, and with its fate known."""

from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests.cast import Cast
from tests.services.graph import Death, GraphServer, Refusal
from tests.tickets.inbound.letters import HELPDESK
from tickets import tasks
from tickets.mail_servers.mail_troubles import Refused, sentence
from tickets.models import Delivery, DeliveryFile, MailSignIn
from tickets.outbound import message_ids, outgoing


@pytest.fixture
def sender(graph: GraphServer, graph_sign_in: MailSignIn, settings: Any) -> MailSignIn:
    settings.EMAIL_BACKEND = "tickets.outbound.mail_server.MailServer"
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER = graph.host, ""
    settings.DEFAULT_FROM_EMAIL = HELPDESK
    MailSignIn.objects.update(sends=True)
    graph_sign_in.refresh_from_db()
    return graph_sign_in


def a_mail(recipient: str = "maja@example.org") -> Delivery:
    return Delivery.objects.create(kind="digest", recipient=recipient, subject="Blåbær", body="Hej Maja")


def tried(delivery: Delivery) -> str:
    """Once more, as when its pause is over."""
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    outgoing.send(delivery.pk)
    delivery.refresh_from_db()
    return delivery.last_error or delivery.status


def sent(graph: GraphServer) -> list[bytes]:
    return graph.lying_in(HELPDESK, "sentitems")


def test_a_mail_leaves_as_it_was_written_under_its_own_message_id(graph: GraphServer, sender: MailSignIn) -> None:
    delivery = a_mail()
    assert tried(delivery) == "sent"
    (raw,) = sent(graph)
    message = message_from_bytes(raw)
    assert message["Message-ID"] == message_ids.make("delivery", delivery.pk)
    assert message["To"] == "maja@example.org"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert [method for method, path in graph.asked if path.endswith("/sendMail")] == ["POST"]


def test_many_mails_leave_over_one_connection(graph: GraphServer, sender: MailSignIn) -> None:
    for number in range(20):
        a_mail(f"p{number}@example.org")
    tasks.sweep_deliveries()
    assert (len(sent(graph)), len(graph.connections)) == (20, 1)


def test_a_mail_whose_fate_nobody_heard_is_not_sent_twice(graph: GraphServer, sender: MailSignIn) -> None:
    delivery = a_mail()
    graph.swallows = "/sendMail"
    assert tried(delivery) == "broken_off"
    graph.swallows = ""
    assert tried(delivery) == "sent"
    assert len(sent(graph)) == 1


def test_a_mail_that_is_tried_again_by_hand_is_not_sent_twice_either(graph: GraphServer, sender: MailSignIn) -> None:
    delivery = a_mail()
    graph.swallows = "/sendMail"
    tried(delivery)
    graph.swallows = ""
    delivery.requeue()
    assert tried(delivery) == "sent"
    assert len(sent(graph)) == 1


def test_a_worker_that_died_after_handing_over_leaves_no_second_mail(graph: GraphServer, sender: MailSignIn) -> None:
    delivery = a_mail()
    assert tried(delivery) == "sent"
    Delivery.objects.update(status="queued", sent_at=None)
    assert tried(delivery) == "sent"
    assert len(sent(graph)) == 1


def test_a_mail_that_never_arrived_at_graph_is_sent_at_the_next_attempt(graph: GraphServer, sender: MailSignIn) -> None:
    def before(_method: str, path: str) -> None:
        if path.endswith("/sendMail"):
            raise Death

    delivery, graph.before = a_mail(), before
    assert tried(delivery) == "broken_off"
    assert tried(delivery) == "broken_off"
    graph.before = lambda _method, _path: None
    assert tried(delivery) == "sent"
    assert len(sent(graph)) == 1


def test_where_the_app_may_not_read_nobody_knows_and_the_mail_goes_out_once_more(
    graph: GraphServer, sender: MailSignIn
) -> None:
    graph.roles = {"Mail.Send"}
    delivery = a_mail()
    graph.swallows = "/sendMail"
    tried(delivery)
    graph.swallows = ""
    assert tried(delivery) == "sent"


@pytest.mark.parametrize("status", [429, 503])
def test_who_is_asked_to_wait_waits_with_every_mail_and_no_attempt_is_counted(
    status: int, graph: GraphServer, sender: MailSignIn
) -> None:
    def before(_method: str, path: str) -> None:
        raise Refusal(status, "TooManyRequests", Retry_After="120")

    first, second, graph.before = a_mail(), a_mail("per@example.org"), before
    assert tried(first) == "throttled"
    asked = len(graph.asked)
    assert tried(second) == "throttled"
    assert len(graph.asked) == asked
    for delivery in (first, second):
        assert (delivery.attempts, delivery.status) == (0, "queued")
        assert timedelta(seconds=90) < delivery.next_attempt_at - timezone.now() <= timedelta(seconds=120)
    graph.before = lambda _method, _path: None
    MailSignIn.objects.update(rests_until=None)
    assert [tried(first), tried(second)] == ["sent", "sent"]
    assert len(sent(graph)) == 2


def test_throttling_does_not_settle_what_is_in_doubt(graph: GraphServer, sender: MailSignIn) -> None:
    delivery = a_mail()
    graph.swallows = "/sendMail"
    tried(delivery)
    graph.swallows = ""
    delivery.requeue()

    def before(_method: str, _path: str) -> None:
        raise Refusal(429, "TooManyRequests", Retry_After="120")

    graph.before = before
    tried(delivery)
    graph.before = lambda _method, _path: None
    MailSignIn.objects.update(rests_until=None)
    assert tried(delivery) == "sent"
    assert len(sent(graph)) == 1


def test_a_token_that_was_revoked_is_renewed_while_a_mail_is_sent(graph: GraphServer, sender: MailSignIn) -> None:
    assert tried(a_mail()) == "sent"
    graph.tokens.good.clear()
    assert tried(a_mail("per@example.org")) == "sent"
    assert len(sent(graph)) == 2


def test_what_is_refused_says_what_to_press(graph: GraphServer, sender: MailSignIn, settings: Any) -> None:
    graph.roles = {"Mail.ReadWrite"}
    assert tried(a_mail()) == "graph_no_send"
    graph.roles, graph.policy = {"Mail.Send"}, {HELPDESK}
    assert tried(a_mail()) == "graph_policy"
    graph.policy = set()
    settings.EMAIL_HOST_USER = "en-anden@kommune.example"
    assert tried(a_mail()) == "graph_no_mailbox"
    graph.open("en-anden@kommune.example")
    assert tried(a_mail()) == "graph_send_as"
    with translation.override("en"):
        assert "Mail.Send" in str(sentence("graph_no_send"))
        assert "Send as" in str(sentence("graph_send_as"))


def test_a_mail_that_is_too_large_for_graph_is_told_at_once_and_not_tried_again(
    graph: GraphServer, sender: MailSignIn
) -> None:
    delivery = a_mail()
    DeliveryFile.objects.create(
        delivery=delivery, name="stor.bin", content_type="application/octet-stream", data=b"x" * 4_000_000
    )
    assert tried(delivery) == "bounced 5.3.4"
    assert delivery.status == "failed"
    assert sent(graph) == []


def test_without_a_sign_in_for_graph_nothing_is_tried_by_smtp(graph: GraphServer, sender: MailSignIn) -> None:
    MailSignIn.objects.update(sends=False)
    assert tried(a_mail()) == "no_graph_sender"
    with pytest.raises(Refused):
        EmailMessage("Hej", "Hej", to=["maja@example.org"]).send()


def test_the_guide_and_the_admin_say_that_mail_leaves_through_graph(
    graph: GraphServer, sender: MailSignIn, cast: Cast, client: Client
) -> None:
    client.force_login(cast.municipal_admin)
    page = reverse("admin:setup_step", args=["sending"])
    assert "Gennem Microsoft Graph" in client.get(page).content.decode()
    client.post(page, {"act": "test", "to": "chef@kommune.example"})
    assert len(sent(graph)) == 1
    listed, tick = (
        reverse("admin:tickets_mailsignin_changelist"),
        {"action": "try_connection", "_selected_action": sender.pk},
    )
    assert "har lukket os ind" in client.post(listed, tick, follow=True).content.decode()
    graph.roles = {"Mail.Send"}
    assert "Mail.ReadWrite" in client.post(listed, tick, follow=True).content.decode()
