"""Walks the parts of a mail: text that is shown, files that came with it, and what the post itself reports."""

import hashlib
import mimetypes
import re
from base64 import b64decode
from binascii import a2b_uu
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message as Part
from html import unescape
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from tickets.inbound import smime
from tickets.inbound.calendars import words_in
from tickets.inbound.charsets import decoded, header_text, raw_headers
from tickets.inbound.html_text import PICTURE_BEGINS, PICTURE_ENDS, TAG, text_of
from tickets.inbound.payloads import as_sent, from_base64, payload_of, unflowed, without_undeclared
from tickets.inbound.rich_text import words_of

DEEPEST: Final = 100
MAX_FILES_READ: Final = 60
WRAPPINGS: Final = {
    "application/ms-tnef",
    "application/vnd.ms-tnef",
    "application/applefile",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-keys",
    "text/x-amp-html",
    "text/watch-html",
    "text/vnd.google.email-reaction+json",
}
"""Of no use to a reader. Outlook's winmail.dat among them hides what was sent, so that is said in the case."""
ENCRYPTED: Final = {"multipart/encrypted", "application/pgp-encrypted", "application/x-microsoft-rpmsg-message"}
SMIME: Final = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
SIGNATURE_NAMES: Final = re.compile(r"smime\.p7s|openpgp[_-]?(signature|0x\w+)?(\.asc)?|signature\.asc", re.IGNORECASE)
RICH: Final = {"text/rtf", "application/rtf", "application/x-rtf", "text/richtext"}
PAGES: Final = {"text/html", "application/xhtml+xml"}
PGP: Final = re.compile(r"-----BEGIN PGP MESSAGE-----.*?(-----END PGP MESSAGE-----|\Z)", re.DOTALL)
PGP_FRAME: Final = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z]\w*: [^\n]*\n)*\n?"
    r"|-----BEGIN PGP SIGNATURE-----.*?-----END PGP SIGNATURE-----\n?",
    re.DOTALL,
)
DATA_PICTURE: Final = re.compile(
    r"(<img[^<>]{0,2000}?src=[\"']?)data:(image/[a-z+]{2,10});base64,([^\"'>]*)", re.IGNORECASE
)
REPORTS: Final = {
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "text/rfc822-headers",
    "message/global-delivery-status",
}


@dataclass(frozen=True)
class File:
    """A file that came with a mail, as it was declared. `size` in bytes; `mark` stands where the text shows it."""

    filename: str
    content_type: str
    data: bytes
    content_id: str = ""
    mark: str = ""

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Body:
    """`text` with marks for quotes; `left_out` names what was not taken along. For `auto_generated`: `reports` is what
    the post itself says, `within` the beginnings of mails that came along. `takes_named`: a text that has the name of a
    file is read, too. `links` are the addresses behind the words of the text that `LINKS` mark."""

    text: str = ""
    files: list[File] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    reports: str = ""
    within: str = ""
    is_encrypted: bool = False
    takes_named: bool = False
    links: list[str] = field(default_factory=list)


def read(message: "Part[str, str]", raw: bytes = b"") -> Body:
    """`raw`: the bytes that the mail was read from, out of which mails within it are cut as they came."""
    body = Body()
    texts = walk(message, body, 0, raw)
    if not any(text.strip() for text in texts) and message.is_multipart():
        named = Body(takes_named=True)
        others = walk(message, named, 0, raw)
        body, texts = (named, others) if any(text.strip() for text in others) else (body, texts)
    body.text = "\n\n".join(text for text in texts if text.strip()) or rich_text_in(body) or invitation_in(body)
    number_names(body)
    name_pictures(body)
    if PGP.search(body.text):
        body.text, body.is_encrypted = PGP.sub("", body.text), True
    body.text = PGP_FRAME.sub("", body.text) if "-----BEGIN PGP SIGN" in body.text else body.text
    return body


def rich_text_in(body: Body) -> str:
    """The words of a text that came in place of a plain one. With a name of its own it is a file, and stays one."""
    rich = [file for file in body.files if file.content_type in RICH and not file.filename]
    words = "\n\n".join(filter(None, (words_of(file.data) for file in rich)))
    body.files = [file for file in body.files if not (words and file in rich)]
    return words


def invitation_in(body: Body) -> str:
    calendars = (decoded(file.data) for file in body.files if file.content_type in {"text/calendar", "application/ics"})
    return next(filter(None, map(words_in, calendars)), "")


