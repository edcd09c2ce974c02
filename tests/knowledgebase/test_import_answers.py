"""`manage.py import_answers`."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from knowledgebase.models import Article, Version
from knowledgebase.search import search
from tests.cast import Cast

ROW: dict[str, Any] = {
    "id": "a1",
    "title": "Meld barnet sygt",
    "question": "Hvordan sygemelder jeg?",
    "answer": "Vælg Meld fravær.",
    "audiences": ["parent"],
    "route": "usage_question",
    "tags": ["fravær"],
}


def imported(folder: Path, *rows: Any) -> str:
    """What the command prints for a file of these lines; a text is a line as it stands."""
    file = folder / "answers.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    out = StringIO()
    call_command("import_answers", str(file), stdout=out, stderr=out)
    return out.getvalue()


def refused(folder: Path, *rows: Any) -> str:
    """What the command says when it refuses the file."""
    out = StringIO()
    file = folder / "answers.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_answers", str(file), stdout=out, stderr=out)
    return out.getvalue()


def test_imported_answers_are_public_and_found_at_once(db: None, tmp_path: Path):
    assert imported(tmp_path, ROW, ROW | {"id": "a2", "title": "Opret en gruppe"}) == "2 answers\n"
    article = Article.objects.published().get(key="a1")
    assert (article.audiences, article.route, article.tags) == (["parent"], "usage_question", ["fravær"])
    assert search("sygemelding")[0].article_id == article.pk
    assert not Article.objects.needing_index()


def test_importing_twice_is_importing_once(db: None, tmp_path: Path):
    imported(tmp_path, ROW)
    before = (Article.objects.values().get(), Version.objects.count())
    imported(tmp_path, ROW)
    assert (Article.objects.values().get(), Version.objects.count()) == before


def test_a_changed_line_revises_the_answer_and_keeps_the_former(db: None, tmp_path: Path):
    imported(tmp_path, ROW)
    imported(tmp_path, ROW | {"answer": "Ring til skolen."})
    article = Article.objects.get()
    assert article.answer == "Ring til skolen."
    assert article.versions.newest_first()[1].answer == "Vælg Meld fravær."


def test_what_people_retired_here_stays_retired(cast: Cast, tmp_path: Path):
    imported(tmp_path, ROW)
    Article.objects.get().retire(by=cast.support_entitled)
    imported(tmp_path, ROW | {"answer": "Ring til skolen."})
    assert not Article.objects.published()


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"text"',
        {"id": "b"},
        ROW | {"id": "b", "title": " "},
        ROW | {"id": "b", "title": "x" * 151},
        ROW | {"id": "b", "answer": 7},
        ROW | {"id": "b", "audiences": []},
        ROW | {"id": "b", "audiences": ["everybody"]},
        ROW | {"id": "b", "audiences": "parent"},
        ROW | {"id": "b", "tags": [1]},
        ROW | {"id": "b", "language": "de"},
        ROW | {"id": "b", "review_date": "i morgen"},
        ROW,
    ],
)
def test_one_bad_line_stops_all_and_is_named(db: None, tmp_path: Path, line: Any):
    said = refused(tmp_path, ROW, "", line)
    assert "answers.jsonl:3: " in said
    assert not Article.objects.exists()


def test_every_bad_line_is_named(db: None, tmp_path: Path):
    said = refused(tmp_path, "{", ROW, "[]")
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in said.splitlines()] == ["1", "3"]


def test_optional_parts_may_be_missing_or_null(db: None, tmp_path: Path):
    row = {name: ROW[name] for name in ("id", "title", "question", "answer", "audiences")}
    imported(tmp_path, row | {"source": None})
    article = Article.objects.get()
    assert (article.language, article.route, article.tags, article.source) == ("da", "", [], "")


def test_a_file_that_is_not_there_is_told(db: None, tmp_path: Path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_answers", str(tmp_path / "none.jsonl"))


def test_a_file_that_is_no_text_is_told(db: None, tmp_path: Path):
    file = tmp_path / "answers.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_answers", str(file))
