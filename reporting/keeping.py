"""Keeps what takes long to add up, until something is counted again."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Max

from reporting.choice import Choice
from reporting.models import CountedDay

KEPT: Final = 3600
"""Seconds."""


def last_count() -> datetime | None:
    at: datetime | None = CountedDay.objects.aggregate(at=Max("counted_at"))["at"]
    return at


def kept(
    make: Callable[[Choice], Any],
    choice: Choice,
    counted_at: datetime | None,
    *,
    beside: str = "",
    or_last: bool = False,
) -> Any:
    """What is made of the choice; as it was made before, until something is counted again.

    `beside`: what it depends on besides the places, the value and the period. `or_last`: what takes too long for
    somebody who waits is taken as it was before the last count, until the clock has made it again.
    """
    if counted_at is None:
        return make(choice)
    of = f"{choice.places} {choice.dimension}:{choice.value} {choice.period.first} {choice.period.last}"
    last, key = (
        f"{make.__name__}-{hashlib.sha256((of + at + beside).encode()).hexdigest()}" for at in ("", f" {counted_at}")
    )
    made = cache.get(key)
    if made is None and or_last:
        made = cache.get(last)
    if made is None:
        made = make(choice)
        cache.set_many({key: made, last: made}, KEPT)
    return made
