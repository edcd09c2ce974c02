"""LIX, told to the writer."""

import pytest

from knowledgebase.differences import differences
from knowledgebase.readability import reading_of

EASY = (
    "Åbn din profil. Tryk på knappen. Vælg din klasse. Se dine beskeder. Luk siden igen. Nu er du færdig her. Hej du."
)
HARD = (
    "Kommunalbestyrelsens administrationsgrundlag forudsætter institutionsledelsens dokumentation af "
    "samtykkeerklæringer vedrørende personoplysninger, herunder forældremyndighedsindehavernes "
    "kontaktoplysninger, forinden billedmateriale offentliggøres via kommunikationsplatformen eller "
    "videreformidles mellem institutioner, daginstitutioner, fritidsordninger samt administrative enheder."
)


def test_a_text_of_short_sentences_is_easy_and_one_of_long_words_is_hard() -> None:
    easy, hard = reading_of(EASY), reading_of(HARD)
    assert easy.lix is not None
    assert easy.lix < 25
    assert hard.is_hard


def test_lix_is_words_in_a_sentence_and_long_words_in_a_hundred() -> None:
    text = "Her er ti små ord i en helt kort sætning. " * 2 + "Institutionen er ny."
    assert reading_of(text).lix == round(23 / 3 + 100 * 3 / 23)


@pytest.mark.parametrize("text", ["", "Kort.", "1. Åbn\n2. Luk"])
def test_of_a_few_words_nothing_is_said(text: str) -> None:
    assert reading_of(text).lix is None


def test_each_step_is_a_sentence() -> None:
    steps = "\n".join(f"{number}. Tryk på den knap du ser nu" for number in range(1, 5))
    assert reading_of(steps).lix == 7


def test_a_difference_shows_the_words_that_changed() -> None:
    (same, changed) = differences("Hej\nÅbn den gamle side nu", "Hej\nÅbn den nye side nu")
    assert [(part.kind, part.text) for part in same] == [("same", "Hej")]
    assert [(part.kind, part.text) for part in changed] == [
        ("same", "Åbn den "),
        ("removed", "gamle"),
        ("added", "nye"),
        ("same", " side nu"),
    ]


def test_a_line_that_is_another_is_shown_as_one_gone_and_one_new() -> None:
    kinds = [[part.kind for part in line] for line in differences("Æbler", "Åbn menuen og vælg\nTo")]
    assert kinds == [["removed"], ["added"], ["added"]]
