"""Codes of an authenticator app: RFC 6238 with SHA-1, six digits and thirty seconds, which is what every app knows."""

import base64
import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import quote, urlencode

STEP: Final = 30
DIGITS: Final = 6
SEED_BYTES: Final = 20
"""As long as the digest, as RFC 4226 recommends; 32 letters to type."""
DRIFT: Final = 1
"""How many steps a phone's clock may be off, either way."""


def new_seed() -> str:
    return base64.b32encode(secrets.token_bytes(SEED_BYTES)).decode()


def code_at(seed: str, step: int) -> str:
    mark = hmac.digest(base64.b32decode(seed), step.to_bytes(8), hashlib.sha1)
    offset = mark[-1] & 15
    number = int.from_bytes(mark[offset : offset + 4]) & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(seed: str, code: str, at: float) -> int | None:
    """The step of time whose code this is, now or a step to either side; None for a wrong code."""
    now = int(at // STEP)
    steps = [step for step in range(now - DRIFT, now + DRIFT + 1) if hmac.compare_digest(code_at(seed, step), code)]
    return max(steps, default=None)


def address(seed: str, account: str, issuer: str) -> str:
    """What the app reads from the picture."""
    query = urlencode({"secret": seed, "issuer": issuer, "digits": DIGITS, "period": STEP}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer, safe='')}:{quote(account, safe='')}?{query}"


def in_groups(seed: str) -> str:
    """The seed as a person types it."""
    return " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))
