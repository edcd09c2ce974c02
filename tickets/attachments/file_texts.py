"""The text of a file as far as a program can read it: of text files, office documents, and PDF with letters in it."""

import logging
from io import BytesIO
from typing import Final

from tickets.attachments import documents
from tickets.attachments.text_files import text_in
from tickets.attachments.uploads import PDF, TEXT

LONGEST: Final = 200_000
"""Characters that are read of a file."""
MOST_PAGES: Final = 60
MOST_NOTES: Final = 50
"""Fields of a PDF's own description, such as its title."""
log = logging.getLogger(__name__)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of a file may quote what stands in it


def text_of(data: bytes, content_type: str) -> str:
    """Empty for what holds no text, such as a scan, and for what cannot be read. Never raises."""
    if content_type == TEXT:
        return (text_in(data) or "")[:LONGEST]
    try:
        if content_type in documents.ENDINGS:
            return documents.text_of(data)[:LONGEST]
        return of_pdf(data) if content_type == PDF else ""
    except Exception as trouble:  # noqa: BLE001  a broken file may raise anything in its reader
        log.info("a file was not read: %s", type(trouble).__name__)
        return ""


def of_pdf(data: bytes) -> str:
    """Its pages in order, what was filled in, and what it says of itself; the first pages of a long one."""
    from pypdf import PdfReader  # noqa: PLC0415  for the task alone

    reader = PdfReader(BytesIO(data))
    texts, length = [str(value) for value in list((reader.metadata or {}).values())[:MOST_NOTES]], 0
    fields = reader.get_fields() or {}
    texts += [str(field.value) for field in fields.values() if field.value is not None]
    for page in reader.pages[:MOST_PAGES]:
        texts.append(page.extract_text())
        length += len(texts[-1])
        if length > LONGEST:
            break
    return "\n".join(texts)[:LONGEST]
