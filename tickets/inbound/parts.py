"""Walks the parts of a mail: text that is shown, files that came with it, and what the post itself reports."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from email.message import Message as Part
from typing import Final

from tickets.inbound.charsets import decoded, header_text, raw_headers
from tickets.inbound.html_text import text_of

DEEPEST: Final = 20
MAX_FILES_READ: Final = 60
WRAPPINGS: Final = {
    "application/ms-tnef",
    "application/vnd.ms-tnef",
    "application/applefile",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
}
"""Of no use to a reader. Outlook's winmail.dat among them hides what was sent, so that is said in the case."""
REPORTS: Final = {
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "text/rfc822-headers",
    "message/global-delivery-status",
}


@dataclass(frozen=True)
class File:
    """A file that came with a mail, as it was declared. `size` in bytes."""

    filename: str
    content_type: str
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Body:
    """`text` with marks for quotes; `left_out` names what was not taken along; `reports` is for `auto_generated`."""

    text: str = ""
    files: list[File] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    reports: str = ""


def read(message: "Part[str, str]") -> Body:
    body = Body()
    texts = walk(message, body, 0)
    body.text = "\n\n".join(text for text in texts if text.strip())
    number_names(body)
    return body


def walk(part: "Part[str, str]", body: Body, depth: int) -> list[str]:
    """The texts below a part, in order; files are put into `body`."""
    if depth > DEEPEST or len(body.files) > MAX_FILES_READ:
        body.left_out.append(kind_of(part))
        return []
    kind, payload = kind_of(part), part.get_payload()
    if kind in REPORTS:
        body.reports += report_text(part)
        return []
    if kind.startswith("message/"):
        take_message(part, body)
        return []
    if isinstance(payload, list):
        below = [(kind_of(child), walk(child, body, depth + 1)) for child in payload if isinstance(child, Part)]
        return best(below) if kind == "multipart/alternative" else [text for _kind, texts in below for text in texts]
    if is_text(part, kind):
        return [text_in(part, kind)]
    take_file(part, kind, body)
    return []


def best(below: list[tuple[str, list[str]]]) -> list[str]:
    """Of the same text in several forms the plain one, unless it is empty or hardly a part of the other."""
    plain = [text for kind, texts in below if kind == "text/plain" for text in texts]
    others = [text for kind, texts in below if kind != "text/plain" for text in texts]
    words, more = len(" ".join(plain).split()), len(" ".join(others).split())
    return plain if words and (words * 4 >= more or more < 30) else others or plain  # noqa: PLR2004


def kind_of(part: "Part[str, str]") -> str:
    try:
        return part.get_content_type()
    except Exception:  # noqa: BLE001  a broken header says nothing
        return "application/octet-stream"


def is_text(part: "Part[str, str]", kind: str) -> bool:
    """Whether the part is shown as text in the mail itself, and is no file."""
    if kind not in {"text/plain", "text/html", "text/enriched"}:
        return False
    return not "".join(raw_headers(part, "Content-Disposition")).strip().lower().startswith(
        "attachment"
    ) and not name_of(part)


def payload_of(part: "Part[str, str]") -> bytes:
    try:
        data = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001  a broken encoding: as it stands
        data = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return data if isinstance(data, bytes) else b""


def text_in(part: "Part[str, str]", kind: str) -> str:
    text = decoded(payload_of(part), parameter(part, "charset"))
    if kind == "text/html":
        return text_of(text)
    if parameter(part, "format").lower() == "flowed":
        return unflowed(text, spaces_go=parameter(part, "delsp").lower() == "yes")
    return text


def unflowed(text: str, *, spaces_go: bool) -> str:
    """Joins the lines that a mail program broke (RFC 3676): those that end in a space."""
    lines: list[str] = []
    last: tuple[str, bool] = ("", False)
    for line in text.split("\n"):
        marks = re.match(r">*", line)
        quote = marks[0] if marks else ""
        rest = line[len(quote) :].removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        written = rest[:-1] if flows and spaces_go else rest
        if last == (quote, True):
            lines[-1] += written
        else:
            lines.append(f"{quote} {written}" if quote else written)
        last = (quote, flows)
    return "\n".join(lines)


def parameter(part: "Part[str, str]", name: str, header: str = "Content-Type") -> str:
    """A parameter of a header as text, decoded by RFC 2231 or, as many programs write it, by RFC 2047."""
    raw = next(iter(raw_headers(part, header)), "")
    if not raw.isascii():
        part = Part()
        part[header] = header_text(raw)
    try:
        value = part.get_param(name, "", header)
    except Exception:  # noqa: BLE001  a broken header says nothing
        return ""
    if isinstance(value, tuple):
        charset, _language, text = value
        return decoded(str(text).encode("latin-1", "replace"), str(charset or ""))
    return header_text(value)


def name_of(part: "Part[str, str]") -> str:
    """The file name that was declared; its last part, should it hold folders."""
    declared = parameter(part, "filename", "Content-Disposition") or parameter(part, "name")
    return re.split(r"[\\/]", declared)[-1].strip()[:200]


def take_file(part: "Part[str, str]", kind: str, body: Body) -> None:
    name = name_of(part)
    if kind in WRAPPINGS or name.lower() == "winmail.dat":
        if "tnef" in kind or name.lower() == "winmail.dat":
            body.left_out.append(name or "winmail.dat")
        return
    data = payload_of(part)
    if data:
        body.files.append(File(name, kind, data))


def take_message(part: "Part[str, str]", body: Body) -> None:
    """A mail within the mail is a file named after its subject."""
    inner = part.get_payload()
    message = inner[0] if isinstance(inner, list) and inner else None
    if isinstance(message, Part):
        data, subject = as_bytes(message), header_text("".join(raw_headers(message, "Subject")[:1]))
    else:
        data, subject = payload_of(part), ""
    body.reports += f"\n{part.get('Content-Type', '')}\n" + decoded(data[:50_000])
    name = name_of(part) or (f"{subject[:80]}.eml" if subject else "")
    if data:
        body.files.append(File(re.sub(r"[\\/]", "-", name), "message/rfc822", data))


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


def number_names(body: Body) -> None:
    """Gives a name to files without one, and tells files of one name apart."""
    taken: set[str] = set()
    for at, file in enumerate(body.files):
        ending = ".eml" if file.content_type == "message/rfc822" else mimetypes.guess_extension(file.content_type) or ""
        name = file.filename or f"fil-{at + 1}{ending}"
        stem, dot, last = name.rpartition(".")
        number = 2
        while name in taken:
            name = f"{stem}-{number}.{last}" if dot else f"{last}-{number}"
            number += 1
        taken.add(name)
        body.files[at] = File(name, file.content_type, file.data)
