import re
import sys
import tracemalloc
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.cpr import REMOVED, look, mask, mask_filename


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
        "01.0115-1234",
        "01.01.15-12 34",
        "0.1.0.1.1.5-1-2-3-4",
        "010115.12 34",
        "2015-1-1-1234",
        "2015-01-1-1234",
        "2015-1-01-1234",
        "2015-01-01-1234",
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
        "varenr. 2O1 og 703124321",
        "5l maling til 120 kr. pr. 4321",
        "I 2026 ringer 20304050",
        "9010115-1234",
        "010115-12345",
        "+0101151234",
        "EAN 5790000123456",
        "EAN 5790 0001 2345 6",
        "CVR 12345678",
        "CVR-nr. 12 34 56 78",
        "konto 1234 0012345678",
        "reg. 9570 konto 12345678",
        "DK5000400440116243",
        "010115 € 1234",
        "d. 12-03-2026 kl. 10.30",
        "12.03.26 10:30-11:30",
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


def test_a_text_with_a_number_is_looked_at_each_time_and_never_remembered() -> None:
    look.cache_clear()
    assert [mask("Det er 120385-4321").count for _time in range(2)] == [1, 1]
    assert [mask("Ring på 20 30 40 50 i morgen").count for _time in range(2)] == [0, 0]
    assert (look.cache_info().currsize, look.cache_info().hits) == (1, 1)


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


@pytest.mark.parametrize(
    "text",
    [
        "120385, de sidste fire er 4321",
        "12.03.85, sidste 4 cifre: 4321",
        "120385 and the last four are 4321",
        "120385 og slutter på 4321",
        "12. marts 1985-4321",
        "12 mar 85 - 4321",
        "12/3 1985-4321",
        "1/3-85-4321",
        "1.3.1985 - 4321",
        "120385%2D4321",
        "120385%204321",
        "120385&nbsp;4321",
        "120385<br>4321",
        "120385=2D4321",
        r"120385\n4321",
        r"120385\u20134321",
        "120385&ndash;4321",
        "120385&#8211;4321",
        "120385+4321",
        "120385 bindestreg 4321",
        "120385 minus 4321",
        "12-03-85\nLøbenr: 4321",
        "120385 lbnr. 4321",
        '120385","lbnr":"4321',
        "12.03.1985. Personnummer: 4321",
        "12O385-4321",
        "120385-432l",
    ],
)
@pytest.mark.parametrize(("before", "after"), [("Barn: ", "!"), ("\u00e6, ", " "), ("?q=cpr+", "&side=2")])
def test_words_and_escaped_signs_between_do_not_hide_a_number(before: str, text: str, after: str) -> None:
    assert mask(f"{before}{text}{after}").text == f"{before}{REMOVED}{after}"


@pytest.mark.parametrize(
    "text",
    [
        "1985-03-12-4321",
        "1985-03-12 4321",
        "1985/03/12-4321",
        "1985.03.12 - 4321",
        "19850312-4321",
        "19850312 4321",
        "198503124321",
        "2019-03-72-4321",
        "1985;03;12;4321",
        "1985\t3\t12\t4321",
    ],
)
@pytest.mark.parametrize(("before", "after"), [("Barn: ", "!"), ("7;", ";Ida Berg"), ("", " (2026-11-30)")])
def test_a_year_that_stands_first_does_not_hide_a_number(before: str, text: str, after: str) -> None:
    assert mask(f"{before}{text}{after}").text == f"{before}{REMOVED}{after}"


@pytest.mark.parametrize(
    "text",
    [
        "120385-43-21",
        "120385 43-21",
        "120385-4 3 2 1",
        "120385-432-1",
        "12031985-43-21",
        "12-03-85-43-21",
        "1203-85-43-21",
        "12-0385-43-21",
        "1203854-321",
        "12038-54321",
        "1-2-0-3-8-5-4-3-2-1",
        "120385 – 4 3 2 1",
    ],
)
@pytest.mark.parametrize(("before", "after"), [("Barn: ", "!"), ("7;", ";Ida Berg")])
def test_a_number_in_small_groups_is_one(before: str, text: str, after: str) -> None:
    assert mask(f"{before}{text}{after}").text == f"{before}{REMOVED}{after}"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-29 2026-11-30",
        "2026-11-29-2026-11-30",
        "fri 22.12.2026-02.01.2027",
        "fri 22/12/2026 - 2/1/2027",
        "20261129-20261130",
        "2026-11-24 10:30",
        "fejl-id 202611300830",
        "2026-13-12-4321",
        "1700-03-12-4321",
        "10.10.115.123",
        "1.203.854.321 kr.",
        "12.03.26 10-12",
        "12-03-26 10-12",
    ],
)
def test_dates_amounts_and_addresses_of_machines_stay(text: str) -> None:
    assert mask(text).text == text


