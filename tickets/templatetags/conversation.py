"""How a message reads: its own words first, what it quotes folded away."""

import re
from dataclasses import dataclass
from typing import Final

from django import template
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from tickets.attachments.uploads import ENDINGS

register = template.Library()

FOLDED_FROM: Final = 3
"""Lines; a shorter quote is part of what is said."""
BEFORE_QUOTE: Final = re.compile(
    r"^\s*(?:(?:den|on) .{4,140}(?:skrev|wrote)\b.{0,80}:|-{2,} ?(?:oprindelig|original|videresendt).*)\s*$",
    re.IGNORECASE,
)
"""The line with which mail programs begin what was written before."""
BULLET: Final = re.compile(r"^\s*[-*•]\s+(?=\S)")
NUMBER: Final = re.compile(r"^\s*(\d{1,2})[.)]\s+(?=\S)")


@dataclass(frozen=True)
class TextPart:
    text: str
    is_quote: bool


@register.filter
def parts(body: str) -> list[TextPart]:
    """The message as stretches of its own words and of quotes worth folding."""
    stretches: list[tuple[bool, list[str]]] = []
    behind = False
    for line in body.splitlines():
        behind = behind or BEFORE_QUOTE.match(line) is not None
        quoted = behind or line.startswith(">")
        if not stretches or stretches[-1][0] != quoted:
            stretches.append((quoted, []))
        stretches[-1][1].append(line)
    return [
        TextPart(text, quoted and len(lines) >= FOLDED_FROM) for quoted, lines in stretches if (text := joined(lines))
    ]


@register.filter
def alive(text: str) -> SafeString:
    """What we answer, as a page: paragraphs, addresses that can be pressed, and lists that are lists."""
    paragraphs = re.split(r"\n[ \t]*\n+", text.strip("\n"))
    stretches = (stretch for paragraph in paragraphs for stretch in of_one_kind(paragraph.split("\n")))
    return format_html_join("\n", "{}", ((as_html(kind, lines),) for kind, lines in stretches))


def of_one_kind(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Lines that belong together, with the element that holds them."""
    stretches: list[tuple[str, list[str]]] = []
    for line in lines:
        kind = "ul" if BULLET.match(line) else "ol" if NUMBER.match(line) else "p"
        if not stretches or stretches[-1][0] != kind:
            stretches.append((kind, []))
        stretches[-1][1].append(line)
    return stretches


def as_html(kind: str, lines: list[str]) -> SafeString:
    if kind == "p":
        return format_html(
            "<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((pressable(line),) for line in lines))
        )
    entries = format_html_join("", "<li>{}</li>", ((pressable(bare(line)),) for line in lines))
    if kind == "ul":
        return format_html("<ul>{}</ul>", entries)
    first = NUMBER.match(lines[0])
    return format_html('<ol start="{}">{}</ol>', first[1] if first else 1, entries)


def bare(line: str) -> str:
    return NUMBER.sub("", BULLET.sub("", line))


def pressable(line: str) -> SafeString:
    return mark_safe(urlize(line, nofollow=True, autoescape=True))  # noqa: S308  urlize escapes


def joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")


@register.filter
def file_kind(content_type: str) -> str:
    """The kind of a file as an icon says it: PDF, DOCX."""
    return ENDINGS.get(content_type, "").removeprefix(".").upper()
