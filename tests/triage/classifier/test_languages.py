"""72 enquiries told in Danish and in English, eight of each route."""

from collections import Counter
from pathlib import Path

import pytest

from triage.classifier import Classifier, Enquiry
from triage.classifier.examples import Row, read_lines
from triage.classifier.reason_texts import ROUTE_WORDS

PAIRS = Path(__file__).parent / "pairs.jsonl"


@pytest.fixture(scope="module")
def pairs() -> list[Row]:
    return read_lines(PAIRS)


def routes(pairs: list[Row], language: str) -> list[str]:
    enquiries = (Enquiry(**pair[language], audience=pair["audience"]) for pair in pairs)
    return [verdict.route for verdict in Classifier.load().classify_all(enquiries)]


def test_there_are_as_many_of_each_route(pairs: list[Row]) -> None:
    assert Counter(pair["route"] for pair in pairs) == dict.fromkeys(ROUTE_WORDS, 8)


def test_danish_and_english_agree(pairs: list[Row]) -> None:
    danish, english = routes(pairs, "da"), routes(pairs, "en")
    agree = sum(one == other for one, other in zip(danish, english, strict=True))
    assert agree / len(pairs) >= 0.85


@pytest.mark.parametrize("language", ["da", "en"])
def test_each_language_finds_the_way(pairs: list[Row], language: str) -> None:
    right = sum(said == pair["route"] for said, pair in zip(routes(pairs, language), pairs, strict=True))
    assert right / len(pairs) >= 0.85
