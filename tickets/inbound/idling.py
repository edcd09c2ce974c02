"""Waits at the mail servers that tell when mail comes (IDLE, RFC 2177), and has it fetched at once.

Runs beside the clock, of which there is one. Nothing rests on it: what it misses is fetched within the minute.
"""

import logging
import time
from threading import Event, Thread
from typing import Final

from django.db import connections
from imap_tools import BaseMailBox

from database.after_commit import start
from tickets.inbound.fetching import connected
from tickets.mail_servers.mail_troubles import code_of
from tickets.models import Mailbox

log = logging.getLogger(__name__)
HEARS_STOP: Final = 20.0
"""Seconds that a server is listened to at a time."""
LONGEST: Final = 20 * 60.0
"""Seconds after which a connection is made anew: servers end one that is half an hour old."""
LOOKS: Final = 60.0
"""Seconds between two looks at which mailboxes there are."""
PAUSES: Final = (5.0, 60.0, 300.0)
"""Seconds after a server that was away."""


def start_beside() -> None:
    """Within the process that calls, for as long as it lives."""
    Thread(target=watch_all, args=(Event(),), name="idle", daemon=True).start()


def watch_all(stop: Event) -> None:
    """Until `stop`: one thread for each mailbox that is fetched."""
    watching: dict[int, Thread] = {}
    while not stop.is_set():
        for pk in boxes():
            if pk not in watching or not watching[pk].is_alive():
                watching[pk] = Thread(target=watch, args=(pk, stop), name=f"idle-{pk}", daemon=True)
                watching[pk].start()
        stop.wait(LOOKS)


def boxes() -> list[int]:
    try:
        return list(Mailbox.objects.to_fetch().by_imap().values_list("pk", flat=True))
    except Exception as trouble:  # noqa: BLE001  a database that is away; the next look finds it
        log.warning("mailboxes: %s", type(trouble).__name__)
        return []
    finally:
        connections.close_all()


def watch(mailbox_id: int, stop: Event) -> None:
    """Until `stop`, or the mailbox is fetched no more, or its server does not tell."""
    failed = 0
    while not stop.is_set():
        try:
            mailbox = Mailbox.objects.to_fetch().by_imap().select_related("sign_in").filter(pk=mailbox_id).first()
            if mailbox is None:
                return
            with connected(mailbox) as server:
                connections.close_all()
                failed = 0
                if not tells(server):
                    stop.wait(LONGEST)
                    continue
                listen(server, mailbox_id, stop)
        except Exception as trouble:  # noqa: BLE001  the fetching of each minute says what is wrong
            log.info("mailbox %s is not listened to: %s", mailbox_id, code_of(trouble))
            stop.wait(PAUSES[min(failed, len(PAUSES) - 1)])
            failed += 1
        finally:
            connections.close_all()


def tells(server: BaseMailBox) -> bool:
    """Whether the server tells by itself, asked once we have signed in."""
    _status, answer = server.client.capability()
    return any(b"IDLE" in line.upper().split() for line in answer if isinstance(line, bytes))


def listen(server: BaseMailBox, mailbox_id: int, stop: Event) -> None:
    """Raises when the connection ends."""
    end = time.monotonic() + LONGEST
    while not stop.is_set() and time.monotonic() < end:
        lines = server.idle.wait(timeout=HEARS_STOP)
        if any(b"EXISTS" in each for each in lines):
            start("tickets.tasks.fetch_mailbox", mailbox_id)
