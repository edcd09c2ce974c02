"""When the times that work is counted by have changed: the apps above see to what is counted by them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

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


@contextmanager
def telling(request: HttpRequest) -> Iterator[None]:
    """Around such a change: tells how many due times follow, where any do."""
    look()
    yield
    if counted := look():
        message = ngettext(
            "The due time of %(count)s open case is counted anew.",
            "The due times of %(count)s open cases are counted anew.",
            counted,
        )
        messages.info(request, message % {"count": counted})
