"""Brings mail from mailboxes: by IMAP here, which is the only module that talks to an IMAP server, or by Graph.

A mail is moved out of the folder only when it is stored here. Should we die in between, it is fetched again, known by
its fingerprint, and moved then.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4
from typing import Final

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import MailboxLoginError

from tickets.inbound import by_graph
from tickets.inbound.bringing import LONGEST_RUN, Brought, noted
from tickets.inbound.folders import full_name, made_folder
from tickets.inbound.receiving import receive
from tickets.mail_servers import encryption, oauth
from tickets.mail_servers.mail_troubles import Refused, Throttled, code_of
from tickets.models import Mailbox, MailSignIn

log = logging.getLogger(__name__)
TIMEOUT: Final = 20
"""Seconds that an answer of the server may take."""


def fetch(mailbox_id: int) -> int:
    """How many mails were brought; the rest waits where the time was not enough."""
    return fetch_once(mailbox_id)[0]


def fetch_once(mailbox_id: int) -> tuple[int, bool]:
    """(how many mails were brought, whether more wait). Never raises for a server that is away: the mailbox shows it,
    a minute later it is tried again. One that asks us to wait is left alone so long."""
    mailbox = Mailbox.objects.to_fetch().select_related("institution", "sign_in").filter(pk=mailbox_id).first()
    if mailbox is None or not mailbox.claimed():
        return 0, False
    brought = Brought()
    error, rest = "interrupted", None
    try:
        if mailbox.way == Mailbox.Way.GRAPH:
            by_graph.bring(mailbox, brought)
        else:
            with connected(mailbox) as server:
                bring(mailbox, server, brought)
        error = brought.error
    except Throttled as wait:
        rest = wait.until
    except Exception as trouble:  # noqa: BLE001  whatever it was, the mailbox says so
        error = code_of(trouble)
        log.warning("mailbox %s: %s", mailbox.pk, error)
    finally:
        if rest is None:
            mailbox.release(error)
        else:
            mailbox.rest(rest, brought=brought.count)
    return brought.count, brought.more_wait


@contextmanager
def connected(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    """With the first of its folders open. Raises `Refused` when there is nothing to sign in with, the connection would
    not be encrypted, or a folder is missing."""
    with signed_in(mailbox) as server:
        for name in reversed(mailbox.folders):
            opened(server, name)
        yield server


def opened(server: BaseMailBox, name: str) -> None:
    """Raises `Refused` where there is no such folder."""
    folder = full_name(server, name)
    if not server.folder.exists(folder):
        raise Refused("folder")
    server.folder.set(folder)


def signed_in(mailbox: Mailbox) -> BaseMailBox:
    if mailbox.sign_in is not None:
        return with_token(mailbox, mailbox.sign_in)
    password = settings.MAILBOX_PASSWORDS.get(mailbox.address.lower())
    if not password:
        raise Refused("no_password")
    return reached(mailbox).login(mailbox.signs_in_as, password, initial_folder=None)


def with_token(mailbox: Mailbox, sign_in: MailSignIn) -> BaseMailBox:
    token = oauth.access_token(sign_in)
    server = reached(mailbox)
    try:
        return server.xoauth2(mailbox.signs_in_as, token, initial_folder=None)
    except (IMAP4.error, MailboxLoginError) as refusal:
        oauth.forget(sign_in)  # it may have been revoked; the next fetching asks for another
        connected = "not connected" in str(refusal).lower()
        raise Refused("no_mailbox" if connected else "token_refused") from None


def try_connection(mailbox: Mailbox) -> str:
    """The code of what is wrong, empty when the mailbox can be signed in to and its folder opened."""
    try:
        if mailbox.way == Mailbox.Way.GRAPH:
            by_graph.open_all(mailbox)
            return ""
        with connected(mailbox):
            return ""
    except Exception as trouble:  # noqa: BLE001  whatever it is, the administrator reads it
        return code_of(trouble)


def reached(mailbox: Mailbox) -> BaseMailBox:
    """The server, before anybody has signed in. Encrypted, and proven to be the one we mean."""
    if mailbox.security == Mailbox.Security.NONE:
        if not mailbox.is_on_this_machine:
            raise Refused("plain")
        return MailBoxUnencrypted(mailbox.host, port=mailbox.port, timeout=TIMEOUT)
    kind = MailBox if mailbox.security == Mailbox.Security.TLS else MailBoxStartTls
    try:
        return kind(mailbox.host, port=mailbox.port, timeout=TIMEOUT, ssl_context=encryption.context())
    except IMAP4.abort as trouble:
        if "TLS not supported" in str(trouble):  # imaplib's words for a server that does not offer it
            raise Refused("no_starttls") from None
        raise


def bring(mailbox: Mailbox, server: BaseMailBox, brought: Brought) -> None:
    """Goes on while mail waits, folder by folder."""
    done, end = made_folder(server, mailbox.done_folder), time.monotonic() + LONGEST_RUN
    for name in mailbox.folders:
        opened(server, name)
        bring_folder(mailbox, server, brought, done=done, end=end)


def bring_folder(mailbox: Mailbox, server: BaseMailBox, brought: Brought, *, done: str, end: float) -> None:
    """A mail that cannot be stored or moved stays where it is; the others come."""
    uids = server.uids()
    brought.note_lying(mailbox, len(uids))
    for uid in uids:
        brought.show(mailbox)
        if time.monotonic() > end:
            brought.more_wait = True
            break
        try:
            raw = raw_mail(server, uid)
            if raw is None:
                continue
            receive(raw, mailbox)
            server.move(uid, done)
        except SoftTimeLimitExceeded:
            raise
        except (IMAP4.abort, OSError) as trouble:
            if is_over(server, trouble):  # the server is gone, and every other mail with it
                raise
            brought.error = noted(mailbox, uid, trouble)
        except Exception as trouble:  # noqa: BLE001  one mail must not hold up the others
            brought.error = noted(mailbox, uid, trouble)
        else:
            brought.count += 1


def is_over(server: BaseMailBox, trouble: Exception) -> bool:
    """Whether the connection has ended; a disk or a database of ours may raise the same kinds of errors."""
    if isinstance(trouble, IMAP4.abort):
        return True
    try:
        server.client.noop()
    except (IMAP4.error, OSError):
        return True
    return False


def raw_mail(server: BaseMailBox, uid: str) -> bytes | None:
    """The mail as it lies there, not marked as read; None when somebody took it away meanwhile."""
    _status, answer = server.client.uid("fetch", uid, "(BODY.PEEK[])")
    return next((part[1] for part in answer if isinstance(part, tuple)), None)
