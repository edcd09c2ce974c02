"""Takes CPR numbers out of text before it is stored.

A CPR number is a day, a month and a year (two digits, or four), then four digits. People write it in many ways: in
one, with hyphens, dots, slashes or spaces, over two lines, in a column of a list or in several of them, without the
zero that a spreadsheet took, with characters between that nobody sees, in digits of another script, as the address of a
page writes them, with words between ("120385, de sidste fire er 4321"), with the year first, as programs write a date
("1985-03-12-4321"). Administrative numbers have 60 added to the day
(cpr.dk, "Erstatningspersonnummer"). Modulus 11 is not asked: numbers without it have been issued since 1 October 2007
(cpr.dk, "Personnumre uden kontrolciffer"). Ten digits whose first six are a date are masked even where they might be
something else (a production unit's number, a time stamp): a number too many costs a detail, a number too few a child's
identity.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final, NamedTuple

from privacy.cpr_in_words import candidates

REMOVED: Final = "[CPR-nummer fjernet]"
REMOVED_IN_NAME: Final = "xxxxxx-xxxx"
HYPHENS: Final = "\\-\u2212"
SPACES: Final = " \\t"
"""Of a text as it is read (`_plain_character`): most hyphens, blanks and quotes are ASCII in it."""
UNSEEN: Final = frozenset({"Cf", "Mn", "Me"})
"""Kinds of characters that take no room, and hide a number from who looks for it."""
QUOTES: Final = "'\""
BREAKS: Final = r"\x01-\x1f\x7f-\x9f"
BETWEEN: Final = rf"[{SPACES}{HYPHENS}{QUOTES}{BREAKS}.,:;/|_*()<>\[\]{{}}=~#!?&^`@\\\u00b7]"
ONE_BETWEEN: Final = re.compile(BETWEEN)
SPACE: Final = frozenset({"Zs", "Zl", "Zp"})
SIGNS: Final = frozenset({"Po", "Ps", "Pe", "Pi", "Pf", "Pc", "Sm", "Sk", "So"})
"""Kinds of characters that are no letter and no amount of money."""
FAR: Final = rf"[{SPACES}{HYPHENS}\r\n]{{9,64}}+"
"""Between the columns of a list that is drawn with blanks, and of a page's table (`ESCAPED`)."""
RUN: Final = re.compile(rf"[0-9]++(?:(?:{FAR}|{BETWEEN}{{1,8}}+)[0-9]++)*+")
"""Digits that stand close together. A gap holds no digit and a group nothing else, so that reading is linear."""
GROUP: Final = re.compile(r"[0-9]+")
IN_DATE: Final = re.compile(rf"[{SPACES}]?[{HYPHENS}./]?[{SPACES}]?")
IN_SERIAL: Final = re.compile(rf"[{SPACES}]")
IN_SMALL_GROUPS: Final = re.compile(rf"[{SPACES}{HYPHENS}]")
IN_COLUMNS: Final = re.compile(rf"['\"]?(?:,|['\"],[{SPACES}]['\"]|[{SPACES}]*[;|\t][{SPACES}]*)['\"]?")
"""What stands between the columns of a list."""
CELL: Final = re.compile(r"[;|,'\"\t\r\n]")
CELL_BEFORE: Final = re.compile(r"(?:^|[\r\n]|([;|\t,]))[ ]*['\"]?$")
CELL_AFTER: Final = re.compile(r"['\"]?[ ]*(?:$|[\r\n]|([;|\t,]))")
BESIDE: Final = 8
"""Characters beside a number in which the edge of its cell stands."""
_DATE_GAP: Final = IN_DATE.pattern
_COLUMN_GAP: Final = IN_COLUMNS.pattern
MAY_BEGIN: Final = re.compile(
    rf"[0-36-9]{_DATE_GAP}[0-9]{_DATE_GAP}[01]{_DATE_GAP}[0-9]|(?:18|19|20)[0-9]{{2}}"
    rf"|[1-9](?:0[1-9]|1[0-2])[0-9]{{2}}"
    rf"|[0-9]{{1,2}}{_COLUMN_GAP}[0-9]{{1,2}}{_COLUMN_GAP}[0-9]{{2,4}}{_COLUMN_GAP}[0-9]{{4}}"
)
"""How every number begins at least, so that most figures of a list need no closer look."""
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
ALONE: Final = frozenset({(2, 4, 4), (2, 2, 2, 2, 2), (1,) * 10})
"""The same for those that look like a telephone number or a column unless they stand alone, or alone in their cell."""
COLUMNS: Final = frozenset({(2, 2, 2, 4), *((day, month, 4, 4) for day in (1, 2) for month in (1, 2))})
"""Day, month, year and the last four, each in a column of its own."""
YEAR_FIRST: Final = frozenset({(12,), (8, 4), (4, 4, 4), *((4, month, day, 4) for month in (1, 2) for day in (1, 2))})
"""Year, month and day, then the last four."""
TIME_STAMP: Final = re.compile(r"20[2-9][0-9]{5}(?:[01][0-9]|2[0-3])[0-5][0-9]")
"""Twelve digits in one that are rather a day of late and a time of it."""
DATE_AND_TIME: Final = (2, 2, 4, 2, 2)
LATE: Final = "2020"
"""The year from which a date with two and two figures behind it is rather a day and a time of it."""
WITHOUT_ZERO: Final = frozenset({(5, 4), (9,)})
"""A spreadsheet takes the first zero away. Nine digits in one are a number only where they fill a cell of a list."""
LONGEST: Final = 10
"""Groups of the longest number: each of its digits by itself."""
FEWEST_DIGITS: Final = 9
LONGEST_REMEMBERED: Final = 20_000
"""Characters of a text that is worth remembering."""
FEWEST_SAID: Final = 8
"""Of a number with a month in words, or with one figure each for day and month."""
MOST_DIGITS: Final = 12
LONGEST_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""February has 29: the century is not always known, so neither is the leap year."""
ADMINISTRATIVE: Final = 60
ESCAPED: Final = re.compile(
    r"%(?:2[0CDEF]|0[9AD]|3[AB]|5F|C2%A0)|=2D|&(?:nbsp|[mn]dash|minus|shy|#\d{2,4}|#x[\da-f]{2,4});|<br ?/?>"
    r"|</?(?:[bipu]|em|strong|span|t[dh]|div)>|\\[nrt]|\\u(?:00[2a]|20[0-2])[\da-f]|(?<=\d)\+(?=\d)",
    re.IGNORECASE,
)
"""Signs as the address of a page, a mail or a program writes them."""
MONTHS: Final = ("jan", "feb", "mar", "apr", "ma[jy]", "jun", "jul", "aug", "sep", "o[ck]t", "nov", "dec")
_MONTH: Final = "|".join(rf"(?P<month_{at}>{name})[a-z]*" for at, name in enumerate(MONTHS, 1))
_LAST_FOUR: Final = "(?:sidste|last) (?:fire|four|4)|(?:fire|four|4) (?:sidste|last)"
_SERIAL: Final = r"l(?:ø|oe)be ?n(?:ummer|r)|lb\.? ?nr"
_LAST: Final = (
    rf"{_LAST_FOUR}|{_SERIAL}|cifre|digits|cpr|personn|streg|minus|dash|hyphen"
    r"|(?:og|and) så|(?:og|and) saa|derefter|efterf(?:ulgt|ølgende)|followed|and then|(?<=[0-9 ])x{1,4}(?=[0-9 ])"
    r"|(?:slutter|ender|ends|ending) (?:på|paa|pa|med|in|with)"
)
_FIGURE: Final = "[0-9]{2}|[0-9](?![0-9])"
SAID: Final = re.compile(
    rf"(?P<named>(?:cpr|personn)[^\W\d]{{0,10}}[^0-9\n]{{0,24}})?(?<![0-9])(?P<day>{_FIGURE}){_DATE_GAP}"
    rf"(?:(?P<month>{_FIGURE})|{_MONTH}){_DATE_GAP}(?P<year>[0-9]{{4}}|[0-9]{{2}})(?![0-9])"
    rf"(?P<gap>[^0-9]{{0,24}}?(?P<last>{_LAST})[^0-9\n]{{0,24}}|[^0-9\n]{{1,16}})(?P<serial>[0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)
"""A date and the last four digits, with words that join them, or a date in which the month is a word or one figure."""
SAID_LAST_FIRST: Final = re.compile(
    rf"(?:(?:{_LAST_FOUR}|{_SERIAL})[^0-9\n]{{0,12}}(?<![0-9])(?P<serial>[0-9]{{4}})(?![0-9])[^0-9\n]{{1,48}}"
    rf"|(?<![0-9])(?P<four>[0-9]{{4}})(?![0-9])[^0-9\n]{{0,12}}(?:{_LAST_FOUR}|{_SERIAL})[^0-9\n]{{1,48}})"
    rf"(?P<day>{_FIGURE}){_DATE_GAP}(?:(?P<month>{_FIGURE})|{_MONTH}){_DATE_GAP}"
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}})(?![0-9])",
    re.IGNORECASE,
)
DATE_BEFORE: Final = re.compile(r"(?<![0-9])[0-9]{1,2}([./-])[0-9]{1,2}\1$")
"""A day and a month, where a year stands behind: "22.12.2026-02.01.2027"."""
LONGEST_BEFORE: Final = 6
NAMED_BEFORE: Final = re.compile(r"(?:cpr|personn)[^\W\d]{0,10}[^0-9\n]{0,16}$", re.IGNORECASE)
CALLED: Final = 32
"""Characters before a number in which it may be called one."""
LOOKS_LIKE: Final = re.compile(r"(?<=[0-9-])[oOIl](?=[0-9])|(?<=[0-9])[oOIl](?=-|\b)")
"""A letter that somebody, or a program that reads pictures, took for the digit beside it."""
JOINED: Final = re.compile(rf"[{SPACES}]?[{HYPHENS}][{SPACES}]?")
JOINED_LOOSELY: Final = re.compile(rf"[{SPACES}]?[,;:]?[{SPACES}]?")
END: Final = re.compile(rf"[{SPACES}]*(?:[^\w{SPACES}]|$)")
"""Behind a number that is joined loosely: a word there would make a town's code, or an amount, of four figures."""
LATE_YEAR: Final = re.compile("(?:20)?[23][0-9]")
"""Years of a date behind which four figures may be a time: "12. marts 26 1430"."""
GLUED: Final = re.compile(r"(?<![0-9])(?:(?:[0-9]{6}-[0-9]{4}){2,}|(?:[0-9]{6}-?[0-9]{4}){2,3})(?![0-9])")
"""Numbers of a list whose ends were lost when it was copied."""
ONE_OF_GLUED: Final = re.compile(r"[0-9]{6}-?[0-9]{4}")
OF_THIS_CENTURY: Final = "20"
"""How a serial begins that is rather a year: "1. august 2025-2026"."""


