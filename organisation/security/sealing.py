"""Secrets as they may lie in the database: encrypted and signed under the site's secret key.

A copy of the database alone opens none of them. After a change of the secret key they are read with those in
`SECRET_KEY_FALLBACKS`, and sealed under the new one whenever they are written.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(ValueError):
    """It was sealed under a secret key that is no longer known, or altered."""


def seal(purpose: str, secret: str) -> str:
    """Under the newest key; what is sealed for one purpose opens for no other."""
    return locks(purpose).encrypt(secret.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """Raises `Unreadable`."""
    try:
        return locks(purpose).decrypt(sealed).decode()
    except (InvalidToken, ValueError):
        raise Unreadable from None


def locks(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(derived(str(key), purpose)) for key in keys])


def derived(key: str, purpose: str) -> bytes:
    digest = hmac.digest(key.encode(), f"sealing|{purpose}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest)
