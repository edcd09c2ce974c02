"""What is asked for in one go is known without asking, and nothing more."""

from typing import Any

from django.core.cache import cache

from database.read_ahead import read_ahead, remembered
from tests.services.servers import free_port


def test_what_was_read_ahead_is_known_without_asking_until_the_act_is_over(db: None) -> None:
    cache.set_many({"one": 1, "two": 2})
    with read_ahead("one", "three"):
        cache.set_many({"one": 10, "two": 20, "three": 30})
        assert [remembered(key) for key in ("one", "two", "three")] == [1, 20, 30]
    assert remembered("one") == 10


def test_nothing_is_known_while_the_cache_is_away(settings: Any) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{free_port()}/0"}}
    with read_ahead("one"):
        assert remembered("one") is None
