"""The files of a case as they leave the municipality: names and text cleaned; one archive where a form wants files."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from privacy.secrets import redact, redact_filename
from tickets.models import Attachment

EPOCH = (2000, 1, 1, 0, 0, 0)
"""Every file of an archive has this time, so that the same files make the same archive."""


def cleaned(files: Iterable[Attachment]) -> Iterator[tuple[str, bytes, str]]:
    """(safe name, bytes, content type) of each file; no two names are the same."""
    used: set[str] = set()
    for file in files:
        data = file.data()
        if file.content_type == "text/plain":
            data = redact(data.decode("utf-8", "replace")).text.encode()
        yield unused(redact_filename(file.name), used), data, file.content_type


def unused(name: str, used: set[str]) -> str:
    """The name, with a number before its ending where another file has it already."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, ending) if dot else (ending, "")
    candidate, count = name, 1
    while candidate.casefold() in used:
        count += 1
        candidate = f"{stem}-{count}{dot}{ending}"
    used.add(candidate.casefold())
    return candidate


def archive(files: Iterable[Attachment]) -> bytes:
    """A zip of the files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for name, data, _content_type in cleaned(files):
            bundle.writestr(zipfile.ZipInfo(name, EPOCH), data)
    return target.getvalue()
