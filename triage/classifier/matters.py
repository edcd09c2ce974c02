"""Several matters in one text: what its writer told apart by numbers, lines, questions or a turn of speech."""

import re
from typing import Final

from triage.classifier.everyday import is_evidence
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
    r"another (?:thing|question)|one more thing|besides|second(?:ly)?\b|in addition|apart from that|by the way)|"
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
JOINED: Final = re.compile(
    r"(?:(?<=[.!?])\s+|\n+|,\s+)(?=(?:og|men|and|but)\s+(?:hvor\w*|hvem|hvad|hvilke\w*|kan|må|how|why|who|where|what|which|can)"
    r"\s+\w+)",
    re.IGNORECASE,
)
"""A question that is joined to what stands before: another matter, or asking about the same."""
ANNOUNCED: Final = re.compile(
    r"\b(?:to|tre|fire|two|three|four)\s+(?:\w+\s+)?(?:ting|spørgsmål|problemer|things|questions|problems)\s*[:.]\s+",
    re.IGNORECASE,
)
SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
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
    announced = ANNOUNCED.search(text)
    if announced:
        parts = [part for part in SENTENCE.split(text[announced.end() :]) if says_something(part, least=1)]
        if 1 < len(parts) <= MOST:
            return parts
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


def joined(text: str) -> list[str]:
    """The two sides of a turn of speech or a joined question that may be matters of their own; nothing where there is
    none, or the second speaks of what the first does. Who knows the routes can tell whether they lead apart."""
    for cut in (TURNS, JOINED):
        for match in cut.finditer(text):
            before, after = text[: match.start()].strip(), text[match.start() :].strip(", \n")
            new = telling(after) - telling(before)
            if says_something(before, least=1) and says_something(after) and len(new) >= LEAST_TELLING:
                return [before, after]
    return []


def says_something(part: str, least: int = LEAST) -> bool:
    return len(part.split()) >= least and bool(telling(part))


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
    return {stems(word)[0] for word in WORD.findall(part) if is_evidence(word)} - COURTESY
