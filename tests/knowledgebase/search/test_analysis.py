"""From text to stems."""

import pytest

from knowledgebase.search.analysis import stem, stems, words


@pytest.mark.parametrize(
    "forms",
    [
        "gruppe grupper gruppen grupperne",
        "skema skemaet skemaer skemaerne",
        "barn barnet børn børnene",
        "registrering registreringen registrere registreret",
        "søge søger søgning",
        "rettighed rettigheder rettighederne",
        "forældre foraeldre forældrene",
        "notifikation notifikationer notifikationerne",
        "glemme glemt glemte",
        "photo photos",
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: str):
    assert len({stem(word) for word in words(forms)}) == 1


@pytest.mark.parametrize(("one", "other"), [("rettighed", "rette"), ("skole", "skema"), ("besked", "beskidt")])
def test_different_words_keep_apart(one: str, other: str):
    assert stem(one) != stem(other)


def test_words_that_say_nothing_have_no_stem():
    assert stems("Hvordan kan jeg ikke bare få det? Please help me") == []


def test_a_hyphenated_word_is_its_parts_and_the_whole():
    assert words("Skole-hjem-samtale") == ["skole", "hjem", "samtale", "skolehjemsamtale"]


@pytest.mark.parametrize("text", ["5.a", "5A", "5. a"])
def test_a_class_is_a_class_whatever_its_name(text: str):
    assert words(f"eleverne i {text} mangler") == ["eleverne", "i", "klasse", "mangler"]


def test_a_key_that_hangs_counts_twice_at_most():
    assert words("hjææælp!!!") == ["hjaeaelp"]


def test_an_endless_word_is_cut():
    assert len(words("a1" * 5000)[0]) == 60
