"""The commands that read and judge labelled lines."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from triage.classifier.examples import shipped


def classified(lines: str, folder: Path) -> list[dict[str, object]]:
    file, out = folder / "in.jsonl", StringIO()
    file.write_text(lines, encoding="utf-8")
    call_command("classify", file, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_gets_one_answer_in_order(tmp_path: Path) -> None:
    told = classified('{"id": "a", "subject": "Skema", "body": "tomt skema"}\n\n{"id": 7, "body": "😀"}\n', tmp_path)
    assert [row["id"] for row in told] == ["a", 7]
    assert told[0]["route"] == "schedule_vendor"
    assert told[1]["confidence"] == 0
    assert all(isinstance(reason, str) for row in told for reason in row["reasons"])  # type: ignore[attr-defined]  # JSON


def test_values_that_are_no_text_are_read_as_text(tmp_path: Path) -> None:
    told = classified('{"id": null, "subject": 5, "body": ["skema"], "audience": {"a": 1}, "more": 1}\n', tmp_path)
    assert len(told) == 1


@pytest.mark.parametrize("second", ["{broken", "[1, 2]", '"text"'])
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, second: str) -> None:
    with pytest.raises(CommandError, match="Line 2"):
        classified('{"id": 1, "body": "skema"}\n' + second, tmp_path)


def test_standard_input_is_read_where_no_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO('{"id": 3, "subject": "Kode", "body": "UNI-Login er spærret"}\n'))
    out = StringIO()
    call_command("classify", stdout=out)
    told = json.loads(out.getvalue())
    assert list(told) == ["id", "route", "confidence", "reasons"]
    assert (told["id"], told["route"]) == (3, "unilogin")
    assert 0 <= told["confidence"] <= 1


def test_evaluate_tells_how_good_triage_is(tmp_path: Path) -> None:
    file, told, out = tmp_path / "labelled.jsonl", tmp_path / "told.jsonl", StringIO()
    file.write_text("".join(json.dumps(row) + "\n" for row in shipped()[::90]), encoding="utf-8")
    call_command("evaluate", file, predictions=told, stdout=out)
    figures = dict(line.split(": ") for line in out.getvalue().splitlines() if ": " in line)
    assert set(figures) == {"count", "accuracy", "macro_f1", "calibration_error", "coverage_at_95"}
    assert float(figures["accuracy"]) > 0.9
    lines = [json.loads(line) for line in told.read_text().splitlines()]
    assert len(lines) == int(figures["count"])
    assert set(lines[0]) == {"id", "route", "confidence"}
