"""How often somebody without an account may send."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from organisation import limits
from organisation.models import Municipality

pytestmark = pytest.mark.django_db


def limit_to(count: int, **more: str) -> None:
    fields = {"name": "Nordsø Kommune", "enquiries_per_hour": count, **more}
    Municipality.objects.update_or_create(id=1, defaults=fields)
    Municipality.forget_cached()


def request(address: str = "192.0.2.7") -> HttpRequest:
    return RequestFactory().post("/", REMOTE_ADDR=address)


def answers(count: int, act: str = "enquiry", address: str = "192.0.2.7", link: str = "") -> list[bool]:
    return [not limits.count(request(address), act, link=link).is_over for _each in range(count)]


def test_so_many_are_let_through_and_no_more() -> None:
    limit_to(2)
    assert answers(4) == [True, True, False, False]


def test_each_address_and_each_act_is_counted_for_itself() -> None:
    limit_to(1)
    assert answers(2) == [True, False]
    assert answers(2, address="192.0.2.8") == [True, False]
    assert answers(31, act="vote:1") == [True] * 30 + [False]
    assert answers(1, act="vote:2") == [True]


def test_what_is_done_by_a_private_link_is_counted_for_the_link_wherever_it_comes_from() -> None:
    limit_to(1)
    assert answers(30, act="case_reply", link="en") == [True] * 30
    assert answers(1, act="case_reply", link="en", address="192.0.2.8") == [False]
    assert answers(1, act="case_reply", link="to") == [True]


def test_no_limit_is_none_but_for_signing_in() -> None:
    limit_to(0)
    assert answers(5) == [True] * 5
    assert answers(21, act="forgotten_password")[-1] is False


@pytest.mark.parametrize(("address", "most"), [("192.0.2.7", 20), ("2001:db8::7", 20), ("198.51.100.7", 2)])
def test_ten_times_as_much_may_come_from_a_network_of_schools(address: str, most: int) -> None:
    limit_to(2, school_networks="192.0.2.0/24\n\n 2001:db8::/32 ")
    assert answers(most + 1, address=address) == [True] * most + [False]


def test_a_network_that_is_none_is_named() -> None:
    with pytest.raises(ValidationError, match="ikke-et-net"):
        Municipality(name="Nordsø", school_networks="192.0.2.0/24\nikke-et-net").clean()


def test_it_says_when_it_opens_again_and_how_to_reach_us_until_then() -> None:
    limit_to(1, phone="12 34 56 78", contact_email="hjaelp@example.org")
    answers(1)
    opens_at = limits.count(request(), "enquiry").opens_at()
    assert timedelta(minutes=59) < opens_at - timezone.now() <= timedelta(hours=1)
    sentence = limits.sentence(opens_at)
    assert f"{timezone.localtime(opens_at):%H.%M}" in sentence
    assert "12 34 56 78" in sentence
    assert "hjaelp@example.org" in sentence


def test_the_address_itself_is_kept_nowhere_and_its_digest_for_an_hour() -> None:
    limit_to(1)
    answers(1)
    server = cache._cache.get_client()  # type: ignore[attr-defined]
    keys = server.keys(f"{cache.key_prefix}*limit:enquiry*")
    assert len(keys) == 2
    for key in keys:
        assert b"192.0.2.7" not in key
        assert 0 < server.ttl(key) <= 3600
