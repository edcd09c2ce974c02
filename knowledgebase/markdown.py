"""From what an author writes to HTML that may stand on every page."""

import re
from typing import Final

import nh3
from markdown_it import MarkdownIt

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
    ),
}
ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES: Final = {"https", "http", "mailto", "tel"}
MOST_BRACKETS: Final = 2_000
"""More than the links of any answer. Each may begin a link, and looking where it ends takes time."""
SHIFT: Final = 1
"""The title of the answer is the page's h1, so the author's first level becomes h2."""

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
_mark = re.compile(r"[*_`#>\[\]]|\(https?://[^)]{0,2000}+\)")


def render(text: str) -> str:
    """HTML of CommonMark, single line breaks kept. Raw HTML in the text is shown, not obeyed."""
    tokens = _parser.parse(text if text.count("[") <= MOST_BRACKETS else text.replace("[", "&#91;"))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + SHIFT)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")


def plain(text: str) -> str:
    """The words without the marks of Markdown, for search and for short extracts."""
    return _mark.sub(" ", text)
