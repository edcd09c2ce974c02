"""Every text of the interface has a Danish one."""

import re
from datetime import date
from pathlib import Path

import polib
from django.utils import translation
from django.utils.formats import date_format

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = polib.pofile(str(ROOT / "locale" / "da" / "LC_MESSAGES" / "django.po"))
DANISH_MONTHS = ["januar", "februar", "marts", "april", "maj", "juni"]
DANISH_MONTHS += ["juli", "august", "september", "oktober", "november", "december"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_nothing_is_left_untranslated_or_unsure() -> None:
    assert [entry.msgid for entry in CATALOGUE if "fuzzy" in entry.flags] == []
    assert [entry.msgid for entry in CATALOGUE if not all(translations(entry))] == []


def test_no_text_of_ours_renames_a_month() -> None:
    """Django looks a month up by its English name, so that “May” on a form would be the month in every date."""
    days = [date(2027, month, 7) for month in range(1, 13)]
    with translation.override("da"):
        assert [date_format(day, "F") for day in days] == DANISH_MONTHS
        assert [date_format(day, "M").lower()[:3] for day in days] == [name[:3] for name in DANISH_MONTHS]
        assert [date_format(day, "b").lower()[:3] for day in days] == [name[:3] for name in DANISH_MONTHS]


def named(*texts: str) -> set[str]:
    return {place for text in texts for place in PLACEHOLDER.findall(text)}


def disagrees(entry: polib.POEntry) -> bool:
    """A plural's translation may leave the number out, as "one case" does; nothing may be named that is not there."""
    wanted = named(entry.msgid, entry.msgid_plural)
    texts = translations(entry)
    if entry.msgid_plural:
        return not named(*texts) <= wanted
    return named(*texts) != wanted


def test_placeholders_agree() -> None:
    assert [entry.msgid for entry in CATALOGUE if disagrees(entry)] == []


def templates_texts() -> set[str]:
    texts: set[str] = set()
    for path in (ROOT / "templates").rglob("*"):
        if path.suffix in {".html", ".txt"}:
            texts |= set(re.findall(r'\{% translate "((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8")))
    return texts


def test_every_text_of_the_templates_is_in_the_catalogue() -> None:
    assert templates_texts() - {entry.msgid for entry in CATALOGUE} == set()
