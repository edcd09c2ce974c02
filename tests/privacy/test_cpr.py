import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.cpr import REMOVED, mask, mask_filename


@pytest.mark.parametrize(
    "text",
    [
        "010115-1234",
        "0101151234",
        "010115 1234",
        "010115–1234",
        "010115\u20111234",
        "010115\u00a01234",
        "010115 - 1234",
        "290200-4321",
        "３１１２９９-１２３４",
        "٠١٠١١٥-١٢٣٤",
    ],
)
def test_a_cpr_number_is_taken_out_however_it_is_written(text: str) -> None:
    masked = mask(f"Hans nummer er {text}.")
    assert masked.text == f"Hans nummer er {REMOVED}."
    assert masked.count == 1


@pytest.mark.parametrize(
    "text",
    [
        "ring 20 30 40 50",
        "ring +45 20304050",
        "tlf. 20304050",
        "institution 731004",
        "G19814",
        "320115-1234",
        "011315-1234",
        "310415-1234",
        "AULA-26-004217",
        "DK50 0040 0440 1162 43",
        "4571 0101 0115 1234",
        "010115123456",
        "99010115-1234",
        "2026-11-24 10:30",
        "version 101.115.1234",
        "1.010115-1234",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).count == 0


def test_several_numbers_are_counted() -> None:
    assert mask("010115-1234 og 020215-4321, 0303151111").count == 3


def test_a_number_without_modulus_11_is_taken_out_too() -> None:
    assert mask("010120-0000").count == 1


def test_a_file_name_keeps_its_ending() -> None:
    assert mask_filename("barn 010115-1234.png").text == "barn xxxxxx-xxxx.png"


@given(st.text())
def test_masking_twice_is_once_and_never_fails(text: str) -> None:
    once = mask(text)
    assert mask(once.text).count == 0 or once.count == 0
    assert (once.count == 0) == (once.text == text)


@given(st.dates(), st.integers(0, 9999), st.sampled_from(["", "-", " "]))
def test_every_date_with_four_digits_is_found(day: object, serial: int, between: str) -> None:
    assert mask(f"Barn: {day:%d%m%y}{between}{serial:04d}!").count == 1
