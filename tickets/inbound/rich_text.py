"""Reads the words of a text in the Rich Text Format, which some programs of the post send in place of plain text.

Only words are taken (Microsoft, "Rich Text Format Specification 1.9.1"): no picture, no object, no field's instruction,
and nothing that it asks to be fetched.
"""

import codecs
import re
from dataclasses import dataclass, field, replace
from typing import Final

LONGEST: Final = 2_000_000
"""Bytes that are read."""
TOKEN: Final = re.compile(
    r"\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
WORDS_UNSHOWN: Final = (
    "annotation atnid atnauthor author bkmkend bkmkstart colortbl comment datastore filetbl fldinst fontemb fonttbl "
    "footer footerf footerl footerr generator header headerf headerl headerr info keywords listoverridetable listtable "
    "nonshppict object objdata operator pict pn pntext revtbl rsidtbl shppict stylesheet subject themedata title xe "
    "xmlnstbl"
)
UNSHOWN: Final = frozenset(WORDS_UNSHOWN.split())
"""Groups that begin so are no part of what is read."""
SIGNS: Final = {
    "par": "\n",
    "line": "\n",
    "row": "\n",
    "sect": "\n",
    "page": "\n",
    "tab": "\t",
    "cell": "\t",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
}
ESCAPES: Final = {"~": "\u00a0", "_": "-", "\n": "\n", "\r": "\n", "\\": "\\", "{": "{", "}": "}"}
SPARED: Final = 65_536
"""What is added to a negative number of a character: they are written in 16 bits."""


@dataclass(frozen=True)
class Group:
    """`instead`: how many characters stand behind each number of a character, for programs that do not know it."""

    is_shown: bool = True
    instead: int = 1


@dataclass
class Reader:
    charset: str = "cp1252"
    group: Group = Group()
    outer: list[Group] = field(default_factory=list)
    passed_over: int = 0
    read: list[str] = field(default_factory=list)

    def take(self, token: re.Match[str]) -> None:
        if brace := token["brace"]:
            self.enter_or_leave(brace)
        elif word := token["word"]:
            self.obey(word, token["number"])
        elif sign := token["sign"]:
            self.obey_sign(sign)
        elif byte := token["byte"]:
            self.show(bytes.fromhex(byte).decode(self.charset, "replace"))
        else:
            self.show(token["text"])

    def enter_or_leave(self, brace: str) -> None:
        self.passed_over = 0
        if brace == "{":
            self.outer.append(self.group)
        elif self.outer:
            self.group = self.outer.pop()

    def obey(self, word: str, number: str | None) -> None:
        if word in UNSHOWN:
            self.group = replace(self.group, is_shown=False)
        elif word in SIGNS:
            self.show(SIGNS[word])
        elif number is not None:
            self.obey_number(word, int(number))

    def obey_number(self, word: str, number: int) -> None:
        if word == "u":
            self.show(chr(number % SPARED))
            self.passed_over = self.group.instead
        elif word == "uc":
            self.group = replace(self.group, instead=max(0, number))
        elif word == "ansicpg":
            self.charset = known_charset(f"cp{number}", self.charset)

    def obey_sign(self, sign: str) -> None:
        if sign == "*":
            self.group = replace(self.group, is_shown=False)
        elif sign in ESCAPES:
            self.show(ESCAPES[sign])

    def show(self, text: str) -> None:
        passed_over, self.passed_over = self.passed_over, max(0, self.passed_over - len(text))
        if self.group.is_shown:
            self.read.append(text[passed_over:])


def words_of(data: bytes) -> str:
    """The text that people see; empty where the bytes are none of this format. Raises for nothing."""
    if data.lstrip()[:5] != b"{\\rtf":
        return ""
    reader = Reader()
    for token in TOKEN.finditer(data[:LONGEST].decode("latin-1")):
        reader.take(token)
    whole = "".join(reader.read).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "").strip()


def known_charset(name: str, otherwise: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return otherwise
