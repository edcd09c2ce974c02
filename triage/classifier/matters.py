"""Several matters in one text: what its writer told apart by numbers, lines, questions or a turn of speech."""

import re
from typing import Final

from triage.classifier.everyday import is_telling
from triage.classifier.text import WORD, stems

NUMBERED: Final = re.compile(r"(?:(?<=\s)|^)(?:\(?[1-9][.)]|[a-d]\)|#[1-9])\s+(?=\S)")
LISTED: Final = re.compile(r"^[ \t]*[-*•–][ \t]+(?=\S)", re.MULTILINE)
TURNS: Final = re.compile(
    r"(?:(?<=[.!?:])\s+|\n+|,\s+)(?=(?:og\s+)?(?:en anden ting|noget (?:helt )?andet|et andet (?:spørgsmål|emne)|"
    r"for det (?:andet|tredje)|derudover|ud ?over det|oven ?i (?:det|købet)|oveni\b|dernæst|desuden|endvidere|ps\b|"
    r"p\.s\.|i øvrigt|iøvrigt|for ?resten|apropos|btw\b|og så lige|(?:et )?spørgsmål (?:2|to)\b|"
    r"(?:endnu )?en (?:sidste |lille )?ting (?:mere|til)\b|men det (?:jeg|vi) egentlig|"
    r"til (?:sidst|slut)(?::| (?:et spørgsmål|vil|kan|er der|har) )|"
    r"og så (?:har|vil|mangler|er der|kan) (?:jeg|vi|også)|så har (?:jeg|vi) også|"
    r"samtidig (?:har|vil|kan|kunne|mangler) (?:jeg|vi)|når (?:jeg|vi) nu (?:skriver|har jer)|"
    r"another (?:thing|question)|one more thing|besides|secondly|in addition|apart from that|by the way)|"
    r"(?<=[.!?]\s)also\b)",
    re.IGNORECASE,
)
ASKED: Final = re.compile(
    r"(?:^|(?<=[.!?])\s+|\n+|,\s+|\s\+\s+)(?=(?:og\s+)?(?:hvor\w*|hvem)\s+\w+\s+(?:jeg|vi|man|det|den|de|der|min|mit|mine|vores|til)\b"
    r"|(?:og\s+)?(?:hvem|kan|må|how|why|who|where|can)\s+\w+\s[^.!?\n]*\?)",
    re.IGNORECASE,
)
"""Where a question begins that is put outright, its verb before whom it is about."""
STEP: Final = re.compile(
    r"(?:(?:\(?[1-9a-d][.)]|#[1-9]|[-*•–])\s+)?(?:(?:så|og|derefter|jeg|vi|man|i)\s+)*"
    r"(?:åbn(?:er|ede)?|tryk(?:ker|kede)?|klik(?:ker|kede)?|vælger?|valgte|går|gik|log(?:ger|gede)?|skriver|skrev|(?:ind)?tast(?:er|ede)?|"
    r"send(?:er|te)|luk(?:ker|kede)?|rul(?:ler|lede)?|scroller|uploade[rd]e?|opretter|oprettede|gemmer|gemte|udfylder|udfyldte|"
    r"open(?:ed)?|click(?:ed)?|press(?:ed)?|choose|chose|tap(?:ped)?|select(?:ed)?|enter(?:ed)?)\b",
    re.IGNORECASE,
)
"""What somebody does first, then and then: the steps to one fault."""
TRIED: Final = re.compile(r"\b(?:prøvet|forsøgt|gjort følgende|gør (?:jeg|vi)|tried)\b[^.!?]*$", re.IGNORECASE)
COURTESY: Final = frozenset(stems("svar svaret hurtig hurtige hurtigt reply answer quick"))
"""What people thank for."""
LEAST: Final = 4
"""Words of a part that says something by itself."""
LEAST_TELLING: Final = 2
"""Words of a question, beside what is said in any, that no question before it held."""
MOST: Final = 6
"""Parts that are judged; whoever writes more than that has told a list of something else."""


def matters(text: str) -> list[str]:
    """The parts, in order; the whole alone where there is one matter."""
    for cut in (NUMBERED, LISTED, TURNS, ASKED):
        places = [match.start() for match in cut.finditer(text)]
        if cut in {NUMBERED, LISTED} and (len(places) < 2 or are_steps(text, places)):  # noqa: PLR2004  a list of one is none
            continue
        parts = [text[start:end].strip() for start, end in zip([0, *places], [*places, len(text)], strict=True)]
        parts = [part.strip(", +") for part in parts]
        parts = questions(parts) if cut is ASKED else [part for part in parts if says_something(part)]
        if 1 < len(parts) <= MOST:
            return parts
    return [text]


def are_steps(text: str, places: list[int]) -> bool:
    """Whether the list tells what was done, one thing after the other."""
    parts = [text[start:end] for start, end in zip(places, [*places[1:], len(text)], strict=True)]
    steps = sum(bool(STEP.match(part)) for part in parts)
    return 2 * steps > len(parts) or bool(TRIED.search(text[: places[0]]))


def says_something(part: str) -> bool:
    return len(part.split()) >= LEAST and bool(telling(part))


def questions(parts: list[str]) -> list[str]:
    """Those that are put outright and ask of something else than the ones before. Two questions may be one matter, put
    twice in few words; three are not."""
    new: dict[str, int] = {}
    known: set[str] = set()
    for part in parts:
        words = telling(part)
        if ASKED.match(part) and len(part.split()) >= LEAST:
            new[part] = len(words - known)
        known |= words
    full = [part for part, count in new.items() if count >= LEAST_TELLING]
    some = [part for part, count in new.items() if count]
    return some if len(some) > LEAST_TELLING else full


def telling(part: str) -> set[str]:
    return {stems(word)[0] for word in WORD.findall(part) if is_telling(word)} - COURTESY
