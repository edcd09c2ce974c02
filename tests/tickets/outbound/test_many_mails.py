"""Many mails at once: one connection, at the server's rate, late rather than never; told of when it is too much."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.utils import timezone

from monitoring import watching
from organisation.models import Municipality
from tests.browser.sites import Postbox
from tests.cast import Cast
from tests.services.servers import free_port
from tickets import tasks
from tickets.models import Delivery, ReceivedMail


class Counting(Postbox):
    def __init__(self) -> None:
        super().__init__()
        self.sessions: set[object] = set()
        self.breaks_at = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.sessions.add(session)
        if self.breaks_at and len(self.mails) == self.breaks_at:
            self.breaks_at = 0
            server.transport.close()
            return "421 Bye"
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def server(settings: Any) -> Iterator[Counting]:
    settings.EMAIL_BACKEND = "tickets.outbound.mail_server.MailServer"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 30
    counting = Counting()
    running = Controller(counting, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30)
    running.start()
    yield counting
    running.stop()


def queue(count: int) -> None:
    Delivery.objects.bulk_create(
        Delivery(kind="voter_decided", recipient=f"p{number}@example.org", subject="Nyt", body="Nyt")
        for number in range(count)
    )


def test_many_mails_leave_over_one_connection(server: Counting, cast: Cast) -> None:
    queue(60)
    tasks.sweep_deliveries()
    assert (len(server.mails), len(server.sessions)) == (60, 1)


def test_a_connection_that_breaks_costs_one_mail_a_later_attempt_and_no_mail_is_sent_twice(
    server: Counting, cast: Cast
) -> None:
    queue(20)
    server.breaks_at = 7
    tasks.sweep_deliveries()
    assert Delivery.objects.filter(status="queued").count() == 1
    Delivery.objects.update(next_attempt_at=timezone.now())
    tasks.sweep_deliveries()
    recipients = [to for to, _text in server.mails]
    assert len(recipients) == len({tuple(to) for to in recipients}) == 20


def test_a_rate_of_the_mail_server_is_kept(server: Counting, cast: Cast) -> None:
    Municipality.objects.update(mails_per_minute=30)
    Municipality.forget_cached()
    queue(40)
    tasks.sweep_deliveries()
    assert len(server.mails) == 15
    tasks.sweep_deliveries()
    assert len(server.mails) == 30


def take(count: int, **facts: Any) -> None:
    ReceivedMail.objects.bulk_create(
        ReceivedMail(fingerprint=f"{facts}{number}"[-64:], **facts) for number in range(count)
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"count": 300, "outcome": "ignored"},
        {"count": 25, "outcome": "held"},
        {"count": 1, "outcome": "held", "days": 4},
    ],
)
def test_a_storm_and_a_full_hold_are_told_once(facts: dict[str, Any], cast: Cast) -> None:
    fields = dict(facts)
    count, days = fields.pop("count"), fields.pop("days", 0)
    take(count - 1, **fields)
    watching.look()
    assert not mail.outbox
    take(1, received_at=timezone.now() - timedelta(days=days), reason="x", **fields)
    for _twice in range(2):
        watching.look()
    assert [message.to for message in mail.outbox] == [[cast.municipal_admin.email]]
