"""Every text of the interface has a Danish one."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = polib.pofile(str(ROOT / "locale" / "da" / "LC_MESSAGES" / "django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_nothing_is_left_untranslated_or_unsure() -> None:
    assert [entry.msgid for entry in CATALOGUE if "fuzzy" in entry.flags] == []
    assert [entry.msgid for entry in CATALOGUE if not all(translations(entry))] == []


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.msgid[:40])
def test_placeholders_agree(entry: polib.POEntry) -> None:
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
    for text in translations(entry):
        assert set(PLACEHOLDER.findall(text)) <= wanted
        if not entry.msgid_plural:
            assert set(PLACEHOLDER.findall(text)) == wanted


def templates_texts() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "templates").rglob("*"):
        if path.suffix in {".html", ".txt"}:
            found |= set(re.findall(r'\{% translate "((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8")))
    return found


def test_every_text_of_the_templates_is_in_the_catalogue() -> None:
    assert templates_texts() - {entry.msgid for entry in CATALOGUE} == set()