@dataclass(frozen=True)
class Masked:
    """The text without CPR numbers, and how many were taken out."""

    text: str
    count: int


class DigitGroup(NamedTuple):
    """Digits in one, and where they stand."""

    digits: str
    start: int
    end: int


def mask(text: str) -> Masked:
    """Replaces each CPR number by words that say so."""
    return _replace(text, REMOVED)


def places(text: str) -> list[tuple[int, int]]:
    """Where each number begins and ends in the text."""
    plain, where = _plain(text)
    spans = [(start, end) for digits, start, end in candidates(plain) if is_birth(digits)]
    if sum(map(plain.count, "0123456789")) >= FEWEST_SAID:
        spans += _in_digits(plain)
    return [(where[first], where[last - 1] + 1) if where else (first, last) for first, last in _apart(spans)]


def _in_digits(plain: str) -> list[tuple[int, int]]:
    """Where each number stands of which most is written in digits."""
    plain = ESCAPED.sub(lambda match: "-" * len(match[0]), plain)
    plain = LOOKS_LIKE.sub(lambda match: "0" if match[0] in "oO" else "1", plain)
    return [*_numbers(plain), *_said(plain)]


def mask_filename(name: str) -> Masked:
    """The same for a file name, with letters that any system takes."""
    return _replace(name, REMOVED_IN_NAME)


