"""The visible text of an HTML mail, with quotes marked as a plain mail marks them."""

import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

import nh3

from tickets.inbound.coloured import COLOURED, stands_out

LONGEST: Final = 1_000_000
"""Characters of HTML that are read; people do not write more."""
LONGEST_SIGN: Final = 10
"""Characters of what is one sign to the eye."""
QUOTE_BEGINS: Final = "\ue000"
SIGNATURE_BEGINS: Final = "\ue001"
PICTURE_BEGINS: Final = "\ue002"
PICTURE_ENDS: Final = "\ue003"
LINKS: Final = "".join(map(chr, range(0xE100, 0xE180)))
"""Each stands behind the words of a link; as many links are told as there are of them."""
PRIVATE: Final = dict.fromkeys(map(ord, f"\ue000\ue001\ue002\ue003{COLOURED}{LINKS}"))
"""Private characters for what only HTML tells; `parsing` takes them out of what is shown."""
UNCOLOURED: Final = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6"})
"""What has a colour without anybody choosing it for these words."""
BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "tr",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
        "dl",
        "dt",
        "dd",
        "center",
        "address",
    ]
)
SPACED: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol"})
KEPT: Final = {
    *BLOCKS,
    "a",
    "br",
    "hr",
    "li",
    "span",
    "b",
    "i",
    "u",
    "em",
    "strong",
    "font",
    "td",
    "th",
    "tbody",
    "body",
    "img",
}
TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
DEEPEST: Final = 400
NEVER_DEEP: Final = frozenset(
    "p li td th tr br hr img meta link input col dt dd option base wbr area tbody thead tfoot html head body o".split()  # noqa: SIM905  shorter to read
)
"""What ends by itself."""
QUOTES: Final = re.compile(
    r"\b(?:x_)*(?:gmail_quote|yahoo_quoted|protonmail_quote|tutanota_quote|freshdesk_quote|fsReplyAbove|zmail_extra"
    r"|moz-cite-prefix|divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|messageReplySection|name=quote\b"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-reference-message)",
    re.IGNORECASE,
)
SIGNATURES: Final = re.compile(r"(?<![a-z])signature|AppleMailSignature", re.IGNORECASE)
HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(px|pt)?\s*(;|$)|"
    r"max-height\s*:\s*0(px)?\s*(;|$)|opacity\s*:\s*0\s*(;|$)"
)


def text_of(html: str, links: list[str] | None = None) -> str:
    """Plain text; never raises. nh3 first makes a well-formed tree of it, so that reading it takes linear time.

    Where a picture of the mail stands, its Content-ID stands between `PICTURE_BEGINS` and `PICTURE_ENDS`. Where `links`
    is given, the addresses of links whose words do not tell them are put into it, and of `LINKS` the sign in its place
    stands behind the words.
    """
    html = closed(html[:LONGEST].translate(PRIVATE))
    if too_deep(html):
        return bare(html)
    clean = nh3.clean(
        html,
        tags=KEPT,
        clean_content_tags=UNREAD,
        attributes=ATTRIBUTES,
        url_schemes={"cid", "http", "https"},
        strip_comments=True,
        link_rel=None,
    )
    reader = HtmlReader(links)
    reader.feed(clean)
    reader.close()
    return reader.text() or bare(UNSEEN.sub(" ", html))


UNREAD: Final = {"script", "style", "title", "head", "template"}
ATTRIBUTES: Final = {
    "*": {"style", "class", "id", "name", "type", "hidden"},
    "img": {"src", "alt"},
    "a": {"href"},
    "font": {"color"},
}
SWALLOWING: Final = (
    "title",
    "style",
    "script",
    "textarea",
    "xmp",
    "noscript",
    "iframe",
    "noembed",
    "noframes",
    "template",
)
"""What takes everything after it along when it is never closed."""
UNSEEN: Final = re.compile(r"(?is)<(style|script|title|head|template)\b.*?</\1\s*>|<!--.*?-->")
"""What nobody sees, for the text without a look at its tags."""


def closed(html: str) -> str:
    """The page with its title, styles and comments ended where a person sees that they end: before the next tag, or
    before the body."""
    lower = html.lower()
    for tag in SWALLOWING:
        begins = lower.rfind(f"<{tag}")
        if begins < 0 or lower.find(f"</{tag}", begins) >= 0:
            continue
        inside = lower.find(">", begins)
        if inside < 0:
            return html[:begins]
        ends = lower.find("<", inside) if tag == "title" else lower.find("<body", inside)
        ends = len(html) if ends < 0 and tag == "title" else inside + 1 if ends < 0 else ends
        html = html[:begins] + html[ends:]
        lower = html.lower()
    comment = html.rfind("<!--")
    if comment >= 0 and html.find("-->", comment) < 0:
        html = html[:comment] + html[comment + 4 :]
    if "</head" not in lower and (body := lower.find("<body")) >= 0 and (head := lower.find("<head")) >= 0:
        html = html[:head] + html[body:] if head < body else html
    return html


def too_deep(html: str) -> bool:
    """Whether more stands open at once than people's programs write; a tree of that takes long to make."""
    depth = 0
    for end, tag in TAG.findall(html):
        if tag.lower() in NEVER_DEEP:
            continue
        depth = max(depth - 1, 0) if end else depth + 1
        if depth > DEEPEST:
            return True
    return False


def bare(html: str) -> str:
    """The text without a look at what its tags mean."""
    return " ".join(unescape(re.sub(r"<[^<>]{0,2000}>", " ", html)).split())


