"""Which language an enquiry is written in: nine in ten of those in the languages that schools meet are recognised."""

import json
from pathlib import Path

import pytest

from meaning.written_language import NAMES, foreign, language_of

ROWS = [json.loads(line) for line in Path(__file__).with_name("written_languages.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("language", NAMES)
def test_nine_texts_in_ten_are_recognised(language: str) -> None:
    texts = [row["text"] for row in ROWS if row["language"] == language]
    missed = [text for text in texts if language_of(text) != language]
    assert len(texts) == 10
    assert len(missed) <= 1, missed


def test_no_text_is_taken_for_a_language_that_it_is_not() -> None:
    wrong = [row["text"] for row in ROWS if language_of(row["text"]) not in {"", row["language"]}]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "Abdirahman Xasan Maxamed kan ikke logge ind.",
        "Min datter hedder Ayşe Gül Öztürk, og hun mangler i klassen.",
        "محمد علي skal skrives på listen over forældre i 3. b, tak.",
        "Vi bruger appen Teams meeting, og den virker ikke sammen med Aula.",
    ],
)
def test_a_danish_sentence_with_a_foreign_name_stays_danish(text: str) -> None:
    assert language_of(text) == "da"
    assert foreign(text) == ""


@pytest.mark.parametrize("text", ["", "MitID", "12345", "Aula??", "👍", "Ali"])
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hvis det allerede er gjort, så luk bare sagen. Hilsen Bo", "da"),
        ("Jeg har gjort alt, og hvis du får tid, så ring", "da"),
        ("Foreldrene finner ikke ukeplan", "no"),
        ("Jenta er syk", "no"),
        ("Min son är sjuk", "sv"),
        ("Mein Sohn kommt heute später", "de"),
        ("Ich brauche Hilfe", "de"),
        ("Де фото?", "uk"),
    ],
)
def test_a_short_text_is_told_by_the_words_that_one_language_alone_has(text: str, language: str) -> None:
    assert language_of(text) == language
