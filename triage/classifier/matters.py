"""Several matters in one text: the parts that its writer told apart, by numbers, lines or a turn of speech."""

import re
from typing import Final

NUMBERED: Final = re.compile(r"(?:(?<=\s)|^)(?:\(?[1-9][.)]|[a-d]\)|#[1-9])\s+(?=\S)")
LISTED: Final = re.compile(r"^[ \t]*[-*•–][ \t]+(?=\S)", re.MULTILINE)
TURNS: Final = re.compile(
    r"(?:(?<=[.!?])\s+|\n+|,\s+)(?=(?:og\s+)?(?:en anden ting|noget andet|et andet spørgsmål|for det (?:andet|tredje)|"
    r"derudover|dernæst|desuden|endvidere|ps\b|p\.s\.|i øvrigt|iøvrigt|og så lige|(?:et )?spørgsmål (?:2|to)\b|"
    r"og så (?:har|vil|mangler|vil|er der|kan) (?:jeg|vi|også)|så har (?:jeg|vi) også|"
    r"another (?:thing|question)|also,|besides|secondly|by the way))",
    re.IGNORECASE,
)
LEAST: Final = 4
"""Words of a part that says something by itself."""
MOST: Final = 6
"""Parts that are judged; whoever writes more than that has told a list of something else."""


def matters(text: str) -> list[str]:
    """The parts, in order; the whole alone where there is one matter."""
    for cut in (NUMBERED, LISTED, TURNS):
        places = [match.start() for match in cut.finditer(text)]
        if cut is not TURNS and len(places) < 2:  # noqa: PLR2004  a list of one is none
            continue
        parts = [text[start:end].strip() for start, end in zip([0, *places], [*places, len(text)], strict=True)]
        long_parts = [part for part in parts if len(part.split()) >= LEAST]
        if 1 < len(long_parts) <= MOST:
            return long_parts
    return [text]
