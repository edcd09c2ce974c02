import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
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
    """February has 29, since the century is not known; administrative numbers have 60 added."""
    last = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    days = [day for day in range(100) if mask(f"{day:02d}{month:02d}001234").count]
    assert days == [*range(1, last + 1), *range(61, 61 + last)]
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
        "+45 12 03 85 43",
        "12 10 30 40, 20 30 40 50",
        "2026-11-29T02:15:12.123456",
        "01.08.2025-31.07.2026",
        "AULA-26-120385 4321 kr.",
        "/sag/Xk3_a1203854321bQmZ8-rt5Kq0vWn/",
        "10:30 den 24.11.26",
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


HIDDEN = ["", "\u200b", "\u00ad", "\u2060"]
BEFORE = ["", "Barn: ", "7;", "1. ", "1.", "(", "cpr:", "cpr", "\n> ", "Ida,", "2.b\t", "https://aula.dk?cpr="]
AFTER = ["", "!", ";Ida Berg", ",2.b", ")", "\n8;", ". Tak", "\u200b."]
INSIDE_DATE = ["", " ", ".", "-", "/", " - ", "\u00a0", "\u2011"]
TO_SERIAL = ["", " ", "-", "–", " - ", "\n", "-\n", "-\n> ", ";", ",", ".", "/", ":", "\t", "_", "\u2009-\u2009", " ("]


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """One CPR number as people, lists and programs write it."""
    born = draw(st.dates(date(1900, 1, 1), date(2026, 11, 1)))
    serial = f"{draw(st.integers(0, 9999)):04d}"
    day = born.day + (60 if draw(st.booleans()) else 0)
    year = draw(st.sampled_from([f"{born:%y}", f"{born:%Y}"]))
    inside = draw(st.sampled_from(INSIDE_DATE))
    text = inside.join([f"{day:02d}", f"{born:%m}", year]) + draw(st.sampled_from(TO_SERIAL)) + serial
    unseen, place = draw(st.sampled_from(HIDDEN)), draw(st.integers(0, 4))
    text = text[:place] + unseen + text[place:]
    return text.translate(FULL_WIDTH) if draw(st.booleans()) else text


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(BEFORE), spellings(), st.sampled_from(AFTER))
def test_no_spelling_hides_a_number(before: str, number: str, after: str) -> None:
    masked = mask(f"{before}{number}{after}")
    assert masked.count == 1, f"{before}{number}{after}"
    assert not re.search(r"\d{3,}", unicodedata.normalize("NFKC", masked.text))


@settings(max_examples=300, deadline=None)
@given(
    st.integers(20_00_00_00, 99_99_99_99), st.sampled_from(["", "+45 ", "0045 ", "tlf. "]), st.sampled_from(["", " "])
)
def test_a_telephone_number_stays(number: int, before: str, gap: str) -> None:
    digits = str(number)
    text = f"{before}{gap.join(digits[at : at + 2] for at in range(0, 8, 2))}"
    assert mask(f"Ring {text}, eller skriv.").count == 0


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 999_999), st.integers(20, 40))
def test_a_case_number_stays(number: int, year: int) -> None:
    assert mask(f"Sag AULA-{year}-{number:06d} fra 2026").count == 0


def test_a_pasted_list_of_pupils_keeps_its_names_alone() -> None:
    pasted = "Nr;CPR;Navn\n7;120385-4321;Ida Berg\n8;1304864322;Bo Dam\n9;140587 4323;Eva Fyn"
    assert mask(pasted).text == f"Nr;CPR;Navn\n7;{REMOVED};Ida Berg\n8;{REMOVED};Bo Dam\n9;{REMOVED};Eva Fyn"


@given(st.dates(), st.integers(0, 9999), st.sampled_from(["", "-", " "]))
def test_every_date_with_four_digits_is_found(day: object, serial: int, between: str) -> None:
    assert mask(f"Barn: {day:%d%m%y}{between}{serial:04d}!").count == 1
