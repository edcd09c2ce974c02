"""No regular expression of the program, in whatever module, takes squarely longer for a text that repeats itself.

`test_reading_time` asks the functions that read what strangers write; here every compiled pattern is asked by itself,
also one that is added tomorrow.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, Final

import pytest

from tests.helpdesk.test_reading_time import is_slow, repeated, seconds
from tests.reading import UNITS

PACKAGES: Final = (
    "database",
    "demo",
    "desk",
    "helpdesk",
    "knowledgebase",
    "meaning",
    "monitoring",
    "organisation",
    "privacy",
    "reporting",
    "tickets",
    "triage",
)
BESIDE: Final = re.compile(r"\.(migrations|management|gunicorn|wsgi)\b|\.__main__$|^demo\.run$")
"""What begins something when it is imported, or is written once and read never again."""
DEEP: Final = 3
SHORT: Final = 4_000
SOME: Final = 0.002
"""Seconds; a square that takes three for 100,000 letters takes five thousandths of one for so few."""
LITERAL: Final = re.compile(r"[A-Za-zæøåÆØÅ0-9@:/=<>\-]{1,8}")
READ_SHORT: Final[dict[str, str]] = {
    "helpdesk.addresses:ADDRESS": "matched with a whole line of the environment, when a process starts",
}
"""Patterns that are asked of a short text alone, and what keeps it short."""


def modules() -> Iterator[Any]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not BESIDE.search(found.name):
                yield importlib.import_module(found.name)


def compiled(value: Any, deep: int = DEEP) -> "Iterator[re.Pattern[Any]]":
    """The patterns in a value, and in what it holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif deep and isinstance(value, tuple | list | set | frozenset | Mapping):
        for each in (*value, *value.values()) if isinstance(value, Mapping) else value:
            yield from compiled(each, deep - 1)


@cache
def patterns() -> "dict[str, re.Pattern[Any]]":
    """Each once, under the name that it has where it is met first."""
    seen: dict[tuple[Any, int], str] = {}
    named: dict[str, re.Pattern[Any]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in compiled(value) if not name.startswith("__") else ():
                key = (pattern.pattern, pattern.flags)
                if key not in seen:
                    seen[key] = f"{module.__name__}:{name}:{len(named)}"
                    named[seen[key]] = pattern
    return named


def read(pattern: "re.Pattern[Any]", text: str) -> None:
    whole: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    for _match in pattern.finditer(whole):
        pass


def units_of(pattern: "re.Pattern[Any]") -> list[str]:
    """The usual ones, and those that the pattern itself looks for."""
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else str(pattern.pattern)
    return list(dict.fromkeys([*UNITS, *LITERAL.findall(source)[:12]]))


def slow_units(pattern: "re.Pattern[Any]") -> list[str]:
    """A short text is asked first: what takes a square of the long one takes some milliseconds there."""
    asked = partial(read, pattern)
    doubtful = [unit for unit in units_of(pattern) if seconds(asked, repeated(unit, SHORT)) > SOME]
    return [unit for unit in doubtful if is_slow(asked, unit)]


@pytest.mark.parametrize("part", range(4))
def test_no_pattern_takes_squarely_longer_for_what_repeats_itself(part: int) -> None:
    named = list(patterns().items())
    assert len(named) > 150
    slow = {name: slow_units(pattern) for name, pattern in named[part::4] if without_number(name) not in READ_SHORT}
    assert {name: units for name, units in slow.items() if units} == {}


def without_number(name: str) -> str:
    return name.rpartition(":")[0]


def test_what_is_said_to_be_read_short_is_there() -> None:
    assert set(READ_SHORT) <= {without_number(name) for name in patterns()}


def test_a_pattern_that_reads_everything_twice_over_would_be_found() -> None:
    assert slow_units(re.compile(r"[a-z]+@")) != []
