"""A raw mail as a `Mail`: everything that is needed of it, understood as far as it goes. Nothing here raises.

Read with the standard library's oldest policy, which takes what it cannot understand as it stands; decoding is ours.
"""

import re
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message as Part
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from functools import cached_property
from html import unescape
from typing import Final

from django.conf import settings

from tickets.inbound import parts
from tickets.inbound.charsets import decoded, header_text, raw_headers, unescaped
from tickets.inbound.html_text import LINKS
from tickets.inbound.parts import File
from tickets.inbound.quotes import message_of, reply_of, without_marks

MAX_BYTES: Final = 25 * 1024 * 1024
KEPT_OF_TOO_LARGE: Final = 512 * 1024
MAX_BOUNDARIES: Final = 100
"""More nested or neighbouring parts than people send; reading them takes long."""
MAX_LINKS: Final = 5_000
LINK: Final = re.compile(r"https?://")
ADDRESS: Final = re.compile(
    r"[^\s<>\"'(),:;@\\\[\]]{1,64}@[^\s<>\"'(),:;@\\\[\]]{1,190}\.[^\s<>\"'(),:;@\\\[\].]{2,60}"
)
USUAL: Final = re.compile(rf"([^\"<>]*)<+\s*({ADDRESS.pattern})\s*>+\s*")
"""A name, with whatever signs, and an address: what stands in the name is never taken for the address."""
LONGEST_ADDRESS: Final = 254
"""RFC 5321."""
ANSWERED_PREFIX: Final = re.compile(
    r"^\s*((re|sv|svar|aw|antw|vs|vb|fw|fwd|wg|tr|rv|pd|odp|ynt|i̇lt|res|enc|vedr|ang|videresendt|回复|答复|回覆|转发)"
    r"\.?(\[\d+\])?\s?[:：]\s*"
    r"|[\[*]+(ekstern|external|ext|spam)\w{0,10}( e?-?mail)?\??[\]*]+:?\s*|(?-i:EKSTERN|EXTERNAL)\s?:\s*)+",
    re.IGNORECASE,
)
OUR_NUMBER: Final = re.compile(r"(?<!\s)\s*\[aula-\d\d-\d+\]", re.IGNORECASE)
FORWARDED: Final = re.compile(
    r"\s*([\[*]+(ekstern|external|ext)\w{0,10}[\]*]+:?\s*)?(vs|vb|fw|fwd|wg|tr|rv|pd|i̇lt|enc|videresendt|转发)\.?\s?[:：]",
    re.IGNORECASE,
)
ENTITY: Final = re.compile(r"&(?:[AaOo](?:ring|elig|slash|uml)|amp|quot|nbsp|#\d{2,5});")
"""How forms on websites write letters of ours; people do not."""


