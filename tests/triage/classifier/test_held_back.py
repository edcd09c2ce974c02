"""Enquiries that are never trained on: 261 written before anybody looked at the mistakes of the model, and 400 in the
natural parts of the routes by writers who knew the routing rules and none of the examples."""

from pathlib import Path

import pytest

from triage.classifier import Classifier
from triage.classifier.examples import Row, enquiry_of, read_lines, shipped
from triage.classifier.metrics import cross_validate, judge, wording

HERE = Path(__file__).parent


@pytest.fixture(scope="module", params=["held_back", "natural"])
def rows(request: pytest.FixtureRequest) -> list[Row]:
    return read_lines(HERE / f"{request.param}.jsonl")


def test_none_of_them_is_trained_on(rows: list[Row]) -> None:
    assert not {wording(row) for row in rows} & {wording(row) for row in shipped()}


def test_most_find_their_way_and_nearly_all_without_a_person(rows: list[Row]) -> None:
    figures = judge(rows, Classifier.load().classify_all(map(enquiry_of, rows)))
    assert figures.accuracy >= 0.91
    assert figures.coverage_at_95 >= 0.85


def test_what_is_judged_is_left_out_of_what_is_always_trained_on() -> None:
    rows = [{"body": f"{word} {count}", "route": word} for word in ("skema", "ugeplan") for count in range(10)]
    turned = [row | {"route": "unilogin"} for row in rows]
    verdicts = cross_validate(rows, turned, 2)
    assert {verdict.route for verdict in verdicts} <= {"skema", "ugeplan"}