def walk(part: "Part[str, str]", body: Body, depth: int, raw: bytes = b"") -> list[str]:
    """The texts below a part, in order; files are put into `body`."""
    if depth > DEEPEST or len(body.files) > MAX_FILES_READ:
        body.left_out += [kind_of(part)] if kind_of(part) not in body.left_out else []
        return []
    kind, payload = kind_of(part), part.get_payload()
    if kind == "application/octet-stream" and name_of(part).lower() == "smime.p7m":
        kind = "application/pkcs7-mime"
    if kind in REPORTS:
        body.reports += report_text(part)
    elif kind in ENCRYPTED or (kind in SMIME and not smime.signed_content(payload_of(part))):
        body.is_encrypted = True
    elif kind in SMIME:
        inner = smime.signed_content(payload_of(part))
        return walk(message_from_bytes(inner), body, depth + 1, inner)
    elif kind.startswith("message/"):
        take_message(part, body, raw)
    elif isinstance(payload, list):
        return texts_of(part, [child for child in payload if isinstance(child, Part)], body, depth, raw)
    elif kind.startswith("multipart/"):
        return unparted(part, kind, body, depth)
    elif is_text(part, kind, alone=depth == 0, takes_named=body.takes_named):
        return [text_in(part, kind, body)]
    else:
        take_file(part, kind, body)
    return []


def unparted(part: "Part[str, str]", kind: str, body: Body, depth: int) -> list[str]:
    """Parts that do not stand between the boundary that was named: between that which is there, else all as text."""
    for raw in dict.fromkeys([as_sent(part), payload_of(part)]):
        if boundary := BOUNDARY.search(raw):
            head = b"Content-Type: " + kind.encode() + b'; boundary="' + boundary[1] + b'"\r\n\r\n'
            message = message_from_bytes(head + raw)
            if isinstance(message.get_payload(), list):
                return walk(message, body, depth + 1)
    return [decoded(payload_of(part))]


BOUNDARY: Final = re.compile(rb"^--([^\s\"]{1,70})[ \t]*\r?\n(?=content-)", re.IGNORECASE | re.MULTILINE)


def texts_of(part: "Part[str, str]", children: "list[Part[str, str]]", body: Body, depth: int, raw: bytes) -> list[str]:
    pieces = cut(part, raw, len(children)) if raw and has_mails(part) else [b""] * len(children)
    below = [
        (kind_of(child), walk(child, body, depth + 1, piece)) for child, piece in zip(children, pieces, strict=True)
    ]
    return (
        best(below) if kind_of(part) == "multipart/alternative" else [text for _kind, texts in below for text in texts]
    )


def has_mails(part: "Part[str, str]") -> bool:
    return any(kind_of(below) == "message/rfc822" for below in part.walk())


def cut(part: "Part[str, str]", raw: bytes, count: int) -> list[bytes]:
    """The raw bytes of each part; empty ones where they do not fit what was read."""
    boundary = part.get_boundary()
    nothing = [b""] * count
    if not boundary:
        return nothing
    marks = list(
        re.finditer(
            rb"(?:^|\r?\n)--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*(?=\r?\n|\Z)",
            raw,
        )
    )
    pieces = [raw[one.end() : other.start()] for one, other in pairwise(marks) if not one[1]]
    if marks and not marks[-1][1]:
        pieces.append(raw[marks[-1].end() :])
    pieces = [re.sub(rb"\A\r?\n", b"", piece) for piece in pieces]
    return pieces if len(pieces) == count else nothing


def best(below: list[tuple[str, list[str]]]) -> list[str]:
    """Of the same text in several forms the one that people see, unless it says but a part of the plain one: that may
    be about another matter, such as that one needs a better program."""
    plain = [text for kind, texts in below if kind == "text/plain" for text in texts]
    others = [text for kind, texts in below if kind != "text/plain" for text in texts]
    plain_words, shown_words = " ".join(plain).split(), " ".join(others).split()
    if len(shown_words) * 2 >= len(plain_words):
        return others if shown_words else plain
    known = {word.strip(PUNCTUATION) for word in plain_words}
    repeated = sum(word.strip(PUNCTUATION) in known for word in shown_words)
    hardly = len(shown_words) <= 1 or repeated * 5 >= len(shown_words) * 4
    return plain if hardly else others


PUNCTUATION: Final = ".,;:!?()[]<>*_\"'"


def kind_of(part: "Part[str, str]") -> str:
    try:
        return part.get_content_type()
    except Exception:  # noqa: BLE001  a broken header says nothing
        return "application/octet-stream"