def _replace(text: str, by: str) -> Masked:
    if len(text) < FEWEST_DIGITS:
        return Masked(text, 0)
    try:
        look(text) if len(text) <= LONGEST_REMEMBERED else look.__wrapped__(text)
    except Found as found:
        return _without(text, found.places, by)
    return Masked(text, 0)


@lru_cache(maxsize=32)
def look(text: str) -> None:
    """Raises `Found` for a text with numbers. One without is remembered a while: the guards of an act ask again and
    again for what it writes. Since only a result is, no number ever is."""
    if spans := places(text):
        raise Found(spans)


class Found(Exception):
    """Where numbers stand in a text."""

    def __init__(self, places: list[tuple[int, int]]) -> None:
        self.places = places


def _without(text: str, spans: list[tuple[int, int]], by: str) -> Masked:
    parts, end = [], 0
    for start, last in spans:
        parts += [text[end:start], by]
        end = last
    return Masked("".join([*parts, text[end:]]), len(spans))


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as it is read: digits of any script as 0 to 9, without what is not seen. And where each character of
    that stood; nothing where all stand where they stood."""
    if text.isascii() and "\x00" not in text:
        return text, []
    plain = text.translate(PLAIN)
    if len(plain) == len(text):  # no character is read as more than one
        return plain, []
    return plain, [place for place, character in enumerate(text) if PLAIN[ord(character)]]


class _Plain(dict[int, str]):
    """What each character is read as, found out once."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain_character(chr(code))
        return self[code]


