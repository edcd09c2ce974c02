"""Secrets as they may lie in the database: covered and signed under the site's secret key.

A copy of the database alone opens none of them. After a change of the secret key they are read with those in
`SECRET_KEY_FALLBACKS`, and sealed under the new one whenever they are written.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Final

from django.conf import settings

NONCE_SIZE: Final = 16
MARK_SIZE: Final = 32


class Unreadable(ValueError):
    """It was sealed under a secret key that is no longer known, or altered."""


def seal(purpose: str, secret: str) -> str:
    """Encrypted by a stream of HMAC-SHA-256 in counter mode, then signed: two keys of their own for each purpose."""
    nonce, key = secrets.token_bytes(NONCE_SIZE), str(settings.SECRET_KEY)
    covered = nonce + cover(secret.encode(), nonce, derived(key, purpose, "cover"))
    return base64.urlsafe_b64encode(mark(covered, key, purpose) + covered).decode()


def unseal(purpose: str, sealed: str) -> str:
    """Raises `Unreadable`."""
    try:
        stored = base64.urlsafe_b64decode(sealed)
    except ValueError:
        raise Unreadable from None
    marked, covered = stored[:MARK_SIZE], stored[MARK_SIZE:]
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        if hmac.compare_digest(marked, mark(covered, str(key), purpose)):
            nonce, hidden = covered[:NONCE_SIZE], covered[NONCE_SIZE:]
            return cover(hidden, nonce, derived(str(key), purpose, "cover")).decode()
    raise Unreadable


def derived(key: str, purpose: str, use: str) -> bytes:
    return hmac.digest(key.encode(), f"sealing|{use}|{purpose}".encode(), hashlib.sha256)


def mark(covered: bytes, key: str, purpose: str) -> bytes:
    return hmac.digest(derived(key, purpose, "mark"), covered, hashlib.sha256)


def cover(text: bytes, nonce: bytes, key: bytes) -> bytes:
    """Covers and uncovers alike."""
    blocks = range(-(-len(text) // hashlib.sha256().digest_size))
    stream = b"".join(hmac.digest(key, nonce + block.to_bytes(8), hashlib.sha256) for block in blocks)
    return bytes(left ^ right for left, right in zip(text, stream, strict=False))
