"""How a message reads: its own words first, what it quotes folded away."""

import re
from dataclasses import dataclass
from typing import Final

from django import template

from tickets.uploads import ENDINGS

register = template.Library()

FOLDED_FROM: Final = 3
"""Lines; a shorter quote is part of what is said."""
BEFORE_QUOTE: Final = re.compile(
    r"^\s*(?:(?:den|on) .{4,140}(?:skrev|wrote)\b.{0,80}:|-{2,} ?(?:oprindelig|original|videresendt).*)\s*$",
    re.IGNORECASE,
)
"""The line with which mail programs begin what was written before."""


@dataclass(frozen=True)
class Part:
    text: str
    is_quote: bool


@register.filter
def parts(body: str) -> list[Part]:
    """The message as stretches of its own words and of quotes worth folding."""
    stretches: list[tuple[bool, list[str]]] = []
    behind = False
    for line in body.splitlines():
        behind = behind or BEFORE_QUOTE.match(line) is not None
        quoted = behind or line.startswith(">")
        if not stretches or stretches[-1][0] != quoted:
            stretches.append((quoted, []))
        stretches[-1][1].append(line)
    return [Part(text, quoted and len(lines) >= FOLDED_FROM) for quoted, lines in stretches if (text := joined(lines))]


def joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")


@register.filter
def letters(content_type: str) -> str:
    """The kind of a file as an icon says it: PDF, DOCX."""
    return ENDINGS.get(content_type, "").removeprefix(".").upper()
