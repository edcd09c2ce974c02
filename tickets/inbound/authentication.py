"""What our own mail server found out about the sender (RFC 8601, `Authentication-Results`)."""

import re
from typing import Final

from tickets.inbound.charsets import raw_headers, unescaped
from tickets.inbound.parsing import Mail
from tickets.models import Mailbox

FAILED: Final = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)
COMMENT: Final = re.compile(r"\([^()]{0,500}\)")


def fails(mail: Mail, mailbox: Mailbox | None) -> bool:
    """Whether the owner of the sender's domain says that the mail is not from there.

    The verdict is that of the server named in the row of the mailbox, else of the one that wrote the topmost header:
    whoever sends a mail can only write below that, and a forged failure harms nobody but the forger.
    """
    trusted = mailbox.verdict_of.lower() if mailbox else ""
    for value in raw_headers(mail.headers, "Authentication-Results"):
        verdict = COMMENT.sub(" ", unescaped(value))
        server = (verdict.split(";")[0].split() or [""])[0].lower()
        if not trusted or server == trusted:
            return bool(FAILED.search(verdict))
    return False
