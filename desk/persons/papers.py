"""What is handed out: a PDF that is accessible (PDF/UA-1), and the same for machines."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk.persons.pieces import Disclosure, ExportPiece
from organisation.models import Municipality
from tickets.models import Attachment, Message

SOURCE: Final = Path(__file__).with_name("paper.typ")


def pdf(title: str, lead: str, disclosure: Disclosure, *, facts: Iterable[tuple[str, str]] = ()) -> bytes:
    """In Danish. Raises `typst.TypstError` rather than make a PDF that is not accessible."""
    import typst  # noqa: PLC0415  forty megabytes that few processes need

    with translation.override("da"):
        data = json.dumps(paper_data(title, lead, disclosure, facts), ensure_ascii=False)
    return typst.compile(SOURCE, sys_inputs={"data": data}, ignore_system_fonts=True, pdf_standards=["ua-1"])


def paper_data(title: str, lead: str, disclosure: Disclosure, facts: Iterable[tuple[str, str]]) -> dict[str, Any]:
    municipality, today = Municipality.current(), timezone.localdate()
    return {
        "title": title,
        "lead": lead,
        "facts": [list(pair) for pair in facts],
        "municipality": municipality.name,
        "colour": municipality.primary_colour,
        "day": {"year": today.year, "month": today.month, "day": today.day},
        "day_in_words": date_format(today, "DATE_FORMAT"),
        "of": _("of"),
        "sections": [
            {"title": title, "pieces": [piece_data(piece) for piece in pieces]}
            for title, pieces in groupby(disclosure.pieces, key=lambda piece: piece.section)
        ],
        "left_out_title": _("What is not included, and why"),
        "left_out": [f"{each.count} {each.what}: {each.why}" for each in disclosure.left_out],
    }


def piece_data(piece: ExportPiece) -> dict[str, str]:
    at = date_format(timezone.localtime(piece.at), "SHORT_DATETIME_FORMAT") if piece.at else ""
    return {"label": str(piece.label), "at": at, "text": piece.text}


def as_json(title: str, disclosure: Disclosure) -> bytes:
    """UTF-8. `data`: one object for each piece; `left_out`: what is missing and why."""
    with translation.override("da"):
        content = {
            "title": title,
            "controller": Municipality.current().name,
            "made_on": date.isoformat(timezone.localdate()),
            "data": [piece.as_data() for piece in disclosure.pieces],
            "left_out": [{"what": str(e.what), "count": e.count, "why": str(e.why)} for e in disclosure.left_out],
        }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def bundle(title: str, lead: str, disclosure: Disclosure, *, name: str) -> IO[bytes]:
    """PDF and JSON, and the files themselves that the person sent and was sent, in a ZIP: on disk, since films are
    large."""
    packed = TemporaryFile()  # noqa: SIM115  the answer closes it
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.pdf", pdf(title, lead, disclosure))
        archive.writestr(f"{name}.json", as_json(title, disclosure))
        for number, file in enumerate(files_of(disclosure), 1):
            archive.writestr(f"{number:03d} {file.name}", bytes(file.content.data))
    packed.seek(0)
    return packed


def files_of(disclosure: Disclosure) -> Iterator[Attachment]:
    """Those that were not left out. What lies in notes may name others, and nothing can be blackened in it."""
    keys = [each.key.partition(":")[2] for each in disclosure.pieces if each.key.startswith("file:")]
    kinds = [Message.Kind.REQUESTER, Message.Kind.ANSWER]
    files = Attachment.objects.ready().filter(pk__in=keys, message__kind__in=kinds).select_related("content")
    return files.order_by("id").iterator(chunk_size=1)
