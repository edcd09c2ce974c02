"""Word documents: taken where they hold text and pictures alone. Only their list of parts is read, never unpacked."""

import io
import re
import zipfile
from typing import Final

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_PARTS: Final = 2000
MOST_BYTES: Final = 200 * 1024 * 1024
"""Of all parts together, unpacked: more is an archive that was made to fill whoever opens it."""
ACTIVE: Final = re.compile(
    r"vbaproject|vbadata|activex|oleobject|\.(?:exe|dll|js|vbs|bat|cmd|scr|ps1|hta|bin)$", re.IGNORECASE
)
SETTINGS: Final = "word/_rels/settings.xml.rels"
TEMPLATE: Final = b"attachedTemplate"
"""A template that Word fetches from elsewhere when the document is opened; it may bring macros."""
LONGEST_SETTINGS: Final = 64 * 1024


class UnsafeDocument(Exception):
    """It carries programs, or calls them in."""


def is_plain_word(data: bytes) -> bool:
    """Whether the archive is a Word document. Raises `UnsafeDocument` for one that does more than be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "word/document.xml" not in {part.filename for part in parts}:
                return False
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                return False
            refuse_active(archive)
            return True
    except UnsafeDocument:
        raise
    except Exception:  # noqa: BLE001  a broken archive may raise anything in its reader
        return False


def refuse_active(archive: zipfile.ZipFile) -> None:
    if any(ACTIVE.search(name) for name in archive.namelist()) or calls_template(archive):
        raise UnsafeDocument


def calls_template(archive: zipfile.ZipFile) -> bool:
    if SETTINGS not in archive.namelist():
        return False
    with archive.open(SETTINGS) as part:
        settings = part.read(LONGEST_SETTINGS + 1)
    return len(settings) > LONGEST_SETTINGS or TEMPLATE in settings
