"""`manage.py search_answers`."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from knowledgebase.models import Article
from tests.cast import Cast
from tests.knowledgebase.articles import shelf


@pytest.fixture
def answers(cast: Cast) -> dict[str, Article]:
    return shelf(cast.support_entitled)


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_question_gets_the_ids_that_were_imported(
    answers: dict[str, Article], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "queries.jsonl"
    file.write_text('{"id": "q1", "query": "gruppe", "kind": "exact"}\n\n{"id": "q2", "query": "ikke"}\n')
    call_command("search_answers", str(file))
    group = Article.objects.get(title="Opret en gruppe")
    first, second = printed(capsys)
    assert (first["id"], first["results"][0]) == ("q1", group.key)
    assert second == {"id": "q2", "results": []}


def test_questions_may_come_from_standard_input(
    answers: dict[str, Article], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 7, "query": "unilogin"}\n'))
    call_command("search_answers")
    (row,) = printed(capsys)
    assert (row["id"], row["results"][0]) == (7, answers["Glemt adgangskode til UNI-Login"].key)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "q1"}', "null"])
def test_a_line_that_asks_nothing_is_named(db: None, tmp_path: Path, line: str):
    file = tmp_path / "queries.jsonl"
    file.write_text(line)
    with pytest.raises(CommandError, match="line 1"):
        call_command("search_answers", str(file))
