"""Brings mail from IMAP mailboxes. The only module that talks to an IMAP server.

A mail is moved out of the folder only when it is stored here. Should we die in between, it is fetched again, known by
its fingerprint, and moved then.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4
from typing import Final

from django.conf import settings
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from tickets.inbound.receiving import receive
from tickets.models import Mailbox

log = logging.getLogger(__name__)
TIMEOUT: Final = 20
"""Seconds that an answer of the server may take."""
AT_ONCE: Final = 100
LONGEST_RUN: Final = 60.0
"""Seconds; the rest comes with the next minute."""


def fetch(mailbox_id: int) -> int:
    """How many mails were brought. Never raises for a server that is away: the mailbox shows it, a minute later it is
    tried again."""
    mailbox = Mailbox.objects.to_fetch().select_related("institution").filter(pk=mailbox_id).first()
    if mailbox is None or not mailbox.claimed():
        return 0
    error, count = "", 0
    try:
        with connected(mailbox) as server:
            count, error = bring(mailbox, server)
    except (OSError, IMAP4.error, ImapToolsError, KeyError) as trouble:
        error = "no password is set for it" if isinstance(trouble, KeyError) else type(trouble).__name__
        log.warning("mailbox %s: %s", mailbox.pk, error)
    finally:
        mailbox.release(error)
    return count


@contextmanager
def connected(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    """Raises `KeyError` when the environment holds no password for the address."""
    password = settings.MAILBOX_PASSWORDS[mailbox.address.lower()]
    kind = {"tls": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}[mailbox.security]
    server = kind(mailbox.host, port=mailbox.port, timeout=TIMEOUT)
    with server.login(mailbox.user or mailbox.address, password, initial_folder=mailbox.folder):
        yield server


def bring(mailbox: Mailbox, server: BaseMailBox) -> tuple[int, str]:
    """(how many, what went wrong last). A mail that cannot be stored or moved stays where it is; the others come."""
    if not server.folder.exists(mailbox.done_folder):
        server.folder.create(mailbox.done_folder)
    end, count, error = time.monotonic() + LONGEST_RUN, 0, ""
    for uid in server.uids():
        if time.monotonic() > end or count >= AT_ONCE:
            break
        try:
            raw = raw_mail(server, uid)
            if raw is None:
                continue
            receive(raw, mailbox)
            server.move(uid, mailbox.done_folder)
        except IMAP4.abort:  # the server is gone, and every other mail with it
            raise
        except Exception as trouble:  # noqa: BLE001  one mail must not hold up the others
            error = f"mail {uid}: {type(trouble).__name__}"
            log.warning("mailbox %s: %s", mailbox.pk, error)
            continue
        count += 1
    return count, error


def raw_mail(server: BaseMailBox, uid: str) -> bytes | None:
    """The mail as it lies there, not marked as read; None when somebody took it away meanwhile."""
    _status, answer = server.client.uid("fetch", uid, "(BODY.PEEK[])")
    return next((part[1] for part in answer if isinstance(part, tuple)), None)
