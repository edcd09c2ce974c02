"""Answers that somebody wrote between the lines of a quoted mail, in a colour of their own."""

import re
from typing import Final

COLOURED: Final = "\ue004"
"""A private character before a line that stands out by its colour."""
COLOUR: Final = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)")
HEX: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
RGB: Final = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})")
NAMED: Final = re.compile(
    r"red|crimson|firebrick|blue|navy|green|lime|orange|purple|magenta|fuchsia"
    r"|dark(?:red|blue|green|orange)|(?:medium|dodger|royal)blue|(?:forest|lime)green|deeppink"
)
"""Colours that a person chooses to stand out, by the names of CSS."""
STRONG: Final = 0x60
"""How far the strongest of red, green and blue is from the weakest at least. Outlook and Gmail colour whole mails in
dark blue (#1f497d) and violet (#500050), which are weaker."""
SAYS_COLOUR: Final = re.compile(
    r"\b(?:med|i|in|mit|med en anden) (?:rød|rødt|blå|blåt|grøn|grønt|farve|red|blue|green|colou?r|rot|blau|grün)\b",
    re.IGNORECASE,
)
"""Who says so has written nothing else into the quote; without it no line is left out for a coloured one."""
FEW_WORDS: Final = 5
"""Words such as "Hej Kim" or "Se nedenfor", which are no answer by themselves."""


def stands_out(style: str, colour: str = "") -> bool | None:
    """Whether a person chose this colour to be seen. None where neither a style nor `<font color>` names one."""
    chosen = COLOUR.search(style.lower())
    named = (chosen[1] if chosen else colour).strip().lower()
    if not named:
        return None
    if parts := RGB.match(named):
        strengths = [int(part) for part in parts.groups()]
    elif figures := HEX.fullmatch(named):
        wide = figures[1] if len(figures[1]) > 3 else "".join(sign * 2 for sign in figures[1])  # noqa: PLR2004
        strengths = [int(wide[at : at + 2], 16) for at in (0, 2, 4)]
    else:
        return bool(NAMED.fullmatch(named))
    return max(strengths) - min(strengths) >= STRONG


def answers_in(quote: list[str]) -> list[str]:
    """The coloured lines of a quote, if others stand beside them: a quote in one colour is the other's."""
    written = [line for line in quote if any(map(str.isalnum, line))]
    answers = [line.replace(COLOURED, "").lstrip("> ") for line in written if COLOURED in line]
    return answers if len(answers) < len(written) else []


def says_little(text: str) -> bool:
    return len(text.split()) <= FEW_WORDS
