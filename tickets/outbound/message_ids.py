"""The Message-IDs of our own mails: always the same for one mail, and such that nobody can make one up.

An answer names the id of the mail it answers. The id carries the number of the delivery (or of the case) and a part
that only we can compute, so that an id that comes back tells for certain what is answered.
"""

import re
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare

from organisation.security import keyed

OURS: Final = re.compile(r"(?<![\w.+-])(delivery|case)-(\d{1,18})\.([0-9a-f]{24})@", re.IGNORECASE)
"""Also without the bracket before it, which some programs leave out of a thread."""
SIGNED: Final = 24


@dataclass(frozen=True)
class OwnId:
    """What a Message-ID of ours names: `kind` is "delivery" or "case"."""

    kind: str
    number: int


def make(kind: str, number: int) -> str:
    """`<delivery-17.0123456789abcdef01234567@domain>`"""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{kind}-{number}.{signatures(kind, number)[0]}@{domain}>"


def signatures(kind: str, number: int) -> list[str]:
    """Under every key that is still good, newest first: answers come long after a key was changed."""
    return [digest[:SIGNED] for digest in keyed.digests("tickets.message_ids", f"{kind}-{number}")]


def own_ids(header: str) -> list[OwnId]:
    """Those of our own ids that stand in a header, in its order; ids that were made up are not among them."""
    candidates = [(OwnId(kind.lower(), int(number)), signed.lower()) for kind, number, signed in OURS.findall(header)]
    return [one for one, signed in candidates if is_ours(one, signed)]


def is_ours(one: OwnId, signed: str) -> bool:
    return any(constant_time_compare(right, signed) for right in signatures(one.kind, one.number))
