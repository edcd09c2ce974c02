"""Likely spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.search.spelling import Spelling, distance

KNOWN = Spelling(["opslag", "gruppe", "vikar", "ferieregistr", "besked", "foraeldr", "fil", "tid"])
LETTERS = st.text(alphabet="abcdeæøå", max_size=8)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("oplsag", "opslag"),
        ("grupe", "gruppe"),
        ("vikra", "vikar"),
        ("feireregistr", "ferieregistr"),
        ("beskd", "besked"),
    ],
)
def test_a_slip_finds_the_word_that_was_meant(slip: str, meant: str):
    assert KNOWN.near(slip)[0][0] == meant


@pytest.mark.parametrize("word", ["fli", "banan", "x", "", "helikopter"])
def test_short_and_far_words_are_left_alone(word: str):
    assert KNOWN.near(word) == []


@given(LETTERS, LETTERS)
def test_distance_is_the_same_both_ways_and_nothing_only_to_itself(one: str, other: str):
    assert distance(one, other, 99) == distance(other, one, 99)
    assert (distance(one, other, 99) == 0) == (one == other)


@given(LETTERS, LETTERS, st.integers(0, 3))
def test_a_bound_changes_no_distance_below_it(one: str, other: str, most: int):
    assert min(distance(one, other, most), most + 1) == min(distance(one, other, 99), most + 1)
