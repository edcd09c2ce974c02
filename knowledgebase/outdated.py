"""Answers that a change of rules has overtaken: what they rest on is older than the change they speak of."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

from knowledgebase.search.analysis import DATA


class DatedAnswer(Protocol):
    """What is read of an answer, be it stored or still in a file."""

    title: str
    question: str
    answer: str
    source_date: date | None
    checked_on: date | None


@dataclass(frozen=True)
class RuleChange:
    """What changed and since when; an answer speaks of it where one of the words begins in its text."""

    what: str
    since: date
    words: tuple[str, ...]

    def concerns(self, answer: DatedAnswer) -> bool:
        text = f"{answer.title}\n{answer.question}\n{answer.answer}".lower()
        return any(word in text for word in self.words)

    def overtakes(self, answer: DatedAnswer) -> bool:
        """An answer that says nothing of its age is judged by nobody here; the review date stands for it."""
        rests_on = answer.source_date or answer.checked_on
        return rests_on is not None and rests_on < self.since and self.concerns(answer)


@cache
def rule_changes() -> tuple[RuleChange, ...]:
    rows = json.loads((DATA / "rule_changes.json").read_text(encoding="utf-8"))
    return tuple(RuleChange(row["what"], date.fromisoformat(row["since"]), tuple(row["words"])) for row in rows)


def overtaken_by(answer: DatedAnswer) -> list[RuleChange]:
    return [change for change in rule_changes() if change.overtakes(answer)]
