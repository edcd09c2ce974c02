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


@pytest.mark.parametrize("hyphen", list("-\u2010\u2011\u2012\u2013\u2014\u2212\u00ad"))
@pytest.mark.parametrize("space", ["", *" \t\u00a0\u2009\u202f\u2007"])
def test_no_hyphen_and_no_space_hides_a_number(hyphen: str, space: str) -> None:
    assert mask(f"Se 010115{hyphen}1234.").count == 1
    assert mask(f"Se 010115{space}1234.").count == 1
    assert mask(f"Se 010115{space}{hyphen}1234.").count == 1
    assert mask(f"Se 010115{hyphen}{space}1234.").count == 1


@pytest.mark.parametrize(
    "text",
    [
        "IMG2_010115-1234.jpg",
        "010115-1234_2.png",
        "klasse3a010115-1234b2",
        "3)010115-1234(4)",
        "7-010115-1234-2",
        "/sag/010115-1234?side=2",
    ],
)
def test_what_stands_beside_a_number_does_not_hide_it(text: str) -> None:
    """A letter, a bracket or a line between it and another digit makes no longer number of the two."""
    assert mask(text).text == text.replace("010115-1234", REMOVED)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_has_its_days_and_no_more(month: int) -> None:
    """February has 29, since the century is not known."""
    last = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    found = [day for day in range(100) if mask(f"{day:02d}{month:02d}001234").count]
    assert found == list(range(1, last + 1))
    assert not [month for month in (0, *range(13, 100)) if mask(f"01{month:02d}001234").count]


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
        "12:0101151234",
        "010115-1234.5",
        "010115-1234/2",
        "9010115-1234",
        "010115-12345",
        "+0101151234",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).count == 0


def test_several_numbers_are_counted_and_all_between_them_stays() -> None:
    masked = mask("Først 010115-1234 og 020215-4321, så 0303151111 til sidst 321315-1234.")
    assert masked.text == f"Først {REMOVED} og {REMOVED}, så {REMOVED} til sidst 321315-1234."
    assert masked.count == 3


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
