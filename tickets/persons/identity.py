"""By what a person is recognised in a text: full names, e-mail addresses, phone numbers."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Q
from django.utils import translation

from privacy.persons import AFTER, BEFORE, MARKS, RULES, name_parts

SHORTEST: Final = 3
"""Characters; what is shorter stands in half of all texts and recognises nobody."""
LONG: Final = 10
"""Characters of a name that is recognised also where its parts are written in one, as in a file's name."""
BETWEEN: Final = r"(?:[\s_.,+/-]|%20|\\[nrt])"
"""What stands between the parts of a name: a line break, too, also as JSON writes it."""
NO_NAME_BEHIND: Final = r"(?![ _]+(?-i:[A-ZÆØÅÄÖÜÉ]))"
"""In "Bo Berg, Ida Dam" there is no Ida Berg."""
IN_ASCII: Final = {"æ": "ae", "ø": "oe?", "å": "aa?", "ä": "ae?", "ö": "oe?", "ü": "ue?", "ß": "ss"}
"""As programs write a letter that they do not know; regular expressions."""


@dataclass(frozen=True)
class Identity:
    """Names in full as they were written, addresses in small letters, phones as digits."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Iterable[str], emails: Iterable[str], phones: Iterable[str]) -> "Identity":
        """Tidied and each once."""
        return cls(
            names=tuple(sorted({" ".join(each.split()) for each in names if len(each.strip()) >= SHORTEST})),
            emails=tuple(sorted({each.strip().lower() for each in emails if "@" in each})),
            phones=tuple(sorted({digits(each) for each in phones if len(digits(each)) >= 8})),  # noqa: PLR2004  Danish
        )

    @property
    def is_empty(self) -> bool:
        return not (self.names or self.emails or self.phones)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Whatever recognises them, whole: in any letters, over line breaks, with gaps in a number."""
        around = [
            *(rf"(?<![\w.+-]){each}(?![\w-])" for each in self.address_forms),
            *(rf"(?<!\d)(?:(?:\+|00)45[ ]?)?{each}(?!\d)" for each in self.phone_forms),
            *(rf"{BEFORE}{each}(?:['’]?s)?{AFTER}" for each in self.name_forms),
            *(rf"{BEFORE}{each}(?:['’]?s)?{AFTER}{NO_NAME_BEHIND}" for each in self.turned_forms),
        ]
        return re.compile("|".join(around) or r"(?!)", re.IGNORECASE)

    @property
    def address_forms(self) -> list[str]:
        return [re.escape(each) for each in self.emails]

    @property
    def phone_forms(self) -> list[str]:
        return [r"[ .-]?".join(each) for each in self.phones]

    @property
    def name_forms(self) -> list[str]:
        """What Python and PostgreSQL read alike, the longest first."""
        return sorted({form for name in self.names for form in forms(name)}, key=len, reverse=True)

    @property
    def turned_forms(self) -> list[str]:
        return sorted({form for name in self.names for form in turned(name)}, key=len, reverse=True)

    @cached_property
    def parts(self) -> re.Pattern[str]:
        """The parts of their names alone, for texts of which one knows already that they are about them."""
        names = sorted(name_parts(self.names), key=len, reverse=True)
        return re.compile(
            "|".join(rf"{BEFORE}{spelled(word)}(?:['’]?s)?{AFTER}" for word in names) or r"(?!)", re.IGNORECASE
        )

    def query(self, columns: Iterable[str]) -> Q:
        """Rows in which one of the columns may hold something of them; `pattern` has the last word."""
        either = "|".join([*self.address_forms, *self.phone_forms, *self.name_forms, *self.turned_forms])
        condition = Q(pk__in=[])
        for column in columns if either else ():
            condition |= Q(**{f"{column}__iregex": either})
        return condition

    def is_in(self, text: str) -> bool:
        return bool(self.pattern.search(text))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where they stand, whole or by a part of their names, in the order of the text."""
        whole = [match.span() for match in self.pattern.finditer(text)]
        parts = [match.span() for match in self.parts.finditer(text)]
        return sorted([*whole, *(part for part in parts if not any(lies_in(part, span) for span in whole))])

    def lines_about(self, text: str) -> str:
        """The lines of a text that name them, and both where a name goes over the end of one."""
        spans, at, lines = [match.span() for match in self.pattern.finditer(text)], 0, []
        for line in text.splitlines(keepends=True):
            if any(start < at + len(line) and end > at for start, end in spans):
                lines.append(line.rstrip("\r\n"))
            at += len(line)
        return "\n".join(lines)

    def take_out(self, text: str, *, near: bool = False) -> str:
        """The text without them. `near`: also parts of their names, and addresses and numbers in the same line."""
        if not near:
            return self.pattern.sub(mark_of, text)
        lines = [self._clean_line(line) for line in self.pattern.sub(mark_of, text).split("\n")]
        return "\n".join(lines)

    def _clean_line(self, line: str) -> str:
        clean = self.parts.sub(mark_of, line)
        if marks() & set(re.findall(r"\[[^\]]+\]", clean)):
            for kind, rule in RULES:
                if kind in {"address", "phone", "email"}:
                    clean = rule.sub(str(MARKS[kind]), clean)
        return clean

    def take_out_of(self, value: Any, *, near: bool = False) -> Any:
        """The same for lists and dictionaries of texts."""
        if isinstance(value, str):
            return self.take_out(value, near=near)
        if isinstance(value, list):
            return [self.take_out_of(each, near=near) for each in value]
        if isinstance(value, dict):
            return {key: self.take_out_of(each, near=near) for key, each in value.items()}
        return value


def lies_in(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def mark_of(match: re.Match[str]) -> str:
    text = match[0]
    return str(MARKS["email" if "@" in text else "phone" if text.strip("+")[:1].isdigit() else "name"])


def marks() -> set[str]:
    with translation.override("da"):
        return {str(mark) for mark in MARKS.values()} | {str(mark) for mark in MARKS.values()}


def digits(phone: str) -> str:
    """The eight digits of a Danish number, however it was written."""
    figures = re.sub(r"\D", "", phone)
    return figures[-8:] if figures.startswith(("45", "0045")) else figures


def forms(name: str) -> Iterator[str]:
    """Regular expressions for a full name, with an initial, and without the names in its middle."""
    parts = name.split()
    yield gap_in(name).join(map(spelled, parts))
    if len(parts) > 1:
        yield rf"{spelled(parts[0])}{BETWEEN}+(?:\w\.?{BETWEEN}+)?{spelled(parts[-1])}"


def turned(name: str) -> Iterator[str]:
    """The same for the last name before the first, as in a list."""
    parts = name.split()
    if len(parts) > 1:
        yield rf"{spelled(parts[-1])}{BETWEEN}+{gap_in(name).join(map(spelled, parts[:-1]))}"
        yield rf"{spelled(parts[-1])}{BETWEEN}+{spelled(parts[0])}"


def gap_in(name: str) -> str:
    return f"{BETWEEN}{'*' if len(name) >= LONG else '+'}"


def spelled(word: str) -> str:
    """A regular expression for a word in whichever letters: composed of two characters, or in ASCII."""
    return "".join(map(_in_either_case, unicodedata.normalize("NFC", word)))


def _in_either_case(character: str) -> str:
    if character == "-":
        return r"[\s_-]?"
    plain = unicodedata.normalize("NFD", character)
    if character.isascii():
        return re.escape(character)
    both = {character.lower(), character.upper(), plain}
    return f"(?:{'|'.join([*sorted(both), IN_ASCII.get(character.lower(), re.escape(plain[0]))])})"