@dataclass(frozen=True)
class Mail:
    """What was understood. `text` is all visible text, `reply` what is new in it; `limit` names a limit it breaks;
    `reports` is what the post itself says of another mail, `within` how the mails begin that came along."""

    headers: "Part[str, str]"
    subject: str = ""
    from_email: str = ""
    from_name: str = ""
    answer_to: str = ""
    text: str = ""
    reply: str = ""
    attachments: list[File] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    reports: str = ""
    within: str = ""
    limit: str = ""
    is_encrypted: bool = False

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Every header as it stands in the mail, by its name in lower case: they are asked for again and again."""
        named: dict[str, list[str]] = {}
        for name, value in self.headers.raw_items():
            named.setdefault(name.lower(), []).append(str(value))
        return named

    @cached_property
    def read_before(self) -> dict[str, str]:
        """What headers say that were decoded already."""
        return {}

    def header(self, name: str) -> str:
        """The first header of the name, decoded; empty when there is none."""
        if name not in self.read_before:
            self.read_before[name] = header_text(next(iter(self.by_name.get(name.lower(), [])), ""))
        return self.read_before[name]

    def every(self, *names: str) -> str:
        """All headers of the names in one string, for looking through."""
        return " ".join(unescaped(value) for name in names for value in self.by_name.get(name.lower(), []))

    @property
    def message_id(self) -> str:
        match = re.search(r"<[^<>\s]{3,}>", self.every("Message-ID"))
        return match[0][:250] if match else self.header("Message-ID")[:250]

    @property
    def bare_subject(self) -> str:
        """The subject without "Re:", "SV:", "VS:" and our own case number."""
        return ANSWERED_PREFIX.sub("", OUR_NUMBER.sub("", self.subject)).strip()

    @property
    def is_forward(self) -> bool:
        return bool(FORWARDED.match(self.subject))


def parse(raw: bytes, *, size: int = 0) -> Mail:
    """As much of the mail as can be understood: all of it, its headers, or its bytes as text.

    `size` in bytes of the mail as it came, of which the beginning alone may be left.
    """
    limit, begin = limit_of(raw), raw[:KEPT_OF_TOO_LARGE]
    if max(size, len(raw)) > MAX_BYTES:
        limit = limit_of(begin)
        if not limit:
            try:
                return replace(understood(begin), attachments=[], left_out=[], limit="too_large")
            except Exception:  # noqa: BLE001  as below
                limit = "unreadable"
    if not limit:
        try:
            return understood(raw)
        except Exception:  # noqa: BLE001  what a stranger sends must not stop us; it is kept and shown to a person
            limit = "unreadable"
    try:
        return headers_alone(begin, limit)
    except Exception:  # noqa: BLE001  not even its headers
        text = without_marks(decoded(begin[:20_000]))
        return Mail(headers=Part(), text=text, reply=text, limit=limit)


def limit_of(raw: bytes) -> str:
    if raw.count(b"oundary=") + raw.count(b"OUNDARY=") > MAX_BOUNDARIES:
        return "too_complicated"
    return "too_many_links" if len(re.findall(rb"https?://", raw)) > MAX_LINKS else ""


def understood(raw: bytes) -> Mail:
    raw = repaired(raw)
    message = message_from_bytes(raw)
    body = parts.read(message, raw)
    email, name = sender(message)
    subject = subject_of(message)
    whole = message_of(body.text)
    return Mail(
        headers=message,
        subject=subject,
        from_email=email,
        from_name=name,
        answer_to=first_address(raw_headers(message, "Reply-To")) or email,
        text=with_addresses(whole, body.links),
        reply=with_addresses(whole if FORWARDED.match(subject) else reply_of(body.text), body.links),
        attachments=body.files,
        left_out=body.left_out,
        reports=body.reports,
        within=body.within,
        limit="too_many_links" if len(LINK.findall(body.text)) > MAX_LINKS else "",
        is_encrypted=body.is_encrypted,
    )


def with_addresses(text: str, links: list[str]) -> str:
    """The text with the addresses of its links behind their words, as programs write them into plain mails. Those of
    our own pages are left out: a quoted mail of ours leads to a private link."""
    for sign, address in zip(LINKS, links, strict=False):
        is_ours = address.startswith(settings.SITE_URL)
        text = text.replace(sign, "" if is_ours else f" <{address}>")
    return text


def repaired(raw: bytes) -> bytes:
    """The mail with a head that the standard library reads to its end, where a broken line or ending stands in it."""
    raw = re.sub(rb"\A(?:\xef\xbb\xbf|\s)+", b"", raw)
    if raw.count(b"\r\r\n") * 2 > raw.count(b"\n"):
        raw = raw.replace(b"\r\r\n", b"\r\n")
    end = HEAD_ENDS.search(raw)
    head = raw[: end.start()] if end else raw
    lines = re.split(rb"\r\n|\n|\r", head)
    if len(lines) > MAX_HEAD_LINES or all(HEADER.match(line) or line[:1] in b" \t" for line in lines):
        return raw
    return b"\r\n".join(repaired_lines(lines)) + raw[len(head) :]


def repaired_lines(lines: list[bytes]) -> list[bytes]:
    """A line that is no header goes if well-known headers follow it which have not been yet. A word or a
    parameter that was cut off the line above goes back to it. Where none follow, the head ends there, as the text has
    begun."""
    kept: list[bytes] = []
    seen: set[bytes] = set()
    for at, line in enumerate(lines):
        spaced = re.sub(rb"^([!-9;-~]{1,60})[ \t]+:", rb"\1:", line)
        match = HEADER.match(spaced)
        if match or line[:1] in b" \t" or (at == 0 and line.startswith(b"From ")):
            kept.append(spaced if match else line)
            seen.add(match[1].lower() if match else b"")
            continue
        is_parameter = bool(kept and kept[-1].rstrip().endswith(b";") and PARAMETER.match(line))
        later = {named[1].lower() for other in lines[at + 1 :] if (named := HEADER.match(other))}
        if not is_parameter and not (later & WELL_KNOWN) - seen:
            return [*kept, b"", *lines[at:]]
        if kept and (is_parameter or line.startswith(b"=?")):
            kept.append(b" " + line)
    return kept


PARAMETER: Final = re.compile(rb"[\w-]{1,40}\*?[ \t]*=")
HEAD_ENDS: Final = re.compile(rb"\r?\n\r?\n|\r\r")
HEADER: Final = re.compile(rb"([!-9;-~]{1,100}):")
MAX_HEAD_LINES: Final = 2_000
WELL_KNOWN: Final = frozenset(
    b"from to cc subject date message-id mime-version content-type content-transfer-encoding reply-to in-reply-to "
    b"references return-path received delivered-to auto-submitted list-id precedence".split()
)


def headers_alone(raw: bytes, limit: str) -> Mail:
    """The headers, and the rest as it stands, of a mail that cannot or should not be read whole."""
    message = BytesHeaderParser().parsebytes(raw.replace(b"\0", b""))
    email, name = sender(message)
    text = without_marks(decoded(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1][:20_000]))
    return Mail(
        headers=message,
        subject=subject_of(message),
        from_email=email,
        from_name=name,
        answer_to=email,
        text=text,
        reply=text,
        limit=limit,
    )


def subject_of(message: "Part[str, str]") -> str:
    subject = header_text(next(iter(raw_headers(message, "Subject")), ""))[:1000]
    return unescape(subject) if ENTITY.search(subject) else subject


def sender(message: "Part[str, str]") -> tuple[str, str]:
    """(address, name) of who wrote, from the first header that holds an address."""
    for header in ("From", "Reply-To", "Return-Path", "Sender", "X-Sender"):
        for value in raw_headers(message, header):
            email, name = address_in(value)
            if email:
                return email, name
    return "", name_in(next(iter(raw_headers(message, "From")), ""), "")


def first_address(values: list[str]) -> str:
    return next((email for value in values if (email := address_in(value)[0])), "")


def address_in(value: object) -> tuple[str, str]:
    """(address in lower case, name) of the first address in a header."""
    raw = unescaped(str(value)[:4000])
    if (usual := USUAL.fullmatch(raw)) and len(usual[2]) <= LONGEST_ADDRESS:
        return usual[2].lower(), name_in(usual[1], usual[2])
    for name, email in pairs(raw):
        match = ADDRESS.fullmatch(email.strip())
        if match and len(email) <= LONGEST_ADDRESS and name.count("=?") == name.count("?="):
            return email.strip().lower(), name_in(name, email)
    text = header_text(raw)
    loose = ADDRESS.search(text)
    return (loose[0].lower(), name_in(text[: loose.start()], loose[0])) if loose else ("", "")


def pairs(raw: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([raw])
    except Exception:  # noqa: BLE001  the standard library stumbles over some headers
        return []


def name_in(raw: str, email: str) -> str:
    name = header_text(raw).strip(" <>,;")
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    name = name.strip('" ') if name.count('"') % 2 else name
    return "" if name.lower() == email.lower() else name[:120]
