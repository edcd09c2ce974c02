"""Takes CPR numbers out of text before it is stored.

A CPR number is a day, a month and a year (two digits, or four), then four digits. People write it in many ways: in
one, with hyphens, dots, slashes or spaces, over two lines, in a column of a list, with characters between that nobody
sees, in digits of another script. Administrative numbers have 60 added to the day (cpr.dk, "Erstatningspersonnummer").
Modulus 11 is not asked: numbers without it have been issued since 1 October 2007 (cpr.dk, "Personnumre uden
kontrolciffer"). Ten digits whose first six are a date are masked even where they might be something else (a production
unit's number, a time stamp): a number too many costs a detail, a number too few a child's identity.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

REMOVED: Final = "[CPR-nummer fjernet]"
REMOVED_IN_NAME: Final = "xxxxxx-xxxx"
HYPHENS: Final = "\\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
SPACES: Final = " \\t\u00a0\u2000-\u200a\u202f\u205f\u3000"
UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\u20e3\u200e\u200f\u061c\x00"))
"""Characters that take no room, and hide a number from who looks for it."""
BETWEEN: Final = rf"[{SPACES}{HYPHENS}\r\n.,:;/|_*()>'\"]"
RUN: Final = re.compile(rf"\d+(?:{BETWEEN}{{1,4}}\d+)*")
"""Digits that stand close together. A gap holds no digit and a group nothing else, so that reading is linear."""
GROUP: Final = re.compile(r"\d+")
IN_DATE: Final = re.compile(rf"[{SPACES}]?[{HYPHENS}./]?[{SPACES}]?")
IN_SERIAL: Final = re.compile(rf"[{SPACES}]")
WORD_BEFORE: Final = re.compile(r"[\w-]*$", re.ASCII)
WORD_AFTER: Final = re.compile(r"[\w-]*", re.ASCII)
KEY: Final = 24
"""Letters and digits from which a word is a key."""
CASE_NUMBER: Final = re.compile(r"AULA-$", re.IGNORECASE)

SERIAL: Final = 4
WITH_YEAR: Final = 6
WITH_CENTURY: Final = 8
CENTURIES: Final = frozenset({"18", "19", "20"})
ANYWHERE: Final = frozenset(
    {(10,), (6, 4), (2, 2, 2, 4), (2, 2, 6), (4, 2, 4), (12,), (8, 4), (2, 2, 4, 4), (2, 2, 8), (4, 4, 4)}
)
"""Digits in each group, for numbers that are known even among others: date in one or in parts, then the last four."""
ALONE: Final = frozenset({(6, 2, 2), (2, 2, 2, 2, 2), (1,) * 10})
"""The same for those that look like a telephone number or a column unless they stand alone."""
WITHOUT_ZERO: Final = (5, 4)
"""A spreadsheet takes the first zero away."""
LONGEST: Final = 10
LONGEST_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""February has 29: the century is not always known, so neither is the leap year."""
ADMINISTRATIVE: Final = 60


@dataclass(frozen=True)
class Masked:
    """The text without CPR numbers, and how many were taken out."""

    text: str
    count: int


class Group(NamedTuple):
    """Digits in one, and where they stand."""

    digits: str
    start: int
    end: int


def mask(text: str) -> Masked:
    """Replaces each CPR number by words that say so."""
    return _replace(text, REMOVED)


def mask_filename(name: str) -> Masked:
    """The same for a file name, with letters that any system takes."""
    return _replace(name, REMOVED_IN_NAME)


