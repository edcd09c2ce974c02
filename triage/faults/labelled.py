"""What people answer beside a heading of their own or of a form: "Browser: Edge", "Hvornår? I går kl. 9"."""

import re
from collections.abc import Iterator
from typing import Final

from triage.faults.patterns import rule

WORDS: Final = {
    "device": r"(?:hvilken |what )?(?:enhed|device|udstyr|(?:computer|telefon|tablet)(?:model)?|phone)",
    "client": r"(?:hvilken |which )?(?:browser|app|browser (?:eller|/|or) app)(?:-?version)?",
    "occurred": r"(?:hvornår(?: skete det)?|tidspunkt|dato(?: og (?:tid|klokkeslæt))?|when|date(?: and time)?|time)",
    "happened": r"(?:hvad (?:sker|skete)(?: der)?|problem(?:et|beskrivelse)?|beskrivelse(?: af \w+)?|"
    r"what happen(?:s|ed)|(?:the )?problem|description)",
    "steps": r"(?:hvad gjorde (?:du|i|jeg)|fremgangsmåde|steps(?: to reproduce)?)",
    "error_text": r"(?:fejl|error )(?:tekst|besked|meddelelse|kode|text|message|code)(?:en)?",
}
HEADINGS: Final = {
    fact: rule(rf"(?m:^)[ \t>*–-]*{words}[*]* ?[:?=][*]*[ \t]+(?P<answer>\S[^\n]{{1,200}})(?m:$)")
    for fact, words in WORDS.items()
}
NO_ANSWER: Final = re.compile(
    r"^\W*(?:ved (?:jeg )?ikke|husker (?:jeg )?ikke|ingen|nej|ja|unknown|do(?:n['’]t| not) know|none|no|yes)\W*$",
    re.IGNORECASE,
)


def answers_in(text: str) -> Iterator[tuple[str, str, str]]:
    """The fact, what is answered, and the line in which it stands."""
    for line in text.splitlines():
        for fact, heading in HEADINGS.items():
            match = heading.search(line)
            if match and not NO_ANSWER.match(match["answer"]):
                yield fact, match["answer"].strip(), line.strip()


def without_headings(text: str) -> str:
    """The answers alone, so that a heading that asks makes no question of them."""
    for heading in HEADINGS.values():
        text = heading.sub(r"\g<answer>", text)
    return text
