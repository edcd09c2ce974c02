"""Mail leaves only to a server that proves who it is, with TLS and STARTTLS."""

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from tests.browser.sites import Postbox
from tests.services.servers import Certificate, certificate, free_port
from tickets.models import Delivery, MailAuthority
from tickets.outbound import outgoing

WAYS = pytest.mark.parametrize("way", ["tls", "starttls"])


@pytest.fixture
def serve(settings: Any, tmp_path: Path) -> Iterator[Callable[..., tuple[Postbox, Certificate]]]:
    running: list[Controller] = []

    def start(way: str, name: str = "localhost") -> tuple[Postbox, Certificate]:
        shown, box = certificate(tmp_path / name, name), Postbox()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(shown.chain, shown.key)
        settings.EMAIL_BACKEND = "tickets.outbound.mail_server.MailServer"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "localhost", free_port(), 30
        settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = way == "tls", way == "starttls"
        offered = {"ssl_context": context} if way == "tls" else {"tls_context": context, "require_starttls": True}
        if way == "none":
            settings.EMAIL_USE_TLS, offered = True, {}
        server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=30, **offered)
        if way == "tls":  # what it tries by itself is not encrypted
            server._trigger_server = lambda: knock(settings.EMAIL_PORT)  # type: ignore[method-assign]
        server.start()
        running.append(server)
        return box, shown

    yield start
    for server in running:
        server.stop()


def knock(port: int) -> None:
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), 5) as plain, anybody.wrap_socket(plain) as encrypted:
        encrypted.recv(1024)


def a_mail() -> Delivery:
    return Delivery.objects.create(kind="digest", recipient="maja@example.org", subject="Hej", body="Hej")


def tried(delivery: Delivery) -> str:
    Delivery.objects.filter(pk=delivery.pk).update(attempts=0, next_attempt_at=timezone.now())
    delivery.refresh_from_db()
    outgoing.send(delivery.pk)
    delivery.refresh_from_db()
    return delivery.last_error or delivery.status


@WAYS
@pytest.mark.django_db
def test_an_authority_of_the_municipality_is_believed_once_it_is_added(way: str, serve: Any) -> None:
    box, shown = serve(way)
    delivery = a_mail()
    assert tried(delivery) == "certificate"
    assert box.mails == []
    MailAuthority.objects.create(name="Kommunen", certificates=shown.authority)
    assert tried(delivery) == "sent"
    assert len(box.mails) == 1


@WAYS
@pytest.mark.django_db
def test_a_certificate_of_another_name_is_refused(way: str, serve: Any) -> None:
    box, shown = serve(way, "mail.andre.example")
    MailAuthority.objects.create(name="De andre", certificates=shown.authority)
    assert tried(a_mail()) == "name"
    assert box.mails == []


@pytest.mark.django_db
def test_a_server_that_offers_no_encryption_gets_no_mail(serve: Any) -> None:
    box, _shown = serve("none")
    assert tried(a_mail()) == "no_starttls"
    assert box.mails == []
