"""Text files as people's programs write them: in UTF-8, in UTF-16, or in the older letters of Windows.

They are kept in UTF-8. What came in other letters gets a mark (BOM) at its beginning, by which Excel and Notepad open
it right.
"""

import codecs
import re
from typing import Final

MARK: Final = "\ufeff"
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
"""What no text holds."""
CONTROL_BYTES: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP: Final = re.compile(r"<\s*(!doctype|html|script|svg|\?xml|body|iframe)", re.IGNORECASE)
BEGINNING: Final = 4096
"""Characters in which markup is looked for, and bytes by which letters of two bytes are told."""
WIDE: Final = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"} | {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""By their mark; the longer marks first, since one begins like a shorter one."""
MOST_ZEROS: Final = 0.4
"""Share of zeros among every other byte of a European text in UTF-16."""
FEWEST_ZEROS: Final = 0.05
"""Among the others there are hardly any."""
BEYOND: Final = bytes(range(0x80, 0x100))


def text_in(data: bytes) -> str | None:
    """The text of a file, as it is kept; None for anything but a readable text, and for a web page."""
    text = read(data)
    if text is None or CONTROL.search(text) or MARKUP.search(text[:BEGINNING]):
        return None
    return text


def read(data: bytes) -> str | None:
    for mark, name in WIDE.items():
        if data.startswith(mark):
            return marked(decoded(data, name))
    if b"\0" in data[:BEGINNING]:
        return marked(decoded(data, unmarked_wide(data)))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return marked(of_windows(data))


def marked(text: str | None) -> str | None:
    return None if text is None else MARK + text


def decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name) if name else None
    except UnicodeDecodeError:
        return None


def unmarked_wide(data: bytes) -> str:
    """UTF-16 without a mark is told by its zeros; empty where it is something else."""
    begin = data[: min(len(data), BEGINNING) // 2 * 2]
    even, odd = (begin[start::2].count(0) * 2 / max(len(begin), 1) for start in (0, 1))
    if odd >= MOST_ZEROS and even <= FEWEST_ZEROS:
        return "utf-16-le"
    return "utf-16-be" if even >= MOST_ZEROS and odd <= FEWEST_ZEROS else ""


def of_windows(data: bytes) -> str | None:
    """In Windows-1252, of which Latin-1 is a part; None where more than half are letters beyond ASCII: no text of
    Western Europe is written so."""
    if CONTROL_BYTES.search(data) or len(data.translate(None, BEYOND)) * 2 < len(data):
        return None
    return decoded(data, "cp1252")
