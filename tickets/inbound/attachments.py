"""What came with a mail: files that a case may keep, and a list of those that it may not."""

import io
from typing import Final

from django.utils.translation import gettext as _

from tickets.attachments.file_limits import film_bytes
from tickets.attachments.text_files import text_in
from tickets.attachments.uploads import MAX_TOTAL_BYTES, RefusedUpload, inspect, safe_name
from tickets.inbound.charsets import decoded
from tickets.inbound.parsing import Mail, parse
from tickets.inbound.parts import File
from tickets.models.conversation import Received
from tickets.requester.private_links import hide

MAX_FILES: Final = 20
NESTED: Final = 3
"""So deep are mails within mails unpacked."""
SMALL: Final = 30 * 1024
"""Bytes of a picture that is a logo rather than a screenshot."""


def unpack(mail: Mail, own: str, *, is_reply: bool = True) -> tuple[list[Received], list[str]]:
    """(files that passed, a sentence for each that did not).

    `own`: what is new in the mail. A picture that is shown elsewhere in it is of a quote or a signature.
    """
    kept: list[Received] = []
    refused = [left_out(name) for name in mail.left_out]
    if mail.is_encrypted:
        refused.append(_("The mail is encrypted, and we cannot read it. Send it without encryption, or write here."))
    if mail.limit == "too_large":
        refused.append(_("The mail is more than 25 MB, and its files were left out. Send them one by one, or smaller."))
    total = 0
    for file in flat(mail.attachments, NESTED):
        if is_decoration(file, own, is_reply=is_reply):
            continue
        total += file.size
        if len(kept) >= MAX_FILES or total > MAX_TOTAL_BYTES:
            refused.append(_("%(name)s: there were too many files.") % {"name": safe_name(file.filename)})
            continue
        try:
            kept.append(inspected(file))
        except RefusedUpload as refusal:
            refused.append(in_words(file, refusal))
    return kept, refused


def is_decoration(file: File, own: str, *, is_reply: bool) -> bool:
    """The logo of a signature, or a picture that we sent ourselves and that is quoted."""
    return bool(file.mark) and file.mark not in own and (is_reply or file.size < SMALL)


def in_words(file: File, refusal: RefusedUpload) -> str:
    if file.filename.lower().endswith(".msg") or "ms-outlook" in file.content_type:
        return _("%(name)s can only be opened by Outlook. Forward the mail itself to us instead.") % {
            "name": safe_name(file.filename)
        }
    return str(refusal.message)


def left_out(name: str) -> str:
    if "winmail" in name.lower():
        return _("%(name)s holds files in a form that only Outlook can open. Send them as ordinary files.") % {
            "name": safe_name(name)
        }
    return _("%(name)s could not be read.") % {"name": safe_name(name)}


def flat(files: list[File], depth: int) -> list[File]:
    """The files, with each mail among them as a readable text and its own files after it."""
    flattened: list[File] = []
    for file in files:
        if file.content_type == "message/rfc822" and depth:
            inner = parse(file.data)
            flattened += [File(f"{file.filename.removesuffix('.eml')}.txt", "text/plain", as_text(inner))]
            flattened += flat(inner.attachments, depth - 1)
        else:
            flattened.append(file)
    return flattened


def as_text(mail: Mail) -> bytes:
    head = [f"{name}: {mail.header(name)}" for name in ("From", "Date", "To", "Subject") if mail.header(name)]
    return "\n".join([*head, "", mail.text, ""]).encode("utf-8", "replace")


def inspected(file: File) -> Received:
    """Texts as UTF-8 and without private links; everything else by its content alone. Raises `RefusedUpload`."""
    data = file.data
    if file.content_type in {"text/plain", "text/csv"}:
        text = text_in(data)
        data = hide(decoded(data) if text is None else text).encode("utf-8", "replace")
    return Received.of(inspect(file.filename, io.BytesIO(data), film_bytes()), data)
