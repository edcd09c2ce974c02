"""A Redis cache whose absence costs speed, never a request."""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class OneClient(RedisCacheClient):
    """Keeps its client, which threads may share; making one for every key costs more than the key."""

    @cached_property
    def client(self) -> Redis:
        return super().get_client(write=True)

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        return self.client


class ForgivingRedisCache(RedisCache):
    """Answers as an empty cache while Redis is away. What is counted then is counted in this process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient
        self._here = LocMemCache("while-redis-is-away", params)

    def _forgive(self, act: Callable[..., Any], *args: Any, away: Any, **options: Any) -> Any:
        try:
            return act(*args, **options)
        except RedisError as error:
            log.warning("cache away: %s", type(error).__name__)
            return away

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._forgive(super().get, key, default, version, away=default)

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        return self._forgive(super().get_many, keys, version, away={})

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        added = self._forgive(super().add, key, value, *args, away=None, **options)
        return self._here.add(key, value, *args, **options) if added is None else bool(added)

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        self._forgive(super().set, key, value, *args, away=None, **options)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raises `ValueError` for a key that is not there."""
        counted = self._forgive(super().incr, key, delta, version, away=None)
        return self._here.incr(key, delta, version) if counted is None else int(counted)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._forgive(super().delete, key, version, away=False))