def test_a_number_that_is_called_one_is_taken_out_whatever_joins_its_parts() -> None:
    assert mask("Hendes CPR-nr. er 120385 og så 4321.").text == f"Hendes CPR-nr. er {REMOVED}."
    assert mask("personnummer 12/3-85 bindestreg 4321").text == f"personnummer {REMOVED}"
    assert mask("cpr:11 01 2000\n0000").text == f"cpr:{REMOVED}"
    assert mask("mit cpr-nummer det er 120385 og 4321 til sidst").text == f"mit cpr-nummer det er {REMOVED} til sidst"


@pytest.mark.parametrize("number", ["703124321", "70312 4321", "70312-4321"])
def test_a_number_that_is_called_one_is_known_without_its_zero(number: str) -> None:
    assert mask(f"Barnets CPR-nr. er {number}.").text == f"Barnets CPR-nr. er {REMOVED}."


def test_the_last_four_may_be_said_first() -> None:
    assert mask("De sidste fire er 4321, og han er født 120385.").text == f"De sidste fire er {REMOVED}."
    assert mask("Lbnr. 4321, født 12.03.85").text == f"Lbnr. {REMOVED}"
    assert mask("de sidste fire år, senest 2021 og 01.09.2022").count == 0, "a year is none"


@pytest.mark.parametrize(
    "text",
    [
        "skoleåret 1. august 2025-2026",
        "åbent 1/3-26 og 4321 elever",
        "12. marts 2026 kl. 10.30",
        "1/3-26-1/4-26, lokale 4321",
        "mødet 12/3 2026 1030",
        "build 120385 of 4321",
        "30. februar 1985-4321",
        "%2012 og 4321%20 og 5555",
        "oprettet 12.03.26, brugeren hedder elev4321",
    ],
)
def test_a_date_with_other_figures_behind_it_stays(text: str) -> None:
    assert mask(text).text == text


def test_a_pasted_list_of_pupils_keeps_its_names_alone() -> None:
    pasted = "Nr;CPR;Navn\n7;120385-4321;Ida Berg\n8;1304864322;Bo Dam\n9;140587 4323;Eva Fyn"
    assert mask(pasted).text == f"Nr;CPR;Navn\n7;{REMOVED};Ida Berg\n8;{REMOVED};Bo Dam\n9;{REMOVED};Eva Fyn"


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ("7\t120385-4321\tIda Berg", "7\t{}\tIda Berg"),
        ('"7";"120385-4321";"Ida Berg"', '"7";"{}";"Ida Berg"'),
        ('"7" ; "120385" ; "4321" ; "Ida Berg"', '"7" ; "{}" ; "Ida Berg"'),
        ("7;12;03;85;4321;Ida Berg", "7;{};Ida Berg"),
        ('"12","03","1985","4321","Ida Berg"', '"{}","Ida Berg"'),
        ('"12", "03", "85", "4321", "Ida Berg"', '"{}", "Ida Berg"'),
        ("7\t12\t3\t1985\t4321\tIda Berg", "7\t{}\tIda Berg"),
        ("| 7 | 12 | 03 | 85 | 4321 | Ida Berg |", "| 7 | {} | Ida Berg |"),
        ("7;120385;4321;Ida Berg", "7;{};Ida Berg"),
        ("7;1203854321;Ida Berg", "7;{};Ida Berg"),
        ("7;0203854321;Ida Berg", "7;{};Ida Berg"),
        ("7;203854321;Ida Berg", "7;{};Ida Berg"),
        ("7,203854321,Ida Berg", "7,{},Ida Berg"),
        ('="0203854321";Ida Berg', '="{}";Ida Berg'),
        ("7;120385 43 21;Ida Berg", "7;{};Ida Berg"),
        ("7;12 03 85 43 21;Ida Berg", "7;{};Ida Berg"),
        ("7;12 03 85-43 21;Ida Berg\n8;Bo Dam", "7;{};Ida Berg\n8;Bo Dam"),
        ("7;1203 854321;Ida Berg", "7;{};Ida Berg"),
        ("2026-11-29T10:15:33 INFO login pnr=1203854321 ok", "2026-11-29T10:15:33 INFO login pnr={} ok"),
        ("[120385-4321] [7]", "[{}] [7]"),
        ('[{"id": 7, "cpr": "120385-4321"}]', '[{"id": 7, "cpr": "{}"}]'),
        ("GET /borger/1203854321/sag HTTP/1.1 200 4321", "GET /borger/{}/sag HTTP/1.1 200 4321"),
    ],
)
def test_in_a_list_or_a_log_the_number_alone_is_taken_out(row: str, left: str) -> None:
    masked = mask(row)
    assert masked.text == left.replace("{}", REMOVED)
    assert masked.count == 1


