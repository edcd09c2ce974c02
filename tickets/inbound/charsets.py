"""Bytes of mails as text, whatever their charset says. Nothing here raises."""

import codecs
import re
import unicodedata
from base64 import b64decode
from binascii import a2b_qp
from email.message import Message as Part
from typing import Final

UNSAFE: Final = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"})
"""Codecs that are no charset of mails, slow, or a way to hide markup."""
WESTERN: Final = frozenset({"iso8859-1", "iso8859-15", "cp1252", "ascii", "latin-1"})
ENCODED_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?]{0,4000})\?=", re.IGNORECASE)
BETWEEN_WORDS: Final = re.compile(r"\?=\s+=\?")


def decoded(data: bytes, charset: str = "") -> str:
    """The text of bytes. A charset that lies is found out: valid UTF-8 beyond ASCII is hardly ever anything else."""
    for candidate in candidates(charset):
        try:
            return tidy(data.decode(candidate))
        except (LookupError, ValueError):
            continue
    return tidy(data.decode("latin-1"))


def candidates(charset: str) -> list[str]:
    name = canonical(charset)
    if not name or name in WESTERN:
        return ["utf-8", "cp1252" if name != "iso8859-15" else name]
    return [name, "utf-8", "cp1252"]


def canonical(charset: str) -> str:
    """Python's name of the charset; empty for one that is not known or not safe."""
    try:
        name = codecs.lookup(charset.strip("\"' ")).name if charset else ""
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name in UNSAFE else name


def tidy(text: str) -> str:
    """Line ends as one character, composed letters, and nothing that a database refuses or a reader cannot see."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    if text.isascii() and text.isprintable():
        return text
    text = "".join(character for character in text if character in "\n\t" or unicodedata.category(character) not in BAD)
    return unicodedata.normalize("NFC", text)


BAD: Final = frozenset({"Cc", "Cs", "Cn", "Co"})


def header_text(value: object) -> str:
    """A header as people read it: encoded words decoded (also where they are cut within a letter), on one line."""
    raw = unescaped(str(value or "")[:20_000])
    text = BETWEEN_WORDS.sub("?==?", raw)
    parts: list[tuple[bytes, str] | str] = []
    end = 0
    for word in ENCODED_WORD.finditer(text):
        if word.start() > end:
            parts.append(text[end : word.start()])
        charset = word[1].partition("*")[0].lower()
        data, last = word_bytes(word[2], word[3]), parts[-1] if parts else ""
        if isinstance(last, tuple) and last[1] == charset and word.start() == end:
            parts[-1] = (last[0] + data, charset)
        else:
            parts.append((data, charset))
        end = word.end()
    parts.append(text[end:])
    joined = "".join(decoded(*part) if isinstance(part, tuple) else part for part in parts)
    return " ".join(tidy(joined).split())


def unescaped(text: str) -> str:
    """The text of a header in which bytes beyond ASCII stand as surrogates; without those and without control
    characters, so that it can be stored, asked for and sent."""
    if text.isascii() and text.isprintable():
        return text
    try:
        return decoded(text.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return tidy(text)


def word_bytes(kind: str, text: str) -> bytes:
    try:
        if kind in "bB":
            return b64decode(text + "=" * (-len(text) % 4))
        return a2b_qp(text.encode("ascii", "replace"), header=True)
    except ValueError:
        return text.encode("utf-8", "replace")


def raw_headers(message: "Part[str, str]", name: str) -> list[str]:
    """Every header of the name as it stands in the mail; bytes beyond ASCII are surrogates (see `unescaped`)."""
    return [str(value) for found, value in message.raw_items() if found.lower() == name.lower()]
