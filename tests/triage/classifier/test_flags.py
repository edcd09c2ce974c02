"""How often an alarm is heard, and how often it is a false one. A missed one costs more than a false one."""

import pytest

from tests.triage.classifier.flagged import TEXTS
from triage.classifier.flags import flags_of

FLOORS = {"sensitive": (0.9, 0.9), "urgent": (0.9, 0.9)}
"""(recall, precision)"""


@pytest.mark.parametrize("kind", FLOORS)
def test_alarms_are_heard_and_seldom_false(kind: str) -> None:
    wanted = {text for text, *marks in TEXTS if marks[kind == "urgent"]}
    raised = {text for text, *_marks in TEXTS if kind in flags_of(text)}
    recall, precision = FLOORS[kind]
    assert len(wanted & raised) / len(wanted) >= recall, sorted(wanted - raised)
    assert len(wanted & raised) / len(raised) >= precision, sorted(raised - wanted)


def test_the_texts_hold_alarms_and_near_misses_in_both_languages() -> None:
    assert len(TEXTS) >= 60
    assert 20 <= sum(sensitive or urgent for _text, sensitive, urgent in TEXTS) <= 40
