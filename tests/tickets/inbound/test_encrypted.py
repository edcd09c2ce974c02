"""Mail is fetched only from a server that proves who it is: its certificate and its name, with TLS and STARTTLS."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.cast import Cast
from tests.services.servers import Certificate, Imap, certificate
from tests.tickets.inbound.letters import HELPDESK, letter
from tests.tickets.inbound.test_fetching import send
from tickets.inbound import fetching
from tickets.models import MailAuthority, Mailbox, Ticket

WAYS = pytest.mark.parametrize("security", ["tls", "starttls"])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="helpdesk-imap-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(scope="module")
def shown(folder: Path) -> Certificate:
    return certificate(folder / "localhost")


@pytest.fixture(scope="module")
def server(folder: Path, shown: Certificate) -> Iterator[Imap]:
    with Imap(folder / "dovecot", shown) as running:
        yield running


@pytest.fixture(scope="module")
def misnamed(folder: Path) -> Iterator[Imap]:
    with Imap(folder / "misnamed", certificate(folder / "other", "mail.andre.example")) as running:
        yield running


def box(server: Imap, cast: Cast, security: str, settings: Any) -> Mailbox:
    settings.MAILBOX_PASSWORDS = {HELPDESK: server.PASSWORD}
    port = server.tls_port if security == "tls" else server.port
    return Mailbox.objects.create(
        address=HELPDESK, institution=cast.school, host="localhost", port=port, security=security
    )


def fetched(mailbox: Mailbox) -> tuple[int, str]:
    count = fetching.fetch(mailbox.pk)
    mailbox.refresh_from_db()
    return count, mailbox.last_error


@WAYS
def test_an_authority_of_the_municipality_is_believed_once_it_is_added(
    security: str, server: Imap, shown: Certificate, cast: Cast, settings: Any
) -> None:
    mailbox = box(server, cast, security, settings)
    send(server, letter(f"Krypteret {security}"))
    assert fetched(mailbox) == (0, "certificate")
    assert not Ticket.objects.exists()
    assert mailbox.failing_since is not None
    MailAuthority.objects.create(name="Kommunen", certificates=shown.authority)
    assert fetched(mailbox) == (1, "")
    assert mailbox.failing_since is None


@WAYS
def test_a_certificate_of_another_name_is_refused(security: str, misnamed: Imap, cast: Cast, settings: Any) -> None:
    authority = (misnamed.folder.parent / "other" / "root.pem").read_text()
    MailAuthority.objects.create(name="De andre", certificates=authority)
    assert fetched(box(misnamed, cast, security, settings)) == (0, "name")


def test_a_server_that_offers_no_encryption_gets_no_password(cast: Cast, settings: Any, folder: Path) -> None:
    with Imap(folder / "plain") as plain:
        mailbox = box(plain, cast, "starttls", settings)
        assert fetched(mailbox) == (0, "no_starttls")


def test_a_server_elsewhere_is_never_reached_unencrypted(cast: Cast, settings: Any) -> None:
    settings.MAILBOX_PASSWORDS = {HELPDESK: "hemmelig"}
    mailbox = Mailbox.objects.create(address=HELPDESK, host="imap.kommune.example", port=143, security="none")
    assert fetched(mailbox) == (0, "plain")
    with pytest.raises(ValidationError):
        mailbox.full_clean()


def test_what_is_no_certificate_is_not_taken_for_one() -> None:
    with pytest.raises(ValidationError):
        MailAuthority(name="Kommunen", certificates="-----BEGIN CERTIFICATE-----\nxx").full_clean()
