"""No text of a stranger keeps a worker busy: whatever is repeated, reading 100,000 characters takes no second."""

import re
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading import READERS, UNITS

LENGTH = 100_000
LIMIT = 3.0
"""Seconds of processor: what takes one when the machine is idle takes up to three beside others. A square takes ten."""

PIECES = st.lists(st.sampled_from([*UNITS, *"bøZ09+/?!'&=|~\\)]}"]), min_size=1, max_size=4)
UNIT = PIECES.map(lambda pieces: "".join(pieces)[:8])


class TooSlow(Exception):
    pass


def stop(*_signal: object) -> None:
    raise TooSlow


def seconds(read: Callable[[str], Any], text: str) -> float:
    """How much of the processor it takes; stops it at the limit."""
    before = signal.signal(signal.SIGPROF, stop)
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        read(text)
    except TooSlow:
        return LIMIT
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return time.process_time() - begun


def repeated(unit: str, length: int = LENGTH) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def is_slow(read: Callable[[str], Any], unit: str, before: str = "", after: str = "") -> bool:
    """Asks a fifth of the text first: what is slow with all of it takes at least a twenty-fifth of that there."""
    if seconds(read, before + repeated(unit, LENGTH // 5) + after) < LIMIT / 30:
        return False
    return seconds(read, before + repeated(unit) + after) >= LIMIT


@pytest.mark.parametrize("name", READERS)
def test_nothing_that_is_known_to_be_unkind_takes_long_to_read(name: str) -> None:
    read = READERS[name]
    read("Hej")
    assert [unit for unit in UNITS if is_slow(read, unit)] == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(unit=UNIT, before=st.sampled_from(["", *UNITS]), after=st.sampled_from(["", "x", " x", "\n", *UNITS]))
def test_nothing_that_can_be_thought_of_takes_long_to_read(unit: str, before: str, after: str) -> None:
    assert [name for name, read in READERS.items() if is_slow(read, unit, before, after)] == []


def test_the_limit_would_notice_a_pattern_that_reads_everything_twice_over() -> None:
    assert is_slow(re.compile(r"[a-z]+@").findall, "a")
