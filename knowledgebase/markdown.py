"""From what an author writes to HTML that may stand on every page."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS: Final = {
    *(
        "p",
        "br",
        "hr",
        "strong",
        "em",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "code",
        "pre",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "img",
    ),
}
ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "ol": {"start"},
    "img": {"src", "alt", "loading"},
    "li": {"id"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
PICTURE: Final = re.compile(r"/svar/billeder/[\w-]{10,40}/")
"""Where our own pictures lie; no other may be shown, so that nobody elsewhere hears who reads an answer."""
SCHEMES: Final = {"https", "http", "mailto", "tel"}
MOST_BRACKETS: Final = 2_000
"""More than the links of any answer. Each may begin a link, and looking where it ends takes time."""
MOST_LINES: Final = 5_000
"""More than any answer has. What has more is shown line by line, without marks being obeyed."""
SHIFT: Final = 1
"""The title of the answer is the page's h1, so the author's first level becomes h2."""

STEP: Final = "trin"
SECTION: Final = "afsnit"

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
_mark = re.compile(r"!\[|[*_`#>\[\]]|\((?:https?://|/svar/(?:billeder|filer)/)[^)]{0,2000}+\)")


def render(text: str) -> str:
    """HTML of CommonMark, single line breaks kept. Raw HTML in the text is shown, not obeyed.

    Steps of the first numbered list and headings get an address of their own: `#trin-2`, `#afsnit-1`. A picture is
    shown if it is one of ours and says what it shows; of any other its words are left.
    """
    if text.count("\n") > MOST_LINES:
        return f"<p>{'<br>'.join(map(escape, text.splitlines()))}</p>"
    tokens = _parser.parse(text if is_usual(text) else text.replace("[", "&#91;"))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + SHIFT)}"
        for child in token.children or ():
            if child.type == "image":
                shown_or_told(child)
    for number, token in enumerate(steps_of(tokens), 1):
        token.attrSet("id", f"{STEP}-{number}")
    for number, token in enumerate((token for token in tokens if token.type == "heading_open"), 1):
        token.attrSet("id", f"{SECTION}-{number}")
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")


def shown_or_told(picture: Token) -> None:
    """Leaves a picture of ours that has words, and makes any other its words."""
    alternative = picture.content.strip()
    if alternative and PICTURE.fullmatch(str(picture.attrGet("src") or "")):
        picture.attrSet("loading", "lazy")
    else:
        picture.type, picture.tag, picture.content, picture.children = "text", "", alternative, None


def steps_of(tokens: Sequence[Token]) -> Iterator[Token]:
    """The beginnings of the items of the first numbered list that lies in no other list."""
    inside = False
    for token in tokens:
        if token.type == "ordered_list_open" and token.level == 0:
            inside = True
        elif token.type == "ordered_list_close" and token.level == 0:
            return
        elif inside and token.type == "list_item_open" and token.level == 1:
            yield token


def step_titles(text: str) -> list[str]:
    """The first line of each step, without marks; its number is its place."""
    tokens = _parser.parse(text if is_usual(text) else "")
    starts = {id(token) for token in steps_of(tokens)}
    titles: list[str] = []
    waiting = False
    for token in tokens:
        waiting = waiting or id(token) in starts
        if waiting and token.type == "inline":
            titles.append(" ".join(plain(token.content.split("\n")[0]).split()))
            waiting = False
    return titles


def is_usual(text: str) -> bool:
    """Whether its marks are read: it has no more of what takes time than any answer."""
    return text.count("[") <= MOST_BRACKETS and text.count("\n") <= MOST_LINES


def plain(text: str) -> str:
    """The words without the marks of Markdown, for search and for short extracts."""
    return _mark.sub(" ", text)
