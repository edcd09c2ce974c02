"""A Redis cache whose absence costs speed, never a request."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Answers as an empty cache while Redis is away."""

    def _forgive(self, act: Callable[..., Any], *args: Any, away: Any, **options: Any) -> Any:
        try:
            return act(*args, **options)
        except RedisError as error:
            log.warning("cache away: %s", type(error).__name__)
            return away

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._forgive(super().get, key, default, version, away=default)

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        return bool(self._forgive(super().add, key, value, *args, away=True, **options))

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        self._forgive(super().set, key, value, *args, away=None, **options)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._forgive(super().incr, key, delta, version, away=delta))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._forgive(super().delete, key, version, away=False))
