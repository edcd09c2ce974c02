"""What fetching a mailbox has in common, whichever way it goes."""

import logging
from dataclasses import dataclass
from typing import Final

from tickets.models import Mailbox

log = logging.getLogger("tickets.inbound.fetching")
LONGEST_RUN: Final = 60.0
"""Seconds, within what a task may take; where mail is left, the next run begins at once."""


@dataclass
class Brought:
    """What a fetching has done so far, also when it ends in the middle."""

    count: int = 0
    more_wait: bool = False
    error: str = ""


def noted(mailbox: Mailbox, number: int | str, trouble: Exception) -> str:
    """The code of a mail that could not be taken in. `number`: the server's, or its place in the folder."""
    log.warning("mailbox %s: mail %s: %s", mailbox.pk, number, type(trouble).__name__)
    return "mail"
