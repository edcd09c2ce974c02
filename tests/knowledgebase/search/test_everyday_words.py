"""One list of words that say nothing about what an enquiry is about, for all that compares enquiries."""

import pytest

from knowledgebase.search.analysis import fold, is_telling, matters
from triage.classifier.features import features
from triage.ready_answers.similar import telling_words
from triage.suggestions.repeats import matter

EMPTY = "Hej! Aula virker stadig ikke på vores skole. Børnene kan ikke, og vi mener, at noget mangler. Venlige hilsner"


@pytest.mark.parametrize("word", ["skole", "ønske", "virker", "forældre", "barnet", "again", "ikke"])
def test_what_nearly_everybody_writes_tells_no_enquiry_apart(word: str) -> None:
    assert not matters(fold(word))


@pytest.mark.parametrize("word", ["kalender", "ferie", "beskeder", "password"])
def test_what_an_enquiry_is_about_does(word: str) -> None:
    assert matters(fold(word))


def test_in_a_shared_answer_such_a_word_still_tells_much() -> None:
    assert is_telling(fold("skole"))


def test_everything_that_compares_enquiries_asks_the_same_list() -> None:
    assert matter(EMPTY) == matter("hilsner")
    assert features(EMPTY) == features("hilsner")
    assert telling_words(EMPTY) in ([], ["hilsner"])
