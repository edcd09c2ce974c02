"""Brings mail from mailboxes of Exchange Online through Microsoft Graph, as `fetching` does by IMAP.

A mail is moved out of the folder only when it is stored here. Should we die in between, it is fetched again, known by
its fingerprint, and moved then.
"""

import time
from typing import Final

from celery.exceptions import SoftTimeLimitExceeded

from tickets.inbound.bringing import LONGEST_RUN, Brought, noted
from tickets.inbound.parsing import MAX_BYTES
from tickets.inbound.receiving import receive
from tickets.mail_servers import graph
from tickets.mail_servers.graph import Declined, Graph
from tickets.mail_servers.mail_troubles import Refused, Throttled
from tickets.models import Mailbox

WELL_KNOWN: Final = {"inbox": "inbox", "junk": "junkemail", "junk email": "junkemail", "archive": "archive"}
"""Folders that have a name of their own in every language of Outlook."""


def bring(mailbox: Mailbox, brought: Brought) -> None:
    """Goes on while mail waits, folder by folder."""
    with graph.mailbox(mailbox.sign_in, mailbox.signs_in_as) as server:
        done, end = made_folder(server, mailbox.done_folder), time.monotonic() + LONGEST_RUN
        for name in mailbox.folders:
            bring_folder(mailbox, server, brought, name, done=done, end=end)


def open_all(mailbox: Mailbox) -> None:
    """Raises `Refused` unless each of its folders can be seen."""
    with graph.mailbox(mailbox.sign_in, mailbox.signs_in_as) as server:
        for name in mailbox.folders:
            opened(server, name)


def bring_folder(mailbox: Mailbox, server: Graph, brought: Brought, name: str, *, done: str, end: float) -> None:
    """A mail that cannot be stored or moved stays where it is; the others come."""
    folder = opened(server, name)
    messages = server.waiting(folder)
    brought.note_lying(mailbox, len(messages))
    for number, message in enumerate(messages, start=1):
        brought.show(mailbox)
        if time.monotonic() > end:
            brought.more_wait = True
            break
        try:
            raw = server.raw(message, MAX_BYTES + 1)
            if raw is None:
                continue
            receive(raw, mailbox)
            server.move(message, done)
        except SoftTimeLimitExceeded:
            raise
        except Exception as trouble:
            if is_over(server, trouble, folder):
                raise
            brought.error = noted(mailbox, number, trouble)
        else:
            brought.count += 1


def is_over(server: Graph, trouble: Exception, folder: str) -> bool:
    """Whether no mail can be had any longer. Trouble over one mail, or of our own disk, is not that."""
    if isinstance(trouble, Throttled):
        return True
    if isinstance(trouble, Declined) or not isinstance(trouble, Refused):
        return False
    try:
        server.folder(folder)
    except Refused:
        return True
    return False


def opened(server: Graph, name: str) -> str:
    """The id of the folder. Raises `Refused` where there is none."""
    folder = ""
    for number, part in enumerate(parts_of(name)):
        folder = top(server, part) if number == 0 else server.folder_below(folder, part)
        if not folder:
            raise Refused("folder")
    return folder


def made_folder(server: Graph, name: str) -> str:
    """As `opened`; what is missing is made."""
    folder = ""
    for number, part in enumerate(parts_of(name)):
        there = top(server, part) if number == 0 else server.folder_below(folder, part)
        folder = there or server.make_folder(folder, part)
    return folder


def parts_of(name: str) -> list[str]:
    return [part.strip() for part in name.split("/") if part.strip()] or ["INBOX"]


def top(server: Graph, name: str) -> str:
    known = WELL_KNOWN.get(name.lower())
    return server.folder(known) if known else server.folder_below("", name)
