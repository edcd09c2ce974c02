"""The house's way of writing Danish, held over every translated text."""

import re
from collections.abc import Iterator

import pytest

from tests.helpdesk.test_translations import CATALOGUE, ROOT, translations

SMALL_AFTER_A_COLON = re.compile(r"[a-zæøå]: [a-zæøå]")
ALLOWED = frozenset(
    {
        "Somebody outside the municipality has judged it",
        "What triage learned from a case stays when the personal parts of the case are deleted: the text without names "
        "and numbers, and with no way back to the case. Otherwise it is deleted with them.",
    }
)
"""After the colon stands a part of a sentence; the words of the law for the statement."""
RETIRED = (
    r"indmelder\w*",
    r"e-mail\w*",
    r"UNI-Login",
    r"rut(e|en|er|erne|ingsregel\w*)",
    r"triagen?",
    r"fejlmeddelelse\w*",
    r"kodeord\w*",
    r"passwords?",
    r"driftsforstyrrelse\w*",
    r"indlogning\w*",
    r"f\.eks\.",
    r"fx",
    r"notér\w*|noteret",
    r"helpdesken\w*",
    r"mennesker?",
    r"privat(e)? link",
    r"ekstern(e)? part(er)?",
    r"kommuneadministrator\w*",
    r"påkrævet|valgfrit",
    r"eskaler\w*",
    r"udvalg",
)


def texts() -> Iterator[tuple[str, str]]:
    for entry in CATALOGUE:
        for text in translations(entry):
            yield entry.msgid, re.sub(r"%\(\w+\)[sd]|\{\w*\}", "…", text)


def breaking(pattern: str | re.Pattern[str]) -> list[str]:
    return [text for msgid, text in texts() if re.search(pattern, text) and msgid not in ALLOWED]


def test_quotation_marks_are_danish_ones() -> None:
    assert breaking("[“„»«]") == []


def test_no_quotation_mark_is_put_around_a_value_past_the_catalogue() -> None:
    """Marks in an f-string would be English ones on Danish pages too."""
    rooms = ("desk", "helpdesk", "knowledgebase", "organisation", "reporting", "tickets", "triage")
    paths = [path for room in rooms for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    marked = re.compile(r"""(?<![a-z])f(["']).*[“”].*\1""")
    assert [str(path.relative_to(ROOT)) for path in paths if marked.search(path.read_text(encoding="utf-8"))] == []


def test_a_sentence_after_a_colon_begins_with_a_capital() -> None:
    assert breaking(SMALL_AFTER_A_COLON) == []


@pytest.mark.parametrize("word", RETIRED)
def test_one_thing_has_one_word(word: str) -> None:
    assert breaking(re.compile(rf"(?<!\w)({word})(?!\w)", re.IGNORECASE)) == []


def test_times_are_written_with_a_full_stop() -> None:
    assert breaking(r"\b\d{1,2}:\d\d\b") == []
