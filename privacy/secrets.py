"""Nothing that looks like a CPR number, a password or a key to somebody's account leaves the municipality.

Texts are cleaned when they are put together for a party, so that the preview shows what will be sent. A word too many
costs a detail; a token too few opens an account.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.cpr import mask, mask_filename


class Secret(TextChoices):
    CPR = "cpr", _("CPR number")
    PASSWORD = "password", pgettext_lazy("a secret", "password")
    TOKEN = "token", _("token")
    LINK = "link", _("link that signs in")


REMOVED: Final[dict[str, str]] = {
    Secret.PASSWORD: "[adgangskode fjernet]",
    Secret.TOKEN: "[token fjernet]",
    Secret.LINK: "[link fjernet]",
}
NAMES_IN_ADDRESSES: Final = (
    r"access[_-]?token|refresh[_-]?token|id[_-]?token|csrf[\w-]*|token|session[_-]?id|session|sid|phpsessid|"
    r"jsessionid|samlresponse|samlrequest|relaystate|api[_-]?key|client[_-]?secret|signature|sig|auth|code|otp|ticket|"
    r"key|state|nonce"
)
NAMES_IN_TEXT: Final = (
    r"access[_-]?token|refresh[_-]?token|id[_-]?token|csrfp?[\w-]*|token|sessionid|session[_-]id|phpsessid|jsessionid|"
    r"asp\.net_sessionid|api[_-]?key|client[_-]?secret"
)
OPENERS: Final = (
    r"(?:adgangs|pin-?|engangs|min |hendes |hans |unilogin-?)\s?koden?|"
    r"password|passwd|pwd|pw|kodeord(?:et)?|passcode|pin"
)
"""Words after which a password stands."""
INSTEAD: Final = (
    r"(?:glemt|forkert|udløbet|spærret|ikke|den|det|at|for|blevet|rigtig|korrekt|min|mit|"
    r"wrong|not|forgotten|expired|too|the|correct|right|my)"
)
"""Words that stand there without being one: "my password is wrong"."""
ASKED: Final = rf"(?<!\w)(?:{OPENERS})[\"']?(?:\s*+[:=]\s*+|\s++(?:er|is|var|was)\s*+(?::\s*+)?)[\"'«“]?"
LINK: Final = re.compile(r"\bhttps?://\S++", re.IGNORECASE)
SIGNS_IN: Final = re.compile(r"/sag/|/qr(?:code)?/|magic|/reset/|/invite/", re.IGNORECASE)
"""What an address holds that opens something for whoever has it."""
A_PASSWORD: Final = rf"{ASKED}(?!{INSTEAD}\b)[^\s\"'»”,]{{3,}}"
UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
A_LONG_KEY: Final = rf"(?<![\w/.-])(?!{UUID}\b)(?=[a-z_-]*\d)(?=[\d_-]*[a-z])[a-z0-9_-]{{32,}}={{0,2}}(?![\w-])"
RULES: Final[tuple[tuple[str, "re.Pattern[str]"], ...]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Secret.LINK, r"\b(?:otpauth|otpauth-migration|mitid|nemid|aula)://\S+"),
        (Secret.TOKEN, rf"(?<=[?&#;])(?:{NAMES_IN_ADDRESSES})=[^\s&#;\"'<>]+"),
        (Secret.TOKEN, r"\b(?:set-)?cookie\s*:\s*[^\r\n]+"),
        (Secret.TOKEN, r"\b(?:proxy-)?authorization\s*[:=]\s*[^\r\n]+"),
        (Secret.TOKEN, r"\b(?:bearer|basic)\s+(?=\S{0,200}\d)[a-z0-9._~+/=-]{8,}"),
        (Secret.TOKEN, r"\beyJ[a-z0-9_-]{8,2000}+(?:\.[a-z0-9_-]++){1,4}"),
        (Secret.TOKEN, rf"(?<![\w-])[\"']?(?:{NAMES_IN_TEXT})[\"']?\s*[:=]\s*[\"']?[^\s\"',;&<>\[]{{4,}}"),
        (Secret.PASSWORD, A_PASSWORD),
        (Secret.PASSWORD, r"(?<!\w)koden?\s*+(?:er|[:=])\s*+(?=\S{0,200}\d)[^\s,]{4,}"),
        (Secret.TOKEN, A_LONG_KEY),
    )
)
"""Kinds of secrets in the order in which they are looked for. A UUID is the id of an object, and stays.

Each reads a letter a fixed number of times at most, however long the text is.
"""


@dataclass(frozen=True)
class Redacted:
    """A text that may leave, and what was taken out of it: kind to number."""

    text: str
    counts: Counter[str] = field(default_factory=Counter)


def redact(text: str) -> Redacted:
    """The text without CPR numbers, passwords and tokens; words stand in their place."""
    clean, counts = mask(text), Counter[str]()
    if clean.count:
        counts[Secret.CPR] = clean.count
    text = LINK.sub(lambda link: REMOVED[Secret.LINK] if SIGNS_IN.search(link[0]) else link[0], clean.text)
    if links := text.count(REMOVED[Secret.LINK]) - clean.text.count(REMOVED[Secret.LINK]):
        counts[Secret.LINK] = links
    for kind, pattern in RULES:
        text, count = pattern.subn(REMOVED[kind], text)
        if count:
            counts[kind] += count
    return Redacted(text, counts)


def redact_filename(name: str) -> str:
    """A file name that may leave: no CPR number, no secret, and its ending kept."""
    stem, dot, ending = mask_filename(name).text.rpartition(".")
    if not dot:
        stem, ending = ending, ""
    plain = redact(stem.replace("_", " ")).text
    stem = stem if plain == stem.replace("_", " ") else "fil"
    return f"{stem}{dot}{ending}"


def words_for(counts: Counter[str]) -> list[str]:
    """What was taken out, in words with numbers."""
    return [f"{Secret(kind).label} ({count})" for kind, count in counts.items()]
