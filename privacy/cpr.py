"""Takes CPR numbers out of text before it is stored.

A CPR number is six digits that are a date (ddmmyy), then four digits, with or without a hyphen or space between.
Modulus 11 is not asked: numbers without it have been issued since 1 October 2007 (cpr.dk, "Personnumre uden
kontrolciffer"). Ten digits whose first six are a date are masked even where they might be something else (a time
stamp in a file name): a number too many costs a detail, a number too few a child's identity.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

REMOVED: Final = "[CPR-nummer fjernet]"
REMOVED_IN_NAME: Final = "xxxxxx-xxxx"
HYPHENS: Final = "-\u2010\u2011\u2012\u2013\u2014\u2212\u00ad"
SPACES: Final = " \t\u00a0\u2009\u202f\u2007"
CANDIDATE: Final = re.compile(
    rf"(?<![\d])(?<!\d[.,:/{HYPHENS}])(?<!\+)(\d{{6}})(?:[{SPACES}]?[{HYPHENS}][{SPACES}]?|[{SPACES}])?(\d{{4}})(?![\d])"
    rf"(?![.,:/{HYPHENS}]\d)"
)
"""Six and four digits that are not part of a longer number, however that is grouped."""
LONGEST_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""February has 29: the century is not known, so neither is the leap year."""


@dataclass(frozen=True)
class Masked:
    """The text without CPR numbers, and how many were taken out."""

    text: str
    count: int


def mask(text: str) -> Masked:
    """Replaces each CPR number by words that say so."""
    return _replace(text, REMOVED)


def mask_filename(name: str) -> Masked:
    """The same for a file name, with letters that any system takes."""
    return _replace(name, REMOVED_IN_NAME)


def _replace(text: str, by: str) -> Masked:
    plain = "".join(map(_plain_digit, text)) if not text.isascii() else text
    parts, end, count = [], 0, 0
    for found in CANDIDATE.finditer(plain):
        if is_date(found[1]):
            parts += [text[end : found.start()], by]
            end, count = found.end(), count + 1
    return Masked("".join([*parts, text[end:]]) if count else text, count)


def is_date(digits: str) -> bool:
    """Whether six digits are a day, a month and a year."""
    day, month = int(digits[:2]), int(digits[2:4])
    return 1 <= month <= len(LONGEST_MONTH) and 1 <= day <= LONGEST_MONTH[month - 1]


def _plain_digit(character: str) -> str:
    """Digits of other scripts and full width as 0 to 9, so that they do not hide a number; the length stays."""
    if character.isascii() or not character.isdecimal():
        return character
    return str(unicodedata.decimal(character))