def is_text(part: "Part[str, str]", kind: str, *, alone: bool = False, takes_named: bool = False) -> bool:
    """Whether the part is shown as text in the mail itself, and is no file. One that is `alone` may have a name, and be
    called by a name of its own."""
    name = name_of(part)
    if kind not in {"text/plain", "text/enriched", *PAGES}:
        return alone and not name and kind.startswith("text/") and kind not in FILES
    if REST.fullmatch(name) or (alone and not name):
        return True
    disposition = "".join(raw_headers(part, "Content-Disposition")).strip().lower()
    if disposition.startswith("attachment"):
        return False
    return alone or not name or (takes_named and not disposition)


FILES: Final = {"text/calendar", "text/vcard", "text/x-vcard", "text/csv", "text/rtf", "text/xml"}
"""Of no use to a reader as they stand."""
REST: Final = re.compile(r"ATT\d{5}\.(txt|html?|c)", re.IGNORECASE)
"""What Exchange calls the text that stood below a picture."""


def text_in(part: "Part[str, str]", kind: str, body: Body) -> str:
    data = without_undeclared(payload_of(part))
    charset = parameter(part, "charset")
    if kind in PAGES:
        match = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w:.-]{2,40})", data[:4096], re.IGNORECASE)
        html = decoded(data, charset or (match[1].decode() if match else ""))
        return text_of(without_data(html, body), body.links) if TAG.search(html) else unescape(html)
    text = decoded(data, charset)
    if kind == "text/enriched":
        return re.sub(r"</?[a-zA-Z-]{1,40}>", "", re.sub(r"<param>.{0,200}?</param>", "", text)).replace("<<", "<")
    if PAGE.match(text) or (text.count("\n") <= 1 and BREAK.search(text)):
        return text_of(without_data(text, body), body.links)
    if parameter(part, "format").lower() == "flowed":
        return unflowed(text, spaces_go=parameter(part, "delsp").lower() == "yes")
    return without_uuencoded(text, body) if "\nend" in text else text


