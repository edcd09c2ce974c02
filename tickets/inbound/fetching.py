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
LONGEST_RUN: Final = 60.0
"""Seconds, within what a task may take; where mail is left, the next run begins at once."""
INTERRUPTED: Final = "interrupted"


def fetch(mailbox_id: int) -> int:
    """How many mails were brought; the rest waits where the time was not enough."""
    return fetch_once(mailbox_id)[0]


def fetch_once(mailbox_id: int) -> tuple[int, bool]:
    """(how many mails were brought, whether more wait). Never raises for a server that is away: the mailbox shows it,
    a minute later it is tried again. Whatever else ends it shows there, too."""
    mailbox = Mailbox.objects.to_fetch().select_related("institution").filter(pk=mailbox_id).first()
    if mailbox is None or not mailbox.claimed():
        return 0, False
    error, count, more = INTERRUPTED, 0, False
    try:
        with connected(mailbox) as server:
            count, error, more = bring(mailbox, server)
    except (OSError, IMAP4.error, ImapToolsError, KeyError) as trouble:
        error = "no password is set for it" if isinstance(trouble, KeyError) else type(trouble).__name__
        log.warning("mailbox %s: %s", mailbox.pk, error)
    finally:
        mailbox.release(error)
    return count, more


@contextmanager
def connected(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    """Raises `KeyError` when the environment holds no password for the address."""
    password = settings.MAILBOX_PASSWORDS[mailbox.address.lower()]
    kind = {"tls": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}[mailbox.security]
    server = kind(mailbox.host, port=mailbox.port, timeout=TIMEOUT)
    with server.login(mailbox.user or mailbox.address, password, initial_folder=mailbox.folder):
        yield server


def bring(mailbox: Mailbox, server: BaseMailBox) -> tuple[int, str, bool]:
    """(how many, what went wrong last, whether more wait). A mail that cannot be stored or moved stays where it is; the
    others come."""
    if not server.folder.exists(mailbox.done_folder):
        server.folder.create(mailbox.done_folder)
    end, count, error = time.monotonic() + LONGEST_RUN, 0, ""
    tried: set[str] = set()
    while waiting := [uid for uid in server.uids() if uid not in tried]:
        for uid in waiting:
            if time.monotonic() > end:
                return count, error, count > 0
            tried.add(uid)
            try:
                count += take(mailbox, server, uid)
            except IMAP4.abort:  # the server is gone, and every other mail with it
                raise
            except Exception as trouble:  # noqa: BLE001  one mail must not hold up the others
                error = f"mail {uid}: {type(trouble).__name__}"
                log.warning("mailbox %s: %s", mailbox.pk, error)
    return count, error, False


def take(mailbox: Mailbox, server: BaseMailBox, uid: str) -> int:
    """How many mails were brought: one, or none where somebody took it away meanwhile."""
    raw = raw_mail(server, uid)
    if raw is None:
        return 0
    receive(raw, mailbox)
    server.move(uid, mailbox.done_folder)
    return 1


def raw_mail(server: BaseMailBox, uid: str) -> bytes | None:
    """The mail as it lies there, not marked as read; None when somebody took it away meanwhile."""
    _status, answer = server.client.uid("fetch", uid, "(BODY.PEEK[])")
    return next((part[1] for part in answer if isinstance(part, tuple)), None)