def _replace(text: str, by: str) -> Masked:
    plain, places = _plain(text)
    parts, end, count = [], 0, 0
    for first, last in _numbers(plain):
        start = places[first] if places else first
        parts += [text[end:start], by]
        end, count = (places[last - 1] + 1 if places else last), count + 1
    return Masked("".join([*parts, text[end:]]) if count else text, count)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as it is read: digits of any script as 0 to 9, without what is not seen. And where each character of
    that stood; nothing where all stand where they stood."""
    if text.isascii() and "\x00" not in text:
        return text, []
    kept = [place for place, character in enumerate(text) if ord(character) not in UNSEEN]
    places = kept if len(kept) < len(text) else []
    return "".join(_plain_digit(text[place]) for place in kept), places


def _plain_digit(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where the CPR numbers stand, from the first to the last, none within another."""
    for run in RUN.finditer(text):
        groups = [Group(match[0], match.start(), match.end()) for match in GROUP.finditer(text, run.start(), run.end())]
        if CASE_NUMBER.search(text, max(0, run.start() - 5), run.start()):
            groups = groups[2:]
        yield from _among(text, groups)


def _among(text: str, groups: Sequence[Group]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(groups):
        size = next((size for size in range(1, LONGEST + 1) if _is_number(text, groups, at, size)), 0)
        if size:
            yield groups[at].start, groups[at + size - 1].end
        at += size or 1


def _is_number(text: str, groups: Sequence[Group], at: int, size: int) -> bool:
    """Whether these groups are one CPR number."""
    chosen = groups[at : at + size]
    shape = tuple(len(group.digits) for group in chosen)
    if len(chosen) < size or not _is_shape(text, groups, chosen, shape):
        return False
    if _is_within_word(text, chosen) or _is_abroad(text, chosen[0]):
        return False
    digits = "".join(group.digits for group in chosen)
    return is_birth(digits if shape != WITHOUT_ZERO else f"0{digits}")


def _is_shape(text: str, groups: Sequence[Group], chosen: Sequence[Group], shape: tuple[int, ...]) -> bool:
    if shape == WITHOUT_ZERO:
        return _gap(text, chosen, 0).strip() in tuple(HYPHENS.replace("\\", "")) and not chosen[0].digits.startswith(
            "0"
        )
    if shape in ANYWHERE:
        inside = len(chosen) - (2 if shape[-1] == SERIAL else 1)
        return all(IN_DATE.fullmatch(_gap(text, chosen, gap)) for gap in range(inside))
    return (
        shape in ALONE
        and len(groups) == len(chosen)
        and all(
            (IN_SERIAL if shape[gap + 1 :] == (2,) else IN_DATE).fullmatch(_gap(text, chosen, gap))
            for gap in range(len(chosen) - 1)
        )
    )


def _gap(text: str, groups: Sequence[Group], after: int) -> str:
    return text[groups[after].end : groups[after + 1].start]


def _is_within_word(text: str, chosen: Sequence[Group]) -> bool:
    """Letters on both sides and much more of them: a part of a key in an address of a page, written by no person."""
    start, end = chosen[0].start, chosen[-1].end
    before, after = WORD_BEFORE.search(text, max(0, start - KEY), start), WORD_AFTER.match(text, end, end + KEY)
    if not before or not after or not (before[0][-1:].isalpha() and after[0][:1].isalpha()):
        return False
    return len(before[0]) + end - start + len(after[0]) >= KEY


def _is_abroad(text: str, first: Group) -> bool:
    """A telephone number with the code of a country."""
    return text[max(0, first.start - 1) : first.start] == "+"


def is_birth(digits: str) -> bool:
    """Whether ten or twelve digits begin with a day, a month and a year."""
    if len(digits) - SERIAL == WITH_CENTURY and digits[4:6] not in CENTURIES:
        return False
    return len(digits) - SERIAL in {WITH_YEAR, WITH_CENTURY} and is_date(digits)


def is_date(digits: str) -> bool:
    """Whether the first four digits are a day and a month; 60 may be added to the day."""
    day, month = int(digits[:2]), int(digits[2:4])
    day -= ADMINISTRATIVE if day > ADMINISTRATIVE else 0
    return 1 <= month <= len(LONGEST_MONTH) and 1 <= day <= LONGEST_MONTH[month - 1]
