"""Codes as RFC 6238 has them, each good once and for a short time."""

import base64

import pytest

from organisation.second_factor import totp

OF_THE_RFC = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert totp.code_at(OF_THE_RFC, seconds // totp.STEP) == code
    assert totp.step_of(OF_THE_RFC, code, seconds) == seconds // totp.STEP


@pytest.mark.parametrize(("off", "known"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_off_and_no_more(off: int, known: bool) -> None:
    now = 1111111111 // 30 * 30
    code = totp.code_at(OF_THE_RFC, (now + off) // totp.STEP)
    assert (totp.step_of(OF_THE_RFC, code, now) is not None) == known


def test_two_seeds_are_never_the_same_and_as_long_as_the_digest() -> None:
    seeds = {totp.new_seed() for _turn in range(20)}
    assert len(seeds) == 20
    assert {len(base64.b32decode(seed)) for seed in seeds} == {20}


def test_the_picture_names_place_and_person() -> None:
    address = totp.address(OF_THE_RFC, "anna@example.org", "Nordsø Kommune")
    assert address.startswith("otpauth://totp/Nords%C3%B8%20Kommune:anna%40example.org?secret=")
    assert "issuer=Nords%C3%B8%20Kommune" in address