PLAIN: Final = _Plain()


def _plain_character(character: str) -> str:
    """As ASCII where it is a digit, a hyphen, a space or a wide form of a sign; empty where nobody sees it. Any other
    sign is read as a dot in the middle: it stands between digits as well as that."""
    if character.isascii():
        return "" if character == "\x00" else character
    digit, kind = unicodedata.digit(character, None), unicodedata.category(character)
    if digit is not None:
        return str(digit)
    if kind in UNSEEN:
        return ""
    if kind == "Pd" or kind in SPACE:
        return "-" if kind == "Pd" else " "
    narrow = unicodedata.normalize("NFKC", character)
    if len(narrow) == 1 and narrow.isascii() and not narrow.isalnum():
        return narrow
    return "·" if kind in SIGNS and not ONE_BETWEEN.fullmatch(character) else character


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """From the first to the last; those that reach into each other are one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _said(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers stand that are written with words between, or with a date as in a letter."""
    for match in SAID.finditer(text):
        month = _month(match)
        if is_birth(_dated(match, month) + match["serial"]) and _is_joined(match, month):
            yield match.start("day"), match.end("serial")
    for match in SAID_LAST_FIRST.finditer(text):
        serial = "serial" if match["serial"] else "four"
        is_year = match[serial].startswith(OF_THIS_CENTURY)
        if not is_year and is_birth(_dated(match, _month(match)) + match[serial]):
            yield match.start(serial), match.end("year")
    for match in GLUED.finditer(text):
        if all(is_birth(each[0].replace("-", "")) for each in ONE_OF_GLUED.finditer(match[0])):
            yield match.span()


def _month(match: re.Match[str]) -> str:
    months: list[str] = [match["month"], *(str(at) for at in range(1, 13) if match[f"month_{at}"])]
    return next(filter(None, months))


def _dated(match: re.Match[str], month: str) -> str:
    return f"{match['day']:0>2}{month:0>2}{match['year']}"


