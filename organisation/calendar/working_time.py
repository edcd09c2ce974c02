"""When the times that work is counted by have changed: the apps above see to what is counted by them."""

from collections.abc import Callable

Look = Callable[[], int | None]
"""How many cases are counted anew; None where nothing has changed since it last looked."""

_looks: list[Look] = []


def ask_to_look(look: Look) -> None:
    if look not in _looks:
        _looks.append(look)


def look() -> int | None:
    """Called before such a change, so that what was in force is known, and again once it is stored."""
    counted = [count for each in _looks if (count := each()) is not None]
    return sum(counted) if counted else None
