"""What a new municipality begins with: every answer rests on something, and no change of rules has overtaken it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from knowledgebase.importing import parsed
from knowledgebase.models import Article
from knowledgebase.outdated import overtaken_by
from tests.cast import Cast
from tests.knowledgebase.articles import published

FILE = Path(__file__).resolve().parents[2] / "demo" / "answers.jsonl"
LINES = FILE.read_text(encoding="utf-8").splitlines()
ROWS: list[dict[str, Any]] = [json.loads(line) for line in LINES]


def as_answer(row: dict[str, Any]) -> Article:
    facts = ("title", "question", "answer", "source_date", "checked_on")
    values, _wrong = parsed(json.dumps(row))
    return Article(**{name: values[name] for name in facts if name in values})


def test_every_line_can_be_imported():
    assert [wrong for _row, wrong in map(parsed, LINES) if wrong] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_shipped_answer_says_what_it_rests_on_and_what_would_make_it_wrong(row: dict[str, Any]):
    assert row["source"]
    assert date.fromisoformat(row["checked_on"]) >= date(2026, 11, 1)
    assert row["outdated_when"].endswith(".")


def test_no_shipped_answer_is_overtaken_by_a_change_of_rules():
    assert [row["id"] for row in ROWS if overtaken_by(as_answer(row))] == []


def test_every_shipped_translation_is_tied_to_a_danish_answer():
    languages = {row["id"]: row["language"] for row in ROWS}
    tied = [row["translation_of"] for row in ROWS if row["language"] == "en"]
    assert {languages[original] for original in tied} == {"da"}
    assert len(tied) == len(set(tied))


def test_the_check_finds_an_answer_that_rests_on_an_old_source(cast: Cast, capsys: pytest.CaptureFixture[str]):
    old = published(cast.support_entitled, title="Giv samtykke til billeder", source_date=date(2020, 1, 1))
    published(cast.support_entitled, title="Samtykke i dag", checked_on=date(2026, 11, 29))
    published(cast.support_entitled, title="Noget andet", source_date=date(2020, 1, 1))
    with pytest.raises(CommandError):
        call_command("check_answers")
    assert capsys.readouterr().out.splitlines() == [
        f"{old.key}: Giv samtykke til billeder (pictures need no consent since 2022-08-27)"
    ]


def test_the_check_is_content_when_nothing_is_overtaken(cast: Cast, capsys: pytest.CaptureFixture[str]):
    published(cast.support_entitled, title="Samtykke i dag", checked_on=date(2026, 11, 29))
    call_command("check_answers")
    assert capsys.readouterr().out == "No answer is overtaken.\n"


def test_the_list_of_staff_can_show_what_is_overtaken(client: Client, cast: Cast):
    published(cast.support_entitled, title="Giv samtykke til billeder", source_date=date(2020, 1, 1))
    published(cast.support_entitled, title="Samtykke i dag", checked_on=date(2026, 11, 29))
    client.force_login(cast.support_entitled)
    html = client.get("/admin/knowledgebase/article/", {"vis": "overtaken"}).content.decode()
    assert "Giv samtykke til billeder" in html
    assert "Samtykke i dag" not in html


def test_the_source_is_shown_by_its_name_as_a_link(client: Client, cast: Cast):
    article = published(cast.support_entitled, source="Aulainfo, spørgsmål, https://aulainfo.dk/tag/faq/")
    html = client.get(article.get_absolute_url()).content.decode()
    assert '<a href="https://aulainfo.dk/tag/faq/" rel="noopener">Aulainfo, spørgsmål</a>' in html