def _is_joined(match: re.Match[str], month: str) -> bool:
    if match["named"] or match["last"]:
        return True
    as_in_letter = match["month"] is None or len(match["day"]) == 1 or len(month) == 1
    if not as_in_letter or match["serial"].startswith(OF_THIS_CENTURY):
        return False
    if JOINED.fullmatch(match["gap"]):
        return True
    ends = END.match(match.string, match.end()) and not LATE_YEAR.fullmatch(match["year"])
    return bool(ends and JOINED_LOOSELY.fullmatch(match["gap"]))


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where the CPR numbers stand, from the first to the last, none within another."""
    for run in RUN.finditer(text):
        if run.end() - run.start() < FEWEST_DIGITS:
            continue
        groups = (
            DigitGroup(match[0], match.start(), match.end()) for match in GROUP.finditer(text, run.start(), run.end())
        )
        after_number = CASE_NUMBER.search(text, max(0, run.start() - 5), run.start())
        yield from _among(text, islice(groups, 2 if after_number else 0, None))


def _among(text: str, groups: Iterator[DigitGroup]) -> Iterator[tuple[int, int]]:
    """Of a run only a few groups are held at a time: a file of ten million digits is one run."""
    window = list(islice(groups, LONGEST + 1))
    before: DigitGroup | None = None
    while window:
        size = _size_of_number(text, before, window) if _may_begin(text, before, window) else 0
        if size:
            yield window[0].start, window[size - 1].end
        gone = size or 1
        before = window[gone - 1]
        del window[:gone]
        window.extend(islice(groups, gone))


def _may_begin(text: str, before: DigitGroup | None, window: Sequence[DigitGroup]) -> bool:
    """A quick look. What begins with one or two digits amid others in a cell has its year or serial in one, soon."""
    first = window[0]
    if not MAY_BEGIN.match(text, first.start):
        return False
    if len(first.digits) >= SERIAL or before is None or CELL.search(text, before.end, first.start):
        return True
    return any(len(group.digits) >= SERIAL for group in window[2:4])


def _size_of_number(text: str, before: DigitGroup | None, window: Sequence[DigitGroup]) -> int:
    """How many of the groups, from the first, are one CPR number; 0 where there is none."""
    digits = 0
    for size, group in enumerate(window[:LONGEST], 1):
        digits += len(group.digits)
        if digits > MOST_DIGITS:
            return 0
        if digits >= FEWEST_DIGITS and _is_number(text, before, window, size):
            return size
    return 0


def _is_number(text: str, before: DigitGroup | None, window: Sequence[DigitGroup], size: int) -> bool:
    chosen = window[:size]
    shape = tuple(len(group.digits) for group in chosen)
    day_first = is_birth(_whole(chosen, shape)) and _is_shape(text, before, window, shape)
    if not (day_first or _is_year_first(text, window, shape)):
        return False
    return not (_is_within_word(text, chosen) or _is_abroad(text, chosen[0]))


def _whole(chosen: Sequence[DigitGroup], shape: tuple[int, ...]) -> str:
    """The digits, with the zeros that a spreadsheet took."""
    sizes = (2, 2, *shape[2:]) if shape in COLUMNS else shape
    if shape in WITHOUT_ZERO:
        sizes = (shape[0] + 1, *shape[1:])
    return "".join(group.digits.zfill(size) for group, size in zip(chosen, sizes, strict=True))


def _is_shape(text: str, before: DigitGroup | None, window: Sequence[DigitGroup], shape: tuple[int, ...]) -> bool:
    size = len(shape)
    gaps = [text[one.end : two.start] for one, two in pairwise(window[:size])]
    if shape in WITHOUT_ZERO:
        plain = gaps[0].strip() in tuple(HYPHENS.replace("\\", "")) if gaps else _is_cell(text, window[0])
        plain = plain or bool(NAMED_BEFORE.search(text, max(0, window[0].start - CALLED), window[0].start))
        return plain and not window[0].digits.startswith("0")
    if shape in COLUMNS and len(set(gaps)) == 1 and IN_COLUMNS.fullmatch(gaps[0]):
        return True
    if shape in ANYWHERE:
        inside = size - (2 if shape[-1] == SERIAL else 1)
        return all(IN_DATE.fullmatch(gap) for gap in gaps[:inside])
    if not _is_spelled(shape, gaps) or (shape == DATE_AND_TIME and window[2].digits >= LATE):
        return False
    alone = before is None and len(window) == size
    return alone or (not CELL.search("".join(gaps)) and _fills_cell(text, before, window, size))


def _is_year_first(text: str, window: Sequence[DigitGroup], shape: tuple[int, ...]) -> bool:
    """Whether it is a number in the order of programs, and no date with a time or another date behind it."""
    size = len(shape)
    if shape not in YEAR_FIRST or _is_date_from(text, window[size - 1 : size + 2]):
        return False
    if size == SERIAL and DATE_BEFORE.search(text, max(0, window[0].start - LONGEST_BEFORE), window[0].start):
        return False
    digits = "".join(group.digits.zfill(2) for group in window[:size])
    turned = digits[6:8] + digits[4:6] + digits[:4] + digits[8:]
    gaps = [text[one.end : two.start] for one, two in pairwise(window[:size])]
    columns = len(set(gaps)) == 1 and IN_COLUMNS.fullmatch(gaps[0])
    joined = bool(columns) or all(map(IN_DATE.fullmatch, gaps))
    return joined and is_birth(turned) and not (size == 1 and TIME_STAMP.fullmatch(digits))


def _is_date_from(text: str, groups: Sequence[DigitGroup]) -> bool:
    """Whether a year begins here, with its month and day behind it."""
    gaps = [text[one.end : two.start] for one, two in pairwise(groups)]
    return [len(group.digits) for group in groups] == [4, 2, 2] and gaps[0] == gaps[1] and gaps[0] in {"-", ".", "/"}


def _is_spelled(shape: tuple[int, ...], gaps: Sequence[str]) -> bool:
    """Whether digits in small groups are read as one number: as people group them, the last four apart, or evenly."""
    if shape in ALONE:
        own = [IN_SERIAL if shape[at + 1 :] == (2,) else IN_DATE for at in range(len(gaps))]
        if all(pattern.fullmatch(gap) for pattern, gap in zip(own, gaps, strict=True)):
            return True
    if shape[0] in {WITH_YEAR, WITH_CENTURY} and sum(shape[1:]) == SERIAL:
        return bool(IN_DATE.fullmatch(gaps[0])) and all(map(IN_SMALL_GROUPS.fullmatch, gaps[1:]))
    if shape[:3] in {(2, 2, 2), (2, 2, 4)} and sum(shape[3:]) == SERIAL and shape not in ALONE:
        return all(map(IN_DATE.fullmatch, gaps[:3])) and all(map(IN_SMALL_GROUPS.fullmatch, gaps[3:]))
    return sum(shape) == LONGEST and len(set(gaps)) == 1 and bool(IN_SMALL_GROUPS.fullmatch(gaps[0]))


def _fills_cell(text: str, before: DigitGroup | None, window: Sequence[DigitGroup], size: int) -> bool:
    """Whether these groups, and no others, stand in one cell or line."""
    starts = before is None or CELL.search(text, before.end, window[0].start)
    ends = len(window) == size or CELL.search(text, window[size - 1].end, window[size].start)
    return bool(starts and ends)


def _is_cell(text: str, group: DigitGroup) -> bool:
    """Whether the number is all that stands in a cell of a list."""
    before = CELL_BEFORE.search(text, max(0, group.start - BESIDE), group.start)
    after = CELL_AFTER.match(text, group.end)
    return bool(before and after and (before[1] or after[1]))


def _is_within_word(text: str, chosen: Sequence[DigitGroup]) -> bool:
    """Letters on both sides and much more of them: a part of a key in an address of a page, written by no person."""
    start, end = chosen[0].start, chosen[-1].end
    before, after = WORD_BEFORE.search(text, max(0, start - KEY), start), WORD_AFTER.match(text, end, end + KEY)
    if not before or not after or not (before[0][-1:].isalpha() and after[0][:1].isalpha()):
        return False
    return len(before[0]) + end - start + len(after[0]) >= KEY


def _is_abroad(text: str, first: DigitGroup) -> bool:
    """A telephone number with the code of a country; behind a letter a plus is a space, in the address of a page."""
    before = text[max(0, first.start - 2) : first.start]
    return before.endswith("+") and not before[:1].isalpha()


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
