"""Within one request the cache is asked once for a key."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis import Redis

from helpdesk.cache import TOGETHER, ForgivingRedisCache, read_once
from organisation.institutions import front_door
from organisation.models import Municipality
from tickets.inbound.receiving import READ_BY_OPENING


def answered(view: Callable[[], None]) -> None:
    def respond(_request: HttpRequest) -> HttpResponse:
        view()
        return HttpResponse()

    read_once(respond)(HttpRequest())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that Redis is asked for."""
    keys: list[str] = []
    ask = Redis.get

    def note_and_ask(client: Redis, key: str) -> object:
        keys.append(key)
        return ask(client, key)

    monkeypatch.setattr(Redis, "get", note_and_ask)
    return keys


def test_a_key_is_asked_for_once_a_request_and_each_reader_gets_its_own_value(asked: list[str]) -> None:
    cache.set("place", {"name": "Skovvejen"})

    def read_twice() -> None:
        cache.get("place")["name"] = "changed by a reader"
        assert cache.get("place") == {"name": "Skovvejen"}

    answered(read_twice)
    assert len(asked) == 1
    answered(read_twice)
    assert len(asked) == 2
    read_twice()
    assert len(asked) == 4, "outside a request nothing is remembered"


def test_what_most_pages_ask_for_comes_in_one_journey(monkeypatch: pytest.MonkeyPatch) -> None:
    journeys: list[str] = []
    ask = Redis.execute_command

    def note_and_ask(client: Redis, *command: object, **options: object) -> object:
        journeys.append(str(command[0]))
        return ask(client, *command, **options)

    kept = {name: f"kept under {name}" for name in TOGETHER}
    cache.set_many(kept)
    monkeypatch.setattr(Redis, "execute_command", note_and_ask)
    answered(lambda: journeys.append(str({name: cache.get(name) for name in TOGETHER} == kept)))
    assert journeys == ["MGET", "True"]
    cache.delete_many(TOGETHER)
    answered(lambda: journeys.append(str(cache.get("municipality"))))
    assert journeys[-1] == "None"


def test_the_names_of_what_most_pages_ask_for_are_those_by_which_they_ask() -> None:
    assert {*READ_BY_OPENING, front_door.CACHED} == TOGETHER


@pytest.mark.parametrize(
    "change",
    [
        lambda: cache.set("times", 2),
        lambda: cache.incr("times"),
        lambda: cache.set_many({"times": 2}),
        lambda: (cache.delete("times"), cache.add("times", 2)),
    ],
)
def test_what_a_request_changes_it_reads_anew(change: Callable[[], object]) -> None:
    cache.set("times", 1)

    def read_change_read() -> None:
        assert cache.get("times") == 1
        change()
        assert cache.get("times") == 2

    answered(read_change_read)
    cache.delete("times")


@pytest.mark.django_db
def test_settings_that_a_request_changes_hold_at_once_for_it() -> None:
    Municipality.objects.update_or_create(id=1, defaults={"name": "Prøvekommune"})
    Municipality.forget_cached()

    def rename() -> None:
        municipality = Municipality.current()
        municipality.name = "Ny Kommune"
        municipality.save()
        Municipality.forget_cached()
        assert Municipality.current().name == "Ny Kommune"

    answered(rename)
    Municipality.forget_cached()


def test_emptying_the_cache_leaves_the_queue_of_tasks_and_the_cache_of_another_site(settings: Any) -> None:
    """Of two test processes as well, one of which counts queries while the other empties its cache."""
    redis = Redis.from_url(settings.CACHES["default"]["LOCATION"])
    mine, others = (
        ForgivingRedisCache(settings.CACHES["default"]["LOCATION"], {"KEY_PREFIX": f"{name}{uuid4()}"})
        for name in ("a*", "ab")
    )
    queue = f"queue-{uuid4()}"
    redis.lpush(queue, "a mail to be sent")
    for each in (mine, others):
        each.set("place", "Skovvejen")
    mine.clear()
    assert (mine.get("place"), others.get("place"), redis.llen(queue)) == (None, "Skovvejen", 1)
    redis.delete(queue)


def test_what_a_request_has_read_is_forgotten_with_the_cache() -> None:
    def read_and_empty() -> None:
        cache.set("place", "Skovvejen")
        cache.get("place")
        cache.clear()
        assert cache.get("place") is None

    answered(read_and_empty)