def where_to(href: str) -> str:
    """The address to which a link leads, also where a mail filter wrapped it into one of its own; empty where it leads
    to no page, or is longer than people can read."""
    wrapped = WRAPPED.match(href)
    address = unquote(wrapped[1]) if wrapped else href
    return address if PAGE.fullmatch(address) else ""


def shows(words: str, address: str) -> bool:
    """Whether a link's words are its address, as far as people write one."""
    one, other = (re.sub(r"^https?://(www\.)?|^www\.|/$", "", text.strip().lower()) for text in (words, address))
    return one == other


WRAPPED: Final = re.compile(
    r"https://[\w.-]{1,80}\.safelinks\.protection\.outlook\.com/[^?]{0,40}\?url=([^&]{1,4000})", re.IGNORECASE
)
PAGE: Final = re.compile(r"https?://[^\s<>\"]{3,500}", re.IGNORECASE)


class HtmlReader(HTMLParser):
    """Collects lines; knows at what depth of quotes each stands."""

    def __init__(self, links: list[str] | None = None) -> None:
        super().__init__(convert_charrefs=True)
        self.links = [] if links is None else links
        self.link: tuple[str, int] | None = None
        """Of the link that is open: its address, and how many pieces of the line stood before it."""
        self.lines: list[str] = []
        self.line: list[str] = []
        self.open: list[tuple[str, bool, bool, bool, bool]] = []
        """(tag, hides its content, quotes its content, stands apart, coloured before it) of what is open."""
        self.quoted = self.hidden = self.preformatted = 0
        self.coloured = self.plain = False
        """Whether what comes now stands out by its colour; whether some of this line did not."""
        self.lists: list[int | None] = []
        """The next number of each list that is open; none where its points have marks."""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in {"br", "hr"}:
            self.end_line(keep_blank=True)
            return
        if tag == "img":
            self.picture(attributes.get("src", ""), attributes.get("alt", ""))
            return
        self.begin(tag)
        if tag == "a":
            self.link = (where_to(attributes.get("href", "")), len(self.line))
        hides = "hidden" in attributes or bool(HIDDEN.search(attributes.get("style", "").lower()))
        quotes = tag == "blockquote"
        if not self.hidden and not hides:
            self.mark(" ".join(f"{name}={attributes.get(name, '')}" for name in ("class", "id", "name")))
        apart = tag in SPACED and "MsoNormal" not in attributes.get("class", "")
        self.open.append((tag, hides, quotes, apart, self.coloured))
        own = stands_out(attributes.get("style", ""), attributes.get("color", ""))
        self.coloured = tag not in UNCOLOURED and (self.coloured if own is None else own)
        self.hidden += hides
        self.quoted += quotes
        self.preformatted += tag == "pre"

    def picture(self, source: str, says: str) -> None:
        """Its place, if it came along; what it stands for, if that is a sign such as "😊"."""
        if self.hidden:
            return
        if says and len(says) <= LONGEST_SIGN and not says.isascii() and not any(map(str.isalnum, says)):
            self.line.append(says)
        elif source.lower().startswith("cid:"):
            self.line.append(f"{PICTURE_BEGINS}{unquote(source[4:])[:200]}{PICTURE_ENDS}")

    def begin(self, tag: str) -> None:
        if tag == "li":
            self.end_line()
            self.line.append(self.point())
        elif tag in {"td", "th"} and self.line:
            self.line.append(" ")
        elif tag in BLOCKS:
            self.end_line()
        if tag in {"ol", "ul"}:
            self.lists.append(1 if tag == "ol" else None)

    def point(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "

    def mark(self, names: str) -> None:
        for pattern, mark in ((QUOTES, QUOTE_BEGINS), (SIGNATURES, SIGNATURE_BEGINS)):
            if pattern.search(names):
                self.end_line()
                self.lines.append(mark)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {opened[0] for opened in self.open[-40:]}:
            return
        if tag == "a":
            self.end_link()
        if tag in BLOCKS or tag == "li":
            self.end_line()
        if tag in {"ol", "ul"} and self.lists:
            self.lists.pop()
        while self.open:
            closed, hides, quotes, apart, self.coloured = self.open.pop()
            self.hidden -= hides
            self.quoted -= quotes
            self.preformatted -= closed == "pre"
            if closed == tag:
                if apart:
                    self.blank()
                break

    def end_link(self) -> None:
        """Its words in a quote, and those that tell the address, stand alone."""
        (address, before), self.link = self.link or ("", 0), None
        shown = "".join(self.line[before:]).strip()
        if self.hidden or self.quoted or not address or not any(map(str.isalnum, shown)):
            return
        if len(self.links) < len(LINKS) and address not in self.links and not shows(shown, address):
            self.line.append(LINKS[len(self.links)])
            self.links.append(address)

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        self.plain = self.plain or not (self.coloured or data.isspace())
        if self.preformatted:
            first, *rest = data.split("\n")
            self.line.append(first)
            for part in rest:
                self.end_line(keep_blank=True)
                self.line.append(part)
            return
        collapsed = re.sub(r"[ \t\r\n\f]+", " ", data)
        self.line.append(collapsed if self.line else collapsed.lstrip(" "))

    def end_line(self, *, keep_blank: bool = False) -> None:
        line = "".join(self.line)
        written = re.sub(r"  +", " ", line.replace("\u00a0", " ")).strip()
        keep_blank = keep_blank or "\u00a0" in line
        begins = "> " * min(self.quoted, 20) + ("" if self.plain else COLOURED)
        self.line, self.plain = [], False
        if written:
            self.lines.append(begins + written)
        elif keep_blank:
            self.blank()

    def blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self) -> str:
        self.end_line()
        return "\n".join(self.lines).strip("\n ")
