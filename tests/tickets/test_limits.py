"""How often one network address may send."""

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory

from organisation.models import Municipality
from tickets import limits


def limit_to(count: int) -> None:
    Municipality.objects.update_or_create(id=1, defaults={"name": "Nordsø Kommune", "enquiries_per_hour": count})
    Municipality.forget_cached()


def request(address: str = "192.0.2.7") -> HttpRequest:
    return RequestFactory().post("/", REMOTE_ADDR=address)


def answers(count: int, act: str = "enquiry", address: str = "192.0.2.7") -> list[bool]:
    return [limits.allows(request(address), act) for _each in range(count)]


@pytest.mark.django_db
def test_so_many_are_let_through_and_no_more() -> None:
    limit_to(2)
    assert answers(4) == [True, True, False, False]


@pytest.mark.django_db
def test_each_address_and_each_act_is_counted_for_itself() -> None:
    limit_to(1)
    assert answers(2) == [True, False]
    assert answers(2, address="192.0.2.8") == [True, False]
    assert answers(2, act="vote:1") == [True, False]


@pytest.mark.django_db
def test_no_limit_is_none() -> None:
    limit_to(0)
    assert answers(5) == [True] * 5


@pytest.mark.django_db
def test_the_address_itself_is_kept_nowhere_and_its_digest_for_an_hour() -> None:
    limit_to(1)
    answers(1)
    server = cache._cache.get_client()  # type: ignore[attr-defined]
    (key,) = server.keys(f"{cache.key_prefix}*limit:enquiry*")
    assert b"192.0.2.7" not in key
    assert 0 < server.ttl(key) <= 3600
