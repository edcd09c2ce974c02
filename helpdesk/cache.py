"""A Redis cache whose absence costs speed, never a request."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from functools import cached_property
from typing import Any, Final

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.http import HttpRequest, HttpResponse
from redis import Redis
from redis.exceptions import RedisError

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)
SCANNED_AT_ONCE: Final = 1000


TOGETHER: Final = frozenset({"municipality", "calendars", "front-door", "times-of-tiers", "targets"})
"""What most pages ask for: whoever asks for the first of them gets all, in one journey."""

_read: Final[ContextVar[dict[str, Any] | None]] = ContextVar("read", default=None)
"""What the request that is being answered has read of the cache, as it stands there."""


def read_once(get_response: GetResponse) -> GetResponse:
    """Within one request a key is asked of Redis once: a page asks five times who the municipality is."""

    def respond(request: HttpRequest) -> HttpResponse:
        begun = _read.set({})
        try:
            return get_response(request)
        finally:
            _read.reset(begun)

    return respond


class OneClient(RedisCacheClient):
    """Keeps its client, which threads may share; making one for every key costs more than the key.

    What was read once in a request is not asked again until the same request changes it; each reader gets a value of
    its own.
    """

    @cached_property
    def client(self) -> Redis:
        return super().get_client(write=True)

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        if write and (read := _read.get()):
            read.pop(key, None) if isinstance(key, str) else read.clear()
        return self.client

    def get(self, key: Any, default: Any) -> Any:
        read = _read.get()
        if read is not None and key in read:
            return self._serializer.loads(read[key])  # type: ignore[attr-defined]
        stored = self.client.get(key) if read is None else self.read_with_others(key, read)
        return default if stored is None else self._serializer.loads(stored)  # type: ignore[attr-defined]

    def read_with_others(self, key: Any, read: dict[str, Any]) -> Any:
        begins, _colon, name = str(key).rpartition(":")
        keys = [f"{begins}:{other}" for other in TOGETHER] if name in TOGETHER and not read else [key]
        answer = dict(zip(keys, self.client.mget(keys) if len(keys) > 1 else [self.client.get(key)], strict=True))
        read |= {asked: stored for asked, stored in answer.items() if stored is not None}
        return answer[key]


class OwnMemory(LocMemCache):
    """The cache of one process."""

    def count(self, key: str, seconds: int) -> int:
        """Adds one to a number that ends so many seconds after its first one; the number."""
        self.add(key, 0, seconds)
        try:
            return int(self.incr(key))
        except ValueError:  # it has ended between the two
            self.set(key, 1, seconds)
            return 1


class ForgivingRedisCache(RedisCache):
    """Answers as an empty cache while Redis is away. What is counted then is counted in this process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient
        self._here = OwnMemory("while-redis-is-away", params)

    def count(self, key: str, seconds: int) -> int:
        """As `OwnMemory.count`, in one journey."""
        counted = self._forgive(self._count, key, seconds, away=None)
        return self._here.count(key, seconds) if counted is None else int(counted)

    def _count(self, key: str, seconds: int) -> int:
        name = self.make_and_validate_key(key)
        journey = self._cache.get_client(name, write=True).pipeline(transaction=False)
        journey.incr(name)
        journey.expire(name, seconds, nx=True)
        return int(journey.execute()[0])

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

    def clear(self) -> None:
        """What this cache holds, and nothing else: the queue of tasks may lie in the same database of Redis, and so may
        the cache of another site."""
        self._forgive(self._clear, away=None)

    def _clear(self) -> None:
        redis = self._cache.get_client(write=True)
        for key in redis.scan_iter(match=f"{escaped(self.key_prefix)}:*", count=SCANNED_AT_ONCE):
            redis.unlink(key)


def escaped(text: str) -> str:
    """As a pattern of Redis, which stands for this text alone."""
    return re.sub(r"([*?\[\]\\^-])", r"\\\1", text)
