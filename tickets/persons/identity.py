"""By what a person is recognised in a text: full names, e-mail addresses, phone numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Q
from django.utils import translation

from privacy.persons import MARKS, RULES, name_parts

SHORTEST: Final = 3
"""Letters; what is shorter stands in half of all texts and recognises nobody."""


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
        names = [r"\s+".join(map(re.escape, name.split())) + r"(?:['’]?s)?" for name in self.names]
        phones = [r"[ .-]?".join(number) for number in self.phones]
        patterns = [rf"(?<!\w){name}(?!\w)" for name in names]
        patterns += [rf"(?<![\w.+-]){re.escape(email)}(?![\w-])" for email in self.emails]
        patterns += [rf"(?<!\d)(?:(?:\+|00)45[ ]?)?{phone}(?!\d)" for phone in phones]
        return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)

    @cached_property
    def parts(self) -> re.Pattern[str]:
        """The parts of their names alone, for texts of which one knows already that they are about them."""
        names = sorted(name_parts(self.names), key=len, reverse=True)
        return re.compile(
            "|".join(rf"(?<!\w){re.escape(word)}(?:['’]?s)?(?!\w)" for word in names) or r"(?!)", re.IGNORECASE
        )

    def query(self, columns: Iterable[str]) -> Q:
        """Rows in which one of the columns may hold something of them; `pattern` has the last word."""
        terms = [*self.names, *self.emails, *(each for number in self.phones for each in spellings(number))]
        condition = Q(pk__in=[])
        for column in columns:
            for term in terms:
                condition |= Q(**{f"{column}__icontains": term})
        return condition

    def is_in(self, text: str) -> bool:
        return bool(self.pattern.search(text))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where they stand, whole or by a part of their names, in the order of the text."""
        whole = [match.span() for match in self.pattern.finditer(text)]
        parts = [match.span() for match in self.parts.finditer(text)]
        return sorted([*whole, *(part for part in parts if not any(lies_in(part, span) for span in whole))])

    def lines_about(self, text: str) -> str:
        """The lines of a text that name them."""
        return "\n".join(line for line in text.splitlines() if self.is_in(line))

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


def spellings(number: str) -> list[str]:
    """How eight digits are commonly written."""
    pairs = [number[at : at + 2] for at in range(0, len(number), 2)]
    return [number, " ".join(pairs), f"{number[:4]} {number[4:]}", "-".join(pairs), ".".join(pairs)]
