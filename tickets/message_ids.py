"""The Message-IDs of our own mails: always the same for one mail, and such that nobody can make one up.

An answer names the id of the mail it answers. The id carries the number of the delivery (or of the case) and a part
that only we can compute, so that an id that comes back tells for certain what is answered.
"""

import re
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

OURS: Final = re.compile(r"<(delivery|case)-(\d{1,18})\.([0-9a-f]{24})@", re.IGNORECASE)
SIGNED: Final = 24


@dataclass(frozen=True)
class Known:
    """What a Message-ID of ours names: `kind` is "delivery" or "case"."""

    kind: str
    number: int


def make(kind: str, number: int) -> str:
    """`<delivery-17.0123456789abcdef01234567@domain>`"""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{kind}-{number}.{signature(kind, number)}@{domain}>"


def signature(kind: str, number: int) -> str:
    return salted_hmac("tickets.message_ids", f"{kind}-{number}", algorithm="sha256").hexdigest()[:SIGNED]


def known(header: str) -> list[Known]:
    """Those of our own ids that stand in a header, in its order; ids that were made up are not among them."""
    found = [(Known(kind.lower(), int(number)), signed.lower()) for kind, number, signed in OURS.findall(header)]
    return [one for one, signed in found if constant_time_compare(signature(one.kind, one.number), signed)]
