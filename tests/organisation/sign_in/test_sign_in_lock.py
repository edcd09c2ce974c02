"""Wrong passwords are counted for the person, however the address is spelled."""

from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from organisation.sign_in.signing_in import forget_old
from privacy.cpr import REMOVED
from tests.cast import PASSWORD, Cast
from tests.dump import rows_with

FULL_WIDTH = 0xFEE0


def try_to_sign_in(spelling: str, password: str) -> int:
    return Client().post(reverse("admin:login"), {"username": spelling, "password": password}).status_code


def capitals(address: str, turn: int) -> str:
    """Another choice of capitals for each turn."""
    return "".join(letter.upper() if turn >> at & 1 else letter for at, letter in enumerate(address))


def blanks(address: str, turn: int) -> str:
    return f"{' ' * turn}{address} "


def full_width(address: str, turn: int) -> str:
    """The first letter as East Asian typefaces have it, which the form reads as the plain one."""
    return chr(ord(address[0]) + FULL_WIDTH) + capitals(address[1:], turn)


@pytest.mark.parametrize("spelled", [capitals, blanks, full_width])
def test_wrong_passwords_lock_however_the_address_is_spelled(spelled: Callable[[str, int], str], cast: Cast) -> None:
    address = cast.pilot.email
    answers = [try_to_sign_in(spelled(address, turn), "forkert") for turn in range(22)]
    assert 429 in answers or 403 in answers, answers
    assert try_to_sign_in(address, PASSWORD) != 302
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {address}


def test_a_colleague_with_almost_the_same_address_is_not_locked_out(cast: Cast) -> None:
    """To the user model, a plus makes another person."""
    name, place = cast.pilot.email.split("@")
    for _turn in range(22):
        try_to_sign_in(f"{name}+skole@{place}", "forkert")
    assert try_to_sign_in(cast.pilot.email, PASSWORD) == 302


def test_whoever_types_capitals_and_blanks_gets_in(cast: Cast) -> None:
    assert try_to_sign_in(f"  {cast.pilot.email.upper()} ", PASSWORD) == 302


def test_nothing_but_who_it_was_and_when_is_kept_of_a_wrong_try(cast: Cast) -> None:
    """Neither a number that is no name, nor where somebody came from, nor what they were writing."""
    sent = {"username": "010203-4567", "password": "forkert", "kept_form": "Kragefod", "next": "/admin/?q=Kragefod"}
    for _time in range(2):
        Client().post(reverse("admin:login") + "?next=/admin/?q=Kragefod", sent)
    attempt = AccessAttempt.objects.get()
    assert (attempt.username, attempt.failures_since_start) == (REMOVED, 2)
    assert rows_with(["Kragefod", "010203-4567"]) == []


@pytest.mark.django_db
def test_what_was_kept_of_wrong_tries_before_goes_with_the_next_sweep() -> None:
    AccessAttempt.objects.create(username="x", failures_since_start=1, get_data="next=Kragefod", post_data="a=Kragefod")
    forget_old()
    assert AccessAttempt.objects.count() == 1
    assert rows_with(["Kragefod"]) == []
