"""The commands that read and judge labelled lines."""

import hashlib
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from triage.classifier.engine_version import ENGINE
from triage.classifier.examples import as_texts, shipped
from triage.classifier.interface import FULL_WEIGHT
from triage.classifier.model import Model
from triage.suggestions.models import Hint, ModelFile, ModelUse, ModelVersion

LINE = '{"id": "a", "subject": "Skema", "body": "tomt skema"}\n'
NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"


def classified(lines: str, folder: Path, **options: bool) -> list[dict[str, object]]:
    file, out = folder / "in.jsonl", StringIO()
    file.write_text(lines, encoding="utf-8")
    call_command("classify", file, stdout=out, **({"shipped": True} | options))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_gets_one_answer_in_order(tmp_path: Path) -> None:
    answers = classified('{"id": "a", "subject": "Skema", "body": "tomt skema"}\n\n{"id": 7, "body": "😀"}\n', tmp_path)
    assert [row["id"] for row in answers] == ["a", 7]
    assert answers[0]["route"] == "schedule_vendor"
    assert answers[1]["confidence"] == 0
    assert all(isinstance(reason, str) for row in answers for reason in row["reasons"])  # type: ignore[attr-defined]  # JSON


def test_values_that_are_no_text_are_read_as_text(tmp_path: Path) -> None:
    answers = classified('{"id": null, "subject": 5, "body": ["skema"], "audience": {"a": 1}, "more": 1}\n', tmp_path)
    assert len(answers) == 1


@pytest.mark.parametrize("second", ["{broken", "[1, 2]", '"text"'])
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, second: str) -> None:
    with pytest.raises(CommandError, match="Line 2"):
        classified('{"id": 1, "body": "skema"}\n' + second, tmp_path)


def test_standard_input_is_read_where_no_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO('{"id": 3, "subject": "Kode", "body": "UNI-Login er spærret"}\n'))
    out = StringIO()
    call_command("classify", "--shipped", stdout=out)
    answer = json.loads(out.getvalue())
    assert list(answer) == ["id", "route", "confidence", "reasons", "routes", "alone", "flags", "urgent"]
    assert (len(answer["routes"]), answer["flags"], answer["urgent"]) == (9, [], False)
    assert (answer["id"], answer["route"]) == (3, "unilogin")
    assert 0 <= answer["confidence"] <= 1


@pytest.mark.parametrize(
    ("body", "flags", "urgent"),
    [
        ("Det haster, vi skal bruge koden om en time.", [], True),
        ("Det haster: min far slår mig, og jeg tør ikke gå hjem.", ["violence"], True),
    ],
)
def test_what_is_only_urgent_is_not_sensitive(body: str, flags: list[str], urgent: bool, tmp_path: Path) -> None:
    answer = classified(json.dumps({"id": 1, "subject": "Hjælp", "body": body, "audience": "staff"}), tmp_path)[0]
    assert (answer["flags"], answer["urgent"], answer["alone"]) == (flags, urgent, False)


@pytest.mark.django_db
def test_the_model_in_use_answers_unless_the_shipped_one_is_asked_for(tmp_path: Path) -> None:
    assert classified(LINE, tmp_path, shipped=False) == classified(LINE, tmp_path)
    rows = [{"body": f"{word} {count}", "route": word} for word in ("unilogin", "local_it") for count in range(3)]
    data = Model.train(as_texts(rows), [row["route"] for row in rows]).to_bytes()
    digest = hashlib.sha256(data).hexdigest()
    version = ModelVersion.objects.create(state="ready", engine=ENGINE, ground="", digest=digest)
    ModelFile.objects.create(version=version, data=data)
    ModelUse.objects.create(version=version)
    assert classified(LINE, tmp_path, shipped=False)[0]["route"] in {"unilogin", "local_it"}
    assert classified(LINE, tmp_path)[0]["route"] == "schedule_vendor"


@pytest.mark.django_db
def test_the_hints_that_hold_everywhere_are_heard(tmp_path: Path) -> None:
    Hint.objects.create(term="tomt skema", route="local_it", weight=FULL_WEIGHT)
    assert classified(LINE, tmp_path, shipped=False)[0]["route"] == "local_it"
    assert classified(LINE, tmp_path)[0]["route"] == "schedule_vendor"
    Hint.objects.update(is_active=False)
    assert classified(LINE, tmp_path, shipped=False)[0]["route"] == "schedule_vendor"


@pytest.mark.parametrize("database", ["", NOWHERE], ids=["an empty one", "none that answers"])
def test_without_a_database_the_shipped_model_answers(tmp_path: Path, database: str) -> None:
    environment = os.environ | {"DATABASE_URL": database, "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "classify"]
    process = subprocess.run(command, input=LINE, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(process.stdout)["route"] == "schedule_vendor"


def test_evaluate_tells_how_good_triage_is(tmp_path: Path) -> None:
    file, predictions, out = tmp_path / "labelled.jsonl", tmp_path / "told.jsonl", StringIO()
    file.write_text("".join(json.dumps(row) + "\n" for row in shipped()[::90]), encoding="utf-8")
    call_command("evaluate", file, predictions=predictions, stdout=out)
    figures = dict(line.split(": ") for line in out.getvalue().splitlines() if ": " in line)
    assert set(figures) == {"count", "accuracy", "macro_f1", "calibration_error", "coverage_at_95"}
    assert float(figures["accuracy"]) > 0.9
    lines = [json.loads(line) for line in predictions.read_text().splitlines()]
    assert len(lines) == int(figures["count"])
    assert set(lines[0]) == {"id", "route", "confidence"}
