"""CPR numbers in what an office document keeps beside its text: results of formulas, caches of charts, alternative
texts, names of sheets, addresses of links.

A program reads these places, so words there would break the document. Each digit of a number becomes a zero.
"""

import re
from collections.abc import Container, Iterator
from typing import Final

from privacy import cpr

VALUE: Final = re.compile(r"<((?:\w+:)?v)>([0-9]{9,10})</\1>")
"""A figure in a cell or in the cache of a chart, from which a program may have taken the first zero."""
NAME: Final = re.compile(r"[\w:.-]++=$")
LONGEST_NAME: Final = 200
LONGEST_TAG: Final = 4000
"""Characters before a number in which the name of its attribute stands."""
DIGIT: Final = re.compile("[0-9]")
OF_PROGRAMS: Final = frozenset(
    {"d", "path", "points", "coords", "viewBox", "fmla", "style", "adj", "coordsize", "sqref", "spans", "ref"}
)
"""Attributes of outlines and places: figures side by side, and none of a person."""
WRITTEN: Final = frozenset({"string-value", "descr", "title", "name", "alt", "tooltip", "display", "prompt", "error"})
"""Attributes in which people write, so that digits alone may be a number there; elsewhere they are a key."""


def without_numbers(xml: str, names: Container[str]) -> tuple[str, int]:
    """The part with zeros in the place of CPR numbers, and how many there were. `names`: the other parts, to which it
    may point by their names."""
    count = 0

    def zero(value: re.Match[str]) -> str:
        nonlocal count
        if not cpr.is_birth(value[2].zfill(10)):
            return value[0]
        count += 1
        return f"<{value[1]}>0</{value[1]}>"

    xml = VALUE.sub(zero, xml)
    numbers = [number for number in cpr.places(xml) if is_of_person(xml, *number, names)]
    return "".join(zeroed(xml, numbers)), count + len(numbers)


def zeroed(xml: str, numbers: list[tuple[int, int]]) -> Iterator[str]:
    end = 0
    for start, last in numbers:
        yield xml[end:start]
        yield DIGIT.sub("0", xml[start:last])
        end = last
    yield xml[end:]


def is_of_person(xml: str, start: int, end: int, names: Container[str]) -> bool:
    """Whether a person wrote it, or a program copied it from there."""
    before = xml[max(0, start - LONGEST_TAG) : start]
    if before.rfind(">") > before.rfind("<"):
        return re.match(r"\.[0-9]", xml[end : end + 2]) is None
    whole_name, quote, begun = attribute_around(before)
    if not whole_name:
        return False
    name, value = whole_name.rpartition(":")[2], begun + xml[start : end + LONGEST_TAG].split(quote, 1)[0]
    if name in OF_PROGRAMS or whole_name.startswith("xmlns") or value.rpartition("/")[2] in names:
        return False
    return name in WRITTEN or not value.isdecimal()


def attribute_around(before: str) -> tuple[str, str, str]:
    """(name, quotation mark, what stands of its value so far) of the attribute that is open where the text ends."""
    at = max(before.rfind('"'), before.rfind("'"))
    named = NAME.search(before[max(0, at - LONGEST_NAME) : max(0, at)])
    begun = before[at + 1 :]
    return (named[0][:-1], before[at], begun) if named and not {"<", ">"} & set(begun) else ("", "", "")
