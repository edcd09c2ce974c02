"""What the engine said, and hints tried on it without the engine."""

import subprocess
import sys

import pytest

from tests.triage.classifier.test_classifier import TELLING
from triage.classifier import Classifier, Enquiry, Hint
from triage.classifier.deciding import decide, place_of_hints, pushes

PAGES = "import django, sys; django.setup(); import helpdesk.wsgi, helpdesk.urls; print('sklearn' in sys.modules)"
HINTS = [
    Hint("skema", "unilogin", 3),
    Hint("aula", "project_question", 0.5),
    Hint(r"min s\w+", "out_of_scope", 2, True),
]


@pytest.mark.parametrize("hints", [[], HINTS], ids=["no hints", "hints"])
def test_stored_scores_and_hints_give_what_the_engine_gives(hints: list[Hint]) -> None:
    classifier = Classifier.load(hints)
    for subject, body, _route in TELLING:
        for tail in ("", "\n> citeret\n\nMed venlig hilsen\nskema aula"):
            said = classifier.classify(Enquiry(subject, body + tail))
            route, sure = decide(said.scores, pushes(hints, place_of_hints(subject, body + tail)))
            assert route == said.route
            assert sure == pytest.approx(said.confidence, abs=0.001)


def test_a_process_that_serves_pages_carries_no_model() -> None:
    told = subprocess.run([sys.executable, "-c", PAGES], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
