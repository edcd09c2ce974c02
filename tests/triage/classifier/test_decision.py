"""What the engine said, and hints tried on it without the engine."""

import subprocess
import sys

import pytest

from tests.triage.classifier.test_classifier import TELLING
from triage.classifier import Classifier, Enquiry, Hint
from triage.classifier.decision import decide, place_of_hints, pushes

PAGES = "import django; django.setup(); import helpdesk.wsgi, helpdesk.urls"
WORK = "from triage.classifier import Classifier, Enquiry; Classifier.load().classify(Enquiry('Skema', 'Det er tomt'))"
LIBRARIES = {"sklearn", "scipy"}
RARE = {"typst", "xlsxwriter"}
"""What only a task or a rare page needs."""
MODEL = {"triage.classifier.engine", "triage.classifier.model"}
HINTS = [
    Hint("skema", "unilogin", 3),
    Hint("aula", "project_question", 0.5),
    Hint(r"min s\w+", "out_of_scope", 2, True),
]
SURE = {"usage_question": 20.0, "unilogin": 1.0, "local_it": 0.0}


@pytest.mark.parametrize("hints", [[], HINTS], ids=["no hints", "hints"])
def test_stored_scores_and_hints_give_what_the_engine_gives(hints: list[Hint]) -> None:
    classifier = Classifier.load(hints)
    for subject, body, _route in TELLING:
        for tail in ("", "\n> citeret\n\nMed venlig hilsen\nskema aula"):
            said = classifier.classify(Enquiry(subject, body + tail))
            route, sure = decide(said.scores, pushes(hints, place_of_hints(subject, body + tail)))
            assert route == said.route
            assert sure == pytest.approx(said.confidence, abs=0.001)


def test_a_hint_of_full_weight_wins_over_a_model_that_is_sure() -> None:
    hints = [Hint("zyx", "local_it", 5), Hint("zyx", "unilogin", 4.9)]
    assert decide(SURE, pushes(hints, "vores zyx"))[0] == "local_it"
    assert decide(SURE, pushes(hints, "vores ting"))[0] == "usage_question"


def test_where_two_hints_of_full_weight_disagree_the_rest_of_the_text_settles_it() -> None:
    hints = [Hint("zyx", "local_it", 5), Hint("zyxboks", "local_it", 5), Hint("kode", "unilogin", 5)]
    assert decide(SURE, pushes(hints, "zyxboks kode"))[0] == "unilogin"
    assert decide(SURE, pushes([*hints, Hint("vores", "local_it", 2)], "vores zyxboks kode"))[0] == "local_it"


def test_any_word_decides_for_any_route_where_an_administrator_says_so() -> None:
    plain = Classifier.load()
    for subject, body, _route in TELLING:
        for route in plain.model.routes:
            said = plain.with_hints([Hint(body[:12], route, 5)]).classify(Enquiry(subject, body))
            assert (said.route, said.reasons[0].code) == (route, "hint")


@pytest.mark.parametrize(
    ("work", "unwanted"), [(PAGES, LIBRARIES | RARE | MODEL), (WORK, LIBRARIES)], ids=["serves pages", "classifies"]
)
def test_a_process_carries_no_more_than_it_needs(work: str, unwanted: set[str]) -> None:
    command = [sys.executable, "-c", f"{work}; import sys; print(*sys.modules)"]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not unwanted & set(process.stdout.split())
