"""Bytes of mails as text, whatever their charset says. Nothing here raises."""

import codecs
import re
import unicodedata
from base64 import b64decode
from binascii import a2b_qp
from email.message import Message as Part
from typing import Final

from charset_normalizer import from_bytes

from meaning.unseen import TURNING

UNSAFE: Final = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Codecs that are no charset of mails, or slow."""
WESTERN: Final = frozenset({"iso8859-1", "iso8859-15", "cp1252", "ascii", "latin-1"})
MEANT: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
"""What programs write that say so, as the browsers read it (encoding.spec.whatwg.org): the larger set of its name."""
SPELLED: Final = {
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
}
"""Names that Python does not know."""
JAPANESE: Final = re.compile(rb"\x1b(\$[@B]|\([BIJ])")
JAPANESE_NAMES: Final = (
    "iso2022_jp",
    "iso2022_jp_1",
    "iso2022_jp_2",
    "iso2022_jp_2004",
    "iso2022_jp_3",
    "iso2022_jp_ext",
)
SHIFTED: Final = frozenset({"hz", "iso2022_kr"})
MANY: Final = 12
"""Bytes beyond ASCII that make a guess worth trying."""
BOMS: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
ENCODED_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?((?:[^?]|\?(?!=)){0,4000})\?=", re.IGNORECASE)
BETWEEN_WORDS: Final = re.compile(r"\?=\s+=\?")


def decoded(data: bytes, charset: str = "") -> str:
    """The text of bytes. A charset that lies is found out: valid UTF-8 beyond ASCII is hardly ever anything else."""
    name = canonical(charset)
    if (name in JAPANESE_NAMES or not name or name in WESTERN or name == "utf-8") and JAPANESE.search(data):
        return tidy(from_japanese(data))
    if data.isascii() and name not in SHIFTED and not name.startswith("utf-"):
        return tidy(data.decode("ascii"))
    name = next((each for bom, each in BOMS.items() if data.startswith(bom)), name)
    for candidate in candidates(name):
        try:
            return tidy(written_once(data.decode(candidate)))
        except (LookupError, ValueError):
            continue
    return tidy(nearest(data, name))


def written_once(text: str) -> str:
    """The text without the second layer, where a program took UTF-8 for Western letters and wrote those as UTF-8. Only
    where all of it reads so: "Ã¥" in a sentence with an "å" is what somebody saw."""
    if text.count("Ã") + text.count("â€") < 2:  # noqa: PLR2004  one may be meant
        return text
    for western in ("cp1252", "latin-1"):
        try:
            return text.encode(western).decode("utf-8")
        except ValueError:
            continue
    return text


def candidates(name: str) -> list[str]:
    return ["utf-8"] if not name or name in WESTERN else [name, "utf-8"]


def nearest(data: bytes, name: str) -> str:
    """The text of bytes that no charset fits wholly: with a few broken letters, or as it is most likely meant."""
    for candidate in dict.fromkeys(candidates(name)):
        text = data.decode(candidate, "replace")
        beyond = sum(character > "\x7f" for character in text)
        if text.count("\ufffd") * 5 < beyond:
            return text
    if name not in WESTERN - {"ascii"} or looks_foreign(data):
        guess = guessed(data) if looks_foreign(data) else ""
        if guess:
            return guess
    western = "iso8859-15" if name == "iso8859-15" else "cp1252"
    try:
        return data.decode(western)
    except ValueError:
        return data.decode("latin-1")


def looks_foreign(data: bytes) -> bool:
    """Whether so many bytes are beyond ASCII that no language of Western Europe is written so."""
    beyond = sum(byte > 127 for byte in data[:4000])  # noqa: PLR2004
    return beyond > MANY and beyond * 4 > len(data[:4000].replace(b" ", b""))


def guessed(data: bytes) -> str:
    """By the frequencies of letters; empty where that says nothing."""
    best = from_bytes(data[:20_000]).best()
    if best is None:
        return ""
    return data.decode(best.encoding, "replace")


def from_japanese(data: bytes) -> str:
    """ISO-2022-JP as it is sent: with the signs of NEC and IBM, which the standard does not have and Shift JIS has."""
    shifted, mode, at = bytearray(), b"(B", 0
    for escape in [*JAPANESE.finditer(data), None]:
        run = data[at : escape.start() if escape else len(data)]
        shifted += in_shift_jis(run) if mode[:1] == b"$" else bytes(b | 0x80 for b in run) if mode == b"(I" else run
        if escape:
            mode, at = escape[1], escape.end()
    return shifted.decode("cp932", "replace")


def in_shift_jis(run: bytes) -> bytes:
    """Pairs of seven-bit bytes of JIS X 0208 as Shift JIS has them; line ends stay."""
    out, at = bytearray(), 0
    while at < len(run):
        if at + 1 >= len(run) or not all(0x21 <= byte <= 0x7E for byte in run[at : at + 2]):  # noqa: PLR2004
            out.append(run[at])
            at += 1
            continue
        first, second = run[at], run[at + 1]
        row = (first - 0x21) >> 1
        out.append(row + (0x81 if row < 0x1F else 0xC1))  # noqa: PLR2004
        if first & 1:
            out.append(second + (0x1F if second < 0x60 else 0x20))  # noqa: PLR2004
        else:
            out.append((second + 0x7E) & 0xFF)
        at += 2
    return bytes(out)


def canonical(charset: str) -> str:
    """Python's name of the charset; empty for one that is not known or not safe."""
    label = charset.strip("\"' ").lower()
    try:
        name = codecs.lookup(SPELLED.get(label, label)).name if label else ""
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name in UNSAFE else MEANT.get(name, name)


def tidy(text: str) -> str:
    """Line ends as one character, composed letters, and nothing that a database refuses or a reader cannot see."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and not CONTROL.search(text):
        return text
    return unicodedata.normalize("NFC", text.translate(VISIBLE))


CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
BAD: Final = frozenset({"Cc", "Cs", "Cn", "Co"})
UNSEEN: Final = frozenset("\u00ad\u200b\ufeff")
"""Signs within words that nobody sees and no search knows of; those that join letters stay."""


class Visible(dict[int, int | str | None]):
    """What becomes of each character, found out once. The ends of lines within a paragraph are ends of lines."""

    def __missing__(self, code: int) -> int | str | None:
        character = chr(code)
        seen = character in "\n\t" or (unicodedata.category(character) not in BAD and character not in UNSEEN)
        self[code] = code if seen else None
        return self[code]


VISIBLE: Final = Visible(dict.fromkeys((0x0B, 0x0C, 0x2028, 0x2029), "\n"))


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
    readable = " ".join(tidy(joined).translate(TURNING).split())
    return header_text(readable) if readable != raw and ENCODED_WORD.fullmatch(readable) else readable


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
    return [str(value) for header, value in message.raw_items() if header.lower() == name.lower()]
