"""Servers that go away: a mail server and a broker that are really stopped lose nothing and fail no request."""

import uuid
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from tests.browser.sites import Postbox, Site, real
from tests.cast import Cast, open_ticket, settle
from tests.services.servers import Redis, free_port
from tests.services.slow import SlowLine
from tickets.models import Delivery
from tickets.models.delivery import PAUSES
from tickets.outbound import outgoing


@pytest.fixture
def mail_server(settings: Any) -> Any:
    """A real SMTP server that a test may stop and start again on the same port."""
    settings.EMAIL_BACKEND = "tickets.outbound.mail_server.MailServer"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 30
    box = Postbox()

    def start() -> Controller:
        server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30)
        server.start()
        return server

    return box, start


def make_due() -> None:
    Delivery.objects.filter(status=Delivery.Status.QUEUED).update(next_attempt_at=timezone.now())


def test_mail_waits_while_the_mail_server_is_stopped_and_goes_out_once_when_it_is_back(
    mail_server: Any, cast: Cast
) -> None:
    box, start = mail_server
    open_ticket(cast.school)
    settle()
    waiting = Delivery.objects.filter(status=Delivery.Status.QUEUED)
    assert waiting.count() == 3
    assert {delivery.attempts for delivery in waiting} == {1}
    assert all(delivery.next_attempt_at > timezone.now() for delivery in waiting)
    server = start()
    make_due()
    settle()
    settle()
    server.stop()
    assert sorted(to for to, _text in box.mails) == sorted(
        [["maja@example.org"], [cast.superuser.email], [cast.institution_admin.email]]
    )
    assert Delivery.objects.filter(status=Delivery.Status.SENT).count() == 3


def test_over_a_slow_line_mail_leaves_and_where_it_stalls_it_waits_and_leaves_once(
    mail_server: Any, cast: Cast, settings: Any
) -> None:
    box, start = mail_server
    server, port, patience = start(), settings.EMAIL_PORT, settings.EMAIL_TIMEOUT
    settings.EMAIL_TIMEOUT = 0.5
    open_ticket(cast.school)
    with SlowLine(port, stalls_after=60) as line:
        settings.EMAIL_PORT = line.port
        settle()
    assert (Delivery.objects.filter(status=Delivery.Status.QUEUED).count(), box.mails) == (3, [])
    with SlowLine(port) as line:
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = line.port, patience
        make_due()
        settle()
    server.stop()
    assert len(box.mails) == Delivery.objects.filter(status=Delivery.Status.SENT).count() == 3


def test_the_pause_grows_and_ends_in_a_failure_that_can_be_tried_again(mail_server: Any, cast: Cast) -> None:
    open_ticket(cast.school)
    settle()
    delivery = Delivery.objects.order_by("id")[:1].get()
    pauses = []
    for _ in PAUSES:
        Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now())
        assert not outgoing.send(delivery.pk)
        delivery.refresh_from_db()
        pauses.append(delivery.next_attempt_at - timezone.now())
    assert delivery.status == Delivery.Status.FAILED
    assert pauses[:-1] == sorted(pauses[:-1])
    delivery.requeue()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == (Delivery.Status.QUEUED, 0)


def test_a_delivery_whose_worker_died_is_sent_by_the_next(mail_server: Any, cast: Cast) -> None:
    box, start = mail_server
    server = start()
    open_ticket(cast.school)
    settle()
    delivery = Delivery.objects.get(recipient="maja@example.org")
    Delivery.objects.filter(pk=delivery.pk).update(status=Delivery.Status.QUEUED, next_attempt_at=timezone.now())
    delivery.refresh_from_db()
    assert delivery.claimed()
    before = len(box.mails)
    settle()
    assert len(box.mails) == before
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    settle()
    server.stop()
    assert len(box.mails) == before + 1


def test_two_workers_send_a_delivery_once(mail_server: Any, cast: Cast) -> None:
    open_ticket(cast.school)
    settle()
    make_due()
    first, second = (Delivery.objects.order_by("id")[:1].get() for _ in range(2))
    assert [first.claimed(), second.claimed()] == [True, False]


class Parent:
    """Sends the form as a browser would."""

    def __init__(self, site: Site) -> None:
        self.site, self.cookies = site, CookieJar()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))
        self.opener.open(f"{site.address}/henvendelse/").read()

    def send(self, institution: int, subject: str) -> str:
        """The address one lands on."""
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        submission = str(uuid.uuid4())
        posted = {
            "csrfmiddlewaretoken": token,
            "audience": "parent",
            "institution": institution,
            "name": "Maja Holm",
            "email": "maja@example.org",
            "subject": subject,
            "body": f"Hvor skriver jeg, at vi holder ferie? Vores hold hedder {submission[:8]}.",
            "submission": submission,
            "answers_seen": "1",
        }
        answer = self.opener.open(f"{self.site.address}/henvendelse/", urlencode(posted).encode())
        answer.read()
        return str(answer.url)


OPENED = "Event.objects.undispatched().filter(kind='opened').count()"
COUNT = f"from tickets.models import Event, Delivery; print({OPENED}, Delivery.objects.count())"
MAKE = (
    "from organisation.models import Institution, Membership, User; "
    "school = Institution.objects.create(name='A', kind='school', code='111111'); "
    "superuser = User.objects.create_user('superbruger@skole.example', name='Anne'); "
    "Membership.objects.create(user=superuser, role='superuser', institution=school); "
    "print(school.pk)"
)
"""A school, and somebody who answers there: until then the form takes nothing in."""
SWEEP = (
    "from datetime import timedelta; from tickets import tasks; tasks.PATIENCE = timedelta(0); "
    "tasks.sweep_events(); tasks.sweep_deliveries(); print('swept')"
)


def test_a_broker_that_is_killed_fails_no_request_and_loses_no_event(tmp_path: Path) -> None:
    with Redis(tmp_path / "redis") as redis, real(tmp_path, redis_url=redis.url, demo_data=False) as site:
        institution = int(site.ask(MAKE))
        parent = Parent(site)
        redis.stop(9)
        address = parent.send(institution, "Ferie uden kø")
        assert "/sag/" in address
        assert site.ask(COUNT) == "1 0"
        redis.start()
        site.ask(SWEEP)
        assert site.ask(COUNT).startswith("0 ")
        assert any(to == ["maja@example.org"] for to, _text in site.postbox.mails)
        site.ask(SWEEP)
        assert len([to for to, _text in site.postbox.mails if to == ["maja@example.org"]]) == 1
