"""What a long act reads from the cache again and again, asked for in one go: each asking goes to another machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.core.cache import cache

AHEAD: Final[ContextVar[dict[str, Any] | None]] = ContextVar("read_ahead", default=None)


@contextmanager
def read_ahead(*keys: str) -> Iterator[None]:
    """Within it `remembered` knows these without asking. For an act of moments: what changes meanwhile is not seen."""
    token = AHEAD.set(cache.get_many(keys))
    try:
        yield
    finally:
        AHEAD.reset(token)


def remembered(key: str) -> Any:
    """What the cache has under the key; None where it has nothing."""
    ahead = AHEAD.get()
    return ahead[key] if ahead and key in ahead else cache.get(key)
