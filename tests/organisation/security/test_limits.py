"""How often somebody without an account may send."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from helpdesk.cache import OwnMemory
from organisation.models import Municipality
from organisation.security import limits

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


def test_one_subscriber_of_ipv6_is_one_sender_and_two_are_two() -> None:
    limit_to(2)
    rotating = [limits.count(request(f"2001:db8:1:2:{turn:x}::{turn:x}"), "enquiry") for turn in range(4)]
    assert [counted.is_over for counted in rotating] == [False, False, True, True]
    assert answers(1, address="2001:db8:1:3::1") == [True]
    assert answers(2, address="198.51.100.9") == [True, True]
    assert answers(1, address="::ffff:198.51.100.9") == [False]
    assert answers(1, address="ukendt") == [True]


def test_what_is_done_by_a_private_link_is_counted_for_the_link_wherever_it_comes_from() -> None:
    limit_to(1)
    assert answers(30, act="case_reply", link="en") == [True] * 30
    assert answers(1, act="case_reply", link="en", address="192.0.2.8") == [False]
    assert answers(1, act="case_reply", link="to") == [True]


def test_no_limit_is_none_but_for_signing_in() -> None:
    limit_to(0)
    assert answers(5) == [True] * 5
    assert answers(21, act="forgotten_password")[-1] is False


@pytest.mark.parametrize(
    ("act", "most"),
    [
        ("login", 300),
        ("second_step", 300),
        ("single_sign_on", 3000),
        ("saml_answer", 3000),
        ("back_channel_sign_out", 6000),
        ("front_channel_sign_out", 3000),
        ("confirm_password", 20),
        ("forgotten_password", 20),
        ("choose_password", 60),
        ("wrong_token", 60),
    ],
)
@pytest.mark.parametrize("enquiries", [0, 2])
def test_every_door_through_which_one_signs_in_is_limited_whatever_enquiries_are(
    act: str, most: int, enquiries: int
) -> None:
    """A municipality that lets everybody write as often as they like lets nobody guess passwords and codes."""
    limit_to(enquiries)
    assert limits.limit_for(request(), act) == most


@pytest.mark.parametrize(
    ("act", "most"),
    [
        ("case_reply", 30),
        ("case_facts", 30),
        ("case_resolve", 20),
        ("case_reopen", 20),
        ("case_rate", 20),
        ("case_address", 20),
        ("case_rewrite", 20),
        ("case_cover", 60),
        ("case_remove_file", 60),
        ("case_ask_publicly", 20),
        ("confirm_password", 20),
    ],
)
def test_what_is_counted_for_a_link_or_a_person_is_no_more_from_a_school(act: str, most: int) -> None:
    """A class shares its network and not its links, so one link is worth what it is worth anywhere."""
    limit_to(2, school_networks="192.0.2.0/24")
    assert limits.limit_for(request(), act) == most
    assert not limits.count(request(), act, link="en").is_over
    for _time in range(most):
        limits.count(request(), act, link="en")
    assert limits.count(request("198.51.100.7"), act, link="en").is_over
    assert not limits.count(request(), act, link="to").is_over


def test_an_address_that_nobody_thought_of_has_a_limit_and_the_form_one_for_each_that_may_be_sent() -> None:
    limit_to(2)
    acts = ("added_tomorrow", "enquiry", "enquiry_tried", "suggest_answers", "fault_questions", "held_forms")
    assert [limits.limit_for(request(), act) for act in acts] == [300, 2, 10, 200, 200, 5]


@pytest.mark.parametrize(
    ("act", "most"),
    [
        ("vote:1", 30),
        ("wish_vote", 300),
        ("question_listen", 30),
        ("fix_listen", 30),
        ("question_echo", 300),
        ("sighting", 300),
        ("answer_feedback", 300),
        ("set_language", 600),
        ("help_while_writing", 200),
    ],
)
def test_nobody_speaks_for_many_on_the_public_lists(act: str, most: int) -> None:
    limit_to(2)
    assert limits.limit_for(request(), act) == most


@pytest.mark.parametrize("address", ["", "ukendt", "192.0.2.7, 198.51.100.7"])
def test_a_sender_whose_address_is_none_is_of_no_school(address: str) -> None:
    limit_to(2, school_networks="192.0.2.0/24")
    assert answers(3, address=address) == [True, True, False]


def test_the_hour_begins_with_the_first_and_not_anew_with_each() -> None:
    limit_to(1)
    opens_at = [limits.count(request(), "enquiry").opens_at() for _time in range(3)]
    assert len(set(opens_at)) == 1


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


@pytest.mark.parametrize(
    ("phone", "email", "names"), [("12 34 56 78", "", "1"), ("", "hjaelp@example.org", "2"), ("", "", "")]
)
def test_it_names_each_way_to_reach_us_that_there_is(phone: str, email: str, names: str) -> None:
    limit_to(1, phone=phone, contact_email=email)
    sentence = limits.sentence(timezone.now())
    assert ("12 34 56 78" in sentence, "hjaelp@example.org" in sentence) == ("1" in names, "2" in names)


def test_a_limit_is_over_behind_the_last_and_so_many_times_it_behind_the_last_of_them() -> None:
    counts = [limits.Count(number, 2, "") for number in range(8)]
    assert [each.is_over for each in counts] == [False] * 3 + [True] * 5
    assert [each.is_over_times(3) for each in counts] == [False] * 7 + [True]
    assert not limits.Count(9, 0, "").is_over
    assert not limits.Count(9, 0, "").is_over_times(3)


def test_who_sends_too_often_hears_when_they_may_again() -> None:
    limit_to(1)
    limits.require(request(), "enquiry")
    with pytest.raises(limits.TooMany) as refusal:
        limits.require(request(), "enquiry")
    assert timedelta(minutes=59) < refusal.value.opens_at - timezone.now() <= timedelta(hours=1)
    limits.require(request(), "case_reply", link="en")
    assert limits.seconds_until(timezone.now() - timedelta(minutes=1)) == 1
    assert 58 <= limits.seconds_until(timezone.now() + timedelta(minutes=1)) <= 60


def test_all_together_are_counted_beside_each() -> None:
    limit_to(1)
    answers(2)
    assert [limits.count_everybody("enquiry") for _time in range(2)] == [1, 2]


def test_an_hour_that_ends_between_two_questions_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = OwnMemory("a-test-of-hours", {})
    monkeypatch.setattr(memory, "add", lambda *_given: False)
    assert [memory.count("enquiry", 3600), memory.get("enquiry")] == [1, 1]


def test_the_address_itself_is_kept_nowhere_and_its_digest_for_an_hour() -> None:
    limit_to(1)
    answers(1)
    server = cache._cache.get_client()  # type: ignore[attr-defined]
    keys = server.keys(f"{cache.key_prefix}*limit:enquiry*")
    assert len(keys) == 2
    for key in keys:
        assert b"192.0.2.7" not in key
        assert 0 < server.ttl(key) <= 3600
