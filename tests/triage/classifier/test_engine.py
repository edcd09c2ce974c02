"""A model that people have taught outlives a comment, and no change of behaviour goes unnoticed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.triage.classifier.golden import FILE, said
from triage.classifier.engine_version import ENGINE

ROOT = Path(__file__).parents[3]


def test_a_change_of_what_the_classifier_says_has_a_version_of_its_own() -> None:
    golden = json.loads(FILE.read_text(encoding="utf-8"))
    assert golden["engine"] == ENGINE, "write golden.json anew: python -m tests.triage.classifier.golden"
    assert said() == golden["said"], (
        "raise ENGINE, and write golden.json anew: python -m tests.triage.classifier.golden"
    )


def test_a_comment_in_the_classifier_leaves_the_version_alone(tmp_path: Path) -> None:
    for room in ("triage", "meaning"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("data", "__pycache__"))
    for path in (tmp_path / "triage" / "classifier").glob("*.py"):
        path.write_text(path.read_text(encoding="utf-8") + "\n# A comment.\n", encoding="utf-8")
    command = [sys.executable, "-c", "from triage.classifier.engine_version import ENGINE; print(ENGINE)"]
    process = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert process.stdout.strip() == ENGINE
