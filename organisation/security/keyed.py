"""Digests that only this site can compute, and that outlive a change of its secret key.

Django signs sessions and links with `SECRET_KEY` and still accepts `SECRET_KEY_FALLBACKS`; its `salted_hmac` alone
knows one key. What is compared later (marks in mails, votes, drafts) therefore asks here.
"""

from django.conf import settings
from django.utils.crypto import salted_hmac


def digest(purpose: str, text: str) -> str:
    """Sixty-four hexadecimal digits, under the key in use. The purpose keeps digests of two kinds apart."""
    return digests(purpose, text)[0]


def digests(purpose: str, text: str) -> list[str]:
    """The same under every key that is still good, the one in use first."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(purpose, text, secret=key, algorithm="sha256").hexdigest() for key in keys]
