"""The secret of a private link: whoever has it is the requester.

It stands nowhere in the database. A case keeps its digest, by which a link is found, and the secret itself sealed under
the site's secret key, so that mails can carry it; a mail that waits or was sent carries a mark in its place. So a copy
of the database opens no case. A change of the secret key keeps all links: they are found by digest, and the seal is
read with the keys in `SECRET_KEY_FALLBACKS` until `manage.py reseal_links` has renewed it.
"""

import base64
import hashlib
import re
import secrets
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

REMOVED: Final = "[privat link]"
LINK: Final = re.compile(r"((?:/|%2F|%252F)sag(?:/|%2F|%252F))[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])", re.IGNORECASE)
"""The address of a case (`Ticket.get_absolute_url`), also as mail filters wrap it into addresses of their own."""
MARKED: Final = re.compile(rf"((?:/|%2F|%252F)sag(?:/|%2F|%252F)){re.escape(REMOVED)}", re.IGNORECASE)
PURPOSE: Final = "tickets.private_links"
NONCE_SIZE: Final = 12
LONGEST: Final = 32
"""What one block of SHA-256 can cover."""


class LostKey(ValueError):
    """The seal was made under a secret key that is no longer known."""


def hide(text: str) -> str:
    """The text with the secret part of every private link replaced by words that say so."""
    return LINK.sub(rf"\g<1>{REMOVED}", text)


def put_in(text: str, token: str) -> str:
    """The text with the secret of one case where `hide` took it out. For the mail to its requester alone."""
    return MARKED.sub(rf"\g<1>{token}", text)


def make() -> str:
    return secrets.token_urlsafe(24)


def digest(token: str) -> str:
    """By which a link is found. The secret has 192 random bits, so that nobody can guess it from this."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(token: str) -> str:
    """The secret as it may be stored: covered by a keyed stream that a random number makes new for each.

    Nobody can alter it unseen, since what is read must fit the digest. Raises `ValueError` for one that is too long.
    """
    secret = token.encode()
    if len(secret) > LONGEST:
        raise ValueError("The secret of a private link has at most 32 characters.")
    nonce = secrets.token_bytes(NONCE_SIZE)
    return base64.urlsafe_b64encode(nonce + cover(secret, nonce, settings.SECRET_KEY)).decode()


def unseal(sealed: str, expected: str) -> str:
    """The secret whose digest is `expected`, under any key that is still known. Raises `LostKey`."""
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        if secret := opened(sealed, expected, str(key)):
            return secret
    raise LostKey("Put the secret key under which the site ran before into SECRET_KEY_FALLBACKS.")


def is_under_old_key(sealed: str, expected: str) -> bool:
    return not opened(sealed, expected, settings.SECRET_KEY)


def opened(sealed: str, expected: str, key: str) -> str:
    """The secret under this key; empty where it is not the right one."""
    stored = base64.urlsafe_b64decode(sealed)
    secret = cover(stored[NONCE_SIZE:], stored[:NONCE_SIZE], key).decode("latin-1")
    return secret if constant_time_compare(digest(secret), expected) else ""


def cover(secret: bytes, nonce: bytes, key: str) -> bytes:
    """Covers and uncovers alike: the bytes xor those that only this key and this number give."""
    stream = salted_hmac(PURPOSE, nonce, secret=key, algorithm="sha256").digest()
    return bytes(left ^ right for left, right in zip(secret, stream, strict=False))
