"""Numbers as people dictate them, and those that are glued to other figures or joined by a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.cpr import REMOVED, mask

UNITS = ["nul", "et", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni"]
TEENS = ["ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten"]
TENS = ["tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems"]


def in_words(pair: str, one_by_one: bool) -> str:
    """Two figures, as one number where they have a name of their own."""
    tens, unit = map(int, pair)
    if one_by_one or not tens:
        return f"{UNITS[tens]} {UNITS[unit]}"
    if tens == 1:
        return TEENS[unit]
    return TENS[tens - 2] if not unit else f"{UNITS[unit]}og{TENS[tens - 2]}"


@given(
    st.dates(),
    st.integers(0, 9999),
    st.lists(st.booleans(), min_size=5, max_size=5),
    st.sampled_from([" ", ", ", " - ", "-", " og så ", ". De sidste fire er "]),
)
def test_a_number_that_is_dictated_is_taken_out(day: object, serial: int, one_by_one: list[bool], gap: str) -> None:
    digits = f"{day:%d%m%y}{serial:04d}"
    pairs = [digits[at : at + 2] for at in range(0, 10, 2)]
    words = [in_words(pair, single) for pair, single in zip(pairs, one_by_one, strict=True)]
    said = f"{' '.join(words[:3])}{gap}{' '.join(words[3:])}"
    assert mask(f"Hendes nummer: {said}. Tak!").text == f"Hendes nummer: {REMOVED}. Tak!"


@pytest.mark.parametrize(
    "text",
    [
        "120385 fire tre to en",
        "120385-treogfyrre enogtyve",
        "Tolvte marts femogfirs, de sidste fire cifre er treogfyrre enogtyve",
        "tolvte marts nitten hundrede og femogfirs 4321",
        "femte maj to tusind og ti - tolv fireogtredive",
        "one two zero three eight five four three two one",
        "120385 og så 4321",
        "120385 derefter 4321",
        "120385x4321",
        "120385 x 4321",
        "12. marts 85, 4321",
        "12/3-85 4321",
        "12 03 1985 43 21",
        "12 03 85 - 4 3 2 1",
        "4321 er de sidste fire, de første 120385",
        "120385-4321130386-1234",
        "12038543211303861234",
        "120385-<b>4321",
    ],
)
@pytest.mark.parametrize(("before", "after"), [("Barn: ", "!"), ("Det er ", ""), ("(", ")")])
def test_a_number_that_is_joined_by_words_or_glued_to_another_is_taken_out(before: str, text: str, after: str) -> None:
    assert mask(before + text + after).text == f"{before}{REMOVED}{after}"


def test_the_last_four_may_stand_before_a_date_as_in_a_letter() -> None:
    assert mask("Sidste fire: 4321, født 12. marts 1985.").text == f"Sidste fire: {REMOVED}."


@pytest.mark.parametrize(
    "text",
    [
        "ring to nul tre nul fire nul fem nul",
        "tlf. toogtyve treogtredive fireogfyrre femoghalvtreds",
        "elleve tolv tretten fjorten femten",
        "en, to, tre, fire, fem, seks, syv, otte, ni og ti",
        "en to tre fire fem seks syv otte ni ti elleve tolv",
        "Der er to elever, tre lærere, fire voksne og fem børn, en er syg, nul i dag",
        "den tolvte marts to tusind seksogtyve",
        "mødet er den tolvte marts klokken fjorten tredive",
        "12.03.2026 14 30",
        "12. marts 2026, 1430",
        "uge 12/3 10, 1200 brugere",
        "12. marts 15 8600 Silkeborg",
        "skærmen er 1920 x 1080",
        "AULA-26-004217 og så 4321",
        "3203854321 3203854321",
        "32038543213203854321",
    ],
)
def test_other_figures_in_words_and_other_dates_stay(text: str) -> None:
    assert mask(text).text == text