DASHES_AND_SPACES = [
    each for each in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(each) in {"Pd", "Zs", "Zl", "Zp"}
]


@pytest.mark.parametrize(
    "between",
    [
        *"\x0b\x0c\x1f\x85\u2028\u2029\u2043\u2022\u00b7\ufe63\uff0d\uff0f\uff0e\uff1b\u058a\u2e3a=~\\[",
        "” „",
        "\r\n  \r\n",
        " | ",
        "\u2066-\u2069",
        *"\u1680\u2003\u202f\u205f\u3000\u207b\u208b\u02d7\u2796\u2502\u2500\u2192\u2195\u30fb\u2027\u22c5\ua789<#!?&^`@",
        *DASHES_AND_SPACES,
    ],
)
def test_no_sign_between_date_and_serial_hides_a_number(between: str) -> None:
    assert mask(f"Barn: 120385{between}4321, tak").count == 1


@pytest.mark.parametrize("unseen", list("\u2061\u2064\u180e\u034f\u202e\u2066\ufe00\u0301\u00ad\U000e0020"))
def test_no_character_that_nobody_sees_hides_a_number(unseen: str) -> None:
    assert mask(f"Barn: 12{unseen}0385-43{unseen}21").count == 1


SPREADSHEET = """Id;Klasse;Navn;Telefon;Postnr;Fravær;Dage;Elev
7;3.b;Ida Berg;20 30 40 50;8000;12;5;201
8;3.b;Bo Dam;20 11 22 33;8210;3;14;202
9;3.b;Eva Fyn;+45 21 10 45 67;8000;0;2;203
"""
LOG = """2026-11-29 08:15:01,123 INFO  [worker-12] GET /api/v1/profiles 200 1532 bytes in 45 ms
2026-11-29 08:15:02,004 WARN  [worker-03] retry 2 of 5 after 1200 ms, request 4b7f-9921-001532
2026-11-29 08:15:02,418 ERROR [worker-07] HTTP 500 from 10.20.30.40:8443 after 30000 ms, build 5.14.2
1764403201 10.11.12.13 user=48213 bytes=20481 code=E-100482
"""


@pytest.mark.parametrize("text", [SPREADSHEET, LOG, "12\t44\t85\t43\t21\t55\n13\t45\t86\t44\t22\t56\n"])
def test_a_list_and_a_log_without_a_number_stay_as_they_are(text: str) -> None:
    assert mask(text).text == text


def test_columns_of_two_figures_are_no_number() -> None:
    """A table of small figures; none of its rows is one number in five columns."""
    text = "08\t09\t10\t11\t12\t13\n09\t10\t11\t12\t13\t14\n"
    assert mask(text).text == text


def test_a_log_keeps_all_but_the_numbers_in_it() -> None:
    lines = LOG.splitlines()
    hidden = [f"{lines[0]} borger=120385-4321", lines[1], f"{lines[2]} (0203854321)", lines[3]]
    left = [f"{lines[0]} borger={REMOVED}", lines[1], f"{lines[2]} ({REMOVED})", lines[3]]
    assert mask("\n".join(hidden)).text == "\n".join(left)


def test_a_file_of_figures_alone_is_read_in_little_memory() -> None:
    text = "7;8;" * 500_000
    tracemalloc.start()
    assert mask(text).count == 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(text) * 8


@given(st.dates(), st.integers(0, 9999), st.sampled_from(["", "-", " "]))
def test_every_date_with_four_digits_is_found(day: object, serial: int, between: str) -> None:
    assert mask(f"Barn: {day:%d%m%y}{between}{serial:04d}!").count == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("<tr><td>Ida</td><td>010115</td><td>1234</td><td>3.B</td></tr>", 1),
        ("<td>010115</td>\n      <td>1234</td>", 1),
        ("Ida Berg   010115            1234   3.B\nBo Friis   020214            4321   3.B", 2),
        ("Ida\t010115\t\t\t\t\t\t\t\t\t\t1234", 1),
    ],
)
def test_a_wide_gap_between_columns_hides_no_number(text: str, count: int) -> None:
    masked = mask(text)
    assert (masked.count, "1234" in masked.text) == (count, False)


def test_numbers_that_were_glued_together_each_in_its_own_way_are_removed() -> None:
    assert "4433" not in mask("010116-44220202154433").text
    assert "4433" not in mask("010116442202021544330303165544").text
