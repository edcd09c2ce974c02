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


def kept(make: Callable[[Choice], Any], choice: Choice, counted_at: datetime | None, *, beside: str = "") -> Any:
    """What is made of the choice; as it was made before, until something is counted again.

    `beside`: what it depends on besides the places, the value and the period.
    """
    if counted_at is None:
        return make(choice)
    of = f"{choice.places} {choice.dimension}:{choice.value} {choice.period.first} {choice.period.last} {counted_at}"
    key = f"{make.__name__}-{hashlib.sha256((of + beside).encode()).hexdigest()}"
    made = cache.get(key)
    if made is None:
        made = make(choice)
        cache.set(key, made, KEPT)
    return made
