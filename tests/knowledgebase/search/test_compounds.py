"""Danish compounds."""

import pytest

from knowledgebase.search.analysis import stem
from knowledgebase.search.compounds import part_known, split

WORDS = "ferie registrere gruppe medlem klasse liste foto fil dele uge plan"
KNOWN = {stem(word) for word in WORDS.split()}


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("ferieregistrering", ("ferie", "registrering")),
        ("gruppemedlemmer", ("gruppe", "medlem")),
        ("klasseliste", ("klasse", "liste")),
        ("ugeplan", ("uge", "plan")),
        ("fildeling", ("fil", "deling")),
        ("klasselistefoto", ("klasse", "liste", "foto")),
    ],
)
def test_a_compound_is_split_into_words_that_are_known(compound: str, parts: tuple[str, ...]):
    assert split(stem(compound), KNOWN) == tuple(stem(part) for part in parts)


@pytest.mark.parametrize("word", ["registrering", "banan", "klassemad", "ugle"])
def test_a_word_with_an_unknown_part_is_left_whole(word: str):
    assert split(stem(word), KNOWN) == ()


def test_a_part_that_is_known_is_better_than_nothing():
    assert part_known(stem("klassemad"), KNOWN) == (stem("klasse"),)
    assert part_known(stem("xyzmedlem"), KNOWN) == (stem("medlem"),)
    assert part_known(stem("rumraket"), KNOWN) == ()