PAGE: Final = re.compile(r"\s*<(!doctype html|html|body|table|div|p)\b[^<>]{0,500}>", re.IGNORECASE)
BREAK: Final = re.compile(r"<br ?/?>|</p>|</div>", re.IGNORECASE)
"""Where a text of one line has its line ends: it is a page that does not say so."""
UUENCODED: Final = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,200})\n((?:[!-`][ -`]{0,90}\n)+?)[ `]?\n?end[ \t]*(?:\n|\Z)", re.MULTILINE
)


def without_uuencoded(text: str, body: Body) -> str:
    """The text without the files that old programs write into it, which become files of the mail."""

    def take(match: "re.Match[str]") -> str:
        try:
            data = b"".join(map(from_uuencoded, match[2].splitlines()))
        except ValueError:
            return match[0]
        name = re.split(r"[\\/]", match[1])[-1].strip()
        body.files.append(File(name, mimetypes.guess_type(name)[0] or "application/octet-stream", data))
        return ""

    return UUENCODED.sub(take, text)


def from_uuencoded(line: str) -> bytes:
    """One line, of which some programs leave the end out and others write too much."""
    wanted = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
    return a2b_uu(line[:wanted])


def without_data(html: str, body: Body) -> str:
    """The page with the pictures that are written into it as files of the mail."""
    if "data:image" not in html:
        return html

    def take(match: "re.Match[str]") -> str:
        number = f"data-{len(body.files)}"
        try:
            data = b64decode(re.sub(r"[^A-Za-z0-9+/=]", "", match[3]))
        except ValueError:
            return match[1]
        body.files.append(File("", match[2].lower(), data, number))
        return f"{match[1]}cid:{number}"

    return DATA_PICTURE.sub(take, html)


def parameter(part: "Part[str, str]", name: str, header: str = "Content-Type") -> str:
    """A parameter of a header as text, decoded by RFC 2231 or, as many programs write it, by RFC 2047."""
    raw = next(iter(raw_headers(part, header)), "")
    if not raw.isascii():
        part = Part()
        part[header] = header_text(raw)
    try:
        values: list[Any] = [value for key, value in part.get_params([], header) if key.lower() == name]
    except Exception:  # noqa: BLE001  a broken header says nothing
        return ""
    value = next((value for value in values if isinstance(value, tuple)), values[0] if values else "")
    if isinstance(value, tuple):
        charset, _language, text = value
        return decoded(str(text).encode("latin-1", "replace"), str(charset or ""))
    return header_text(value)


def name_of(part: "Part[str, str]") -> str:
    """The file name that was declared; its last part, should it hold folders."""
    declared = parameter(part, "filename", "Content-Disposition") or parameter(part, "name")
    name = re.split(r"[\\/]", declared)[-1].strip()
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: LONGEST_NAME - 20]}.{ending[:19]}" if dot and len(name) > LONGEST_NAME else name[:LONGEST_NAME]


LONGEST_NAME: Final = 200


def take_file(part: "Part[str, str]", kind: str, body: Body) -> None:
    name = name_of(part)
    if kind in WRAPPINGS or name.lower() == "winmail.dat" or SIGNATURE_NAMES.fullmatch(name):
        if "tnef" in kind or name.lower() == "winmail.dat":
            body.left_out.append(name or "winmail.dat")
        return
    data = payload_of(part)
    if data:
        number = "".join(raw_headers(part, "Content-ID")[:1]).strip(" <>\t\r\n")
        body.files.append(File(name, kind, data, number or location_of(part)))


def location_of(part: "Part[str, str]") -> str:
    return "".join(raw_headers(part, "Content-Location")[:1]).strip()


def take_message(part: "Part[str, str]", body: Body, raw: bytes) -> None:
    """A mail within the mail is a file named after its subject."""
    inner = part.get_payload()
    message = inner[0] if isinstance(inner, list) and inner else None
    data = bytes_within(part, raw)
    if data and "base64" in "".join(raw_headers(part, "Content-Transfer-Encoding")).lower():
        message = message_from_bytes(data)
    if isinstance(message, Part):
        data, subject = data or as_bytes(message), header_text("".join(raw_headers(message, "Subject")[:1]))
    else:
        data, subject = data or payload_of(part), ""
    body.within += "\n" + decoded(data[:50_000])
    name = name_of(part) or (f"{subject[:80]}.eml" if subject else "")
    if data:
        body.files.append(File(re.sub(r"[\\/]", "-", name), "message/rfc822", data))


def bytes_within(part: "Part[str, str]", raw: bytes) -> bytes:
    """The bytes of the mail within a part, as they came; empty where they are not known."""
    pieces = re.split(rb"\r?\n\r?\n", raw, maxsplit=1) if raw else []
    if len(pieces) < 2:  # noqa: PLR2004
        return b""
    encoding = "".join(raw_headers(part, "Content-Transfer-Encoding")[:1]).strip().lower()
    if encoding == "base64":
        inner = Part()
        inner.set_payload(pieces[1].decode("ascii", "surrogateescape"))
        return from_base64(inner)
    return b"" if encoding == "quoted-printable" else pieces[1]


def as_bytes(message: "Part[str, str]") -> bytes:
    try:
        return message.as_bytes()
    except Exception:  # noqa: BLE001  the standard library cannot write every mail that it can read
        return payload_of(message)


def report_text(part: "Part[str, str]") -> str:
    payload = part.get_payload()
    blocks = [block for block in payload if isinstance(block, Part)] if isinstance(payload, list) else [part]
    return "\n".join(
        "\n".join([*(f"{name}: {value}" for name, value in block.items()), decoded(payload_of(block))])
        for block in blocks
    )


UNNAMED: Final = {"text/calendar": "invitation.ics", "text/vcard": "kontakt.vcf", "text/x-vcard": "kontakt.vcf"}


def number_names(body: Body) -> None:
    """Gives a name to files without one, and tells files of one name apart. What came twice, once named, is one."""
    named = {file.data for file in body.files if file.filename}
    body.files = [file for file in body.files if file.filename or file.data not in named]
    taken: set[str] = set()
    for at, file in enumerate(body.files):
        ending = ".eml" if file.content_type == "message/rfc822" else mimetypes.guess_extension(file.content_type) or ""
        name = file.filename or UNNAMED.get(file.content_type, f"fil-{at + 1}{ending}")
        stem, dot, last = name.rpartition(".")
        number = 2
        while name in taken:
            name = f"{stem}-{number}.{last}" if dot else f"{last}-{number}"
            number += 1
        taken.add(name)
        body.files[at] = replace(file, filename=name)


def name_pictures(body: Body) -> None:
    """Puts the name of each picture where it stands in the text; what is no file of the mail leaves nothing."""
    if PICTURE_BEGINS not in body.text:
        return
    shown = {file.content_id: at for at, file in enumerate(body.files) if file.content_id}

    def put(match: "re.Match[str]") -> str:
        at = shown.get(match[1])
        if at is None:
            return ""
        mark = _("[Picture: %(name)s]") % {"name": body.files[at].filename}
        body.files[at] = replace(body.files[at], mark=mark)
        return mark

    body.text = re.sub(f"{PICTURE_BEGINS}([^{PICTURE_ENDS}]*){PICTURE_ENDS}", put, body.text)
