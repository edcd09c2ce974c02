"""What fetching a mailbox has in common, whichever way it goes."""

import logging
import time
from dataclasses import dataclass
from typing import Final

from tickets.models import Mailbox

log = logging.getLogger("tickets.inbound.fetching")
LONGEST_RUN: Final = 60.0
"""Seconds, within what a task may take; where mail is left, the next run begins at once."""
SHOWN_EVERY: Final = 2.0
"""Seconds between two showings of how far a fetching is."""


@dataclass
class Brought:
    """What a fetching has done so far, also when it ends in the middle."""

    count: int = 0
    more_wait: bool = False
    error: str = ""
    lying: int = 0
    shown_at: float = 0.0

    def note_lying(self, mailbox: Mailbox, many: int) -> None:
        """So many lie in a folder that is gone through now."""
        self.lying += many
        self.show(mailbox)

    def show(self, mailbox: Mailbox) -> None:
        """Writes how far it is, where something lies there and it was not just done."""
        if self.lying and time.monotonic() >= self.shown_at + SHOWN_EVERY:
            self.shown_at = time.monotonic()
            mailbox.show_progress(brought=self.count, lying=self.lying)


def noted(mailbox: Mailbox, number: int | str, trouble: Exception) -> str:
    """The code of a mail that could not be taken in. `number`: the server's, or its place in the folder."""
    log.warning("mailbox %s: mail %s: %s", mailbox.pk, number, type(trouble).__name__)
    return "mail"
