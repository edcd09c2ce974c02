"""The house's way of writing Danish, held over every translated text."""

import json
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
        "demo-079 answer",
        "demo-091 answer",
        "demo-101 title",
        "template login",
    }
)
"""After the colon stands a part of a sentence; the words of the law for the statement; a password as an example."""
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
    r"forkert brug",
    r"den, der spurgte",
    r"(i|ud af|uden for) huset",
    r"tomt betyder",
    r"kommunens administrator\w*",
    r"afgørelser? fra",
    r"delte svar",
    r"logger? på",
)
ENGLISH_RETIRED = (
    r"e-mail\w*",
    r"need not",
    r"ring (us|or)",
    r"answer this mail",
    r"stands? (here|on)",
    r"put (it )?right",
    r"daycares",
    r"somebody",
    r"UNI-Login",
)
"""Words of our own English that a Briton would not use, on the pages and in the mails of parents and pupils."""
PUBLIC = (
    "*.html",
    "tickets/help/*.html",
    "tickets/requester/*.html",
    "tickets/mail/requester_*.txt",
    "tickets/mail/_base.txt",
    "tickets/mail/_help_now.txt",
    "tickets/mail/my_cases.txt",
    "tickets/mail/sender_*.txt",
    "tickets/mail/writer_*.txt",
    "triage/intake/*.html",
    "triage/known_errors/*.html",
    "triage/wishes/public.html",
    "triage/wishes/vote.html",
    "triage/wishes/mail/vote.txt",
    "knowledgebase/**/*.html",
    "organisation/pages/contact*.html",
    "organisation/pages/help_page.html",
    "organisation/papers/*.html",
    "components/footer.html",
    "components/header.html",
)
TRANSLATED = re.compile(r"{%\s*translate \"([^\"]+)\"|{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", re.DOTALL)


def shipped(*languages: str) -> Iterator[tuple[str, str]]:
    """What a new municipality begins with: the answers, and the ready texts that staff send."""
    for line in (ROOT / "demo" / "answers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["language"] in languages:
            for name in ("title", "question", "answer"):
                yield f"{row['id']} {name}", row[name]
    if "da" in languages:
        composer = json.loads((ROOT / "demo" / "composer.json").read_text(encoding="utf-8"))
        yield from ((f"template {row['key']}", f"{row['title']}\n{row['text']}") for row in composer["templates"])
    for row in json.loads((ROOT / "demo" / "known_errors.json").read_text(encoding="utf-8")):
        for name in ("title", "description", "workaround"):
            for language, ending in (("da", ""), ("en", "_en")):
                if language in languages:
                    yield f"known error {name}{ending}", row.get(name + ending) or ""


def public_english() -> Iterator[tuple[str, str]]:
    """What parents and pupils read in English: their pages and mails, and the answers."""
    for pattern in PUBLIC:
        for path in sorted((ROOT / "templates").glob(pattern)):
            for short, long in TRANSLATED.findall(path.read_text(encoding="utf-8")):
                yield path.name, " ".join((short or long).split())
    yield from shipped("en")


def texts() -> Iterator[tuple[str, str]]:
    yield from shipped("da")
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
    assert breaking(r"\bkl \d") == []


def test_dates_and_shares_are_written_as_danes_write_them() -> None:
    assert breaking(r"(?<![\d.])0\d\.\s?\d{1,2}\.|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}[ -](?:19|20)\d\d\b") == []
    assert breaking(r"\d%(?!\()") == []


def test_straight_quotation_marks_stand_in_no_text_of_ours() -> None:
    assert [place for place, text in shipped("da", "en") if re.search(r"\"|(?<!\w)'\w", text)] == []


def test_quotation_marks_are_english_ones_in_english() -> None:
    """An opening mark that is the closing one of English is a Danish one."""
    assert [place for place, text in public_english() if re.search(r"(?:^|[\s(])”\w|[„»«]", text)] == []


@pytest.mark.parametrize("word", ENGLISH_RETIRED)
def test_parents_and_pupils_read_plain_english(word: str) -> None:
    found = re.compile(rf"(?<!\w)({word})(?!\w)", re.IGNORECASE)
    assert [(place, text) for place, text in public_english() if found.search(text)] == []
