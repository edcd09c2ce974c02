"""Answers on paper: an accessible PDF (PDF/UA-1) of one or of several, or one in large letters for a wall."""

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from knowledgebase.markdown import PICTURE, is_usual
from knowledgebase.models.article import Article
from knowledgebase.models.picture import Picture
from organisation.models import Municipality

SOURCE: Final = Path(__file__).with_name("answers.typ")
WIDEST: Final = 1200
"""Pixels of a picture on paper."""
OPENING: Final[dict[str, dict[str, Any]]] = {
    "bullet_list_open": {"kind": "list", "ordered": False},
    "ordered_list_open": {"kind": "list", "ordered": True},
    "list_item_open": {"kind": "item"},
    "blockquote_open": {"kind": "quote"},
}
CLOSING: Final = frozenset(name.replace("_open", "_close") for name in OPENING)
PLAIN: Final = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "fence": "code",
    "code_block": "code",
    "hr": "line",
}
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
STYLES: Final = {
    "strong_open": ("strong", 1),
    "strong_close": ("strong", -1),
    "em_open": ("em", 1),
    "em_close": ("em", -1),
}


def pdf(articles: Sequence[Article], *, for_wall: bool = False, title: str = "") -> bytes:
    """In the language of the first. Raises `typst.TypstError` rather than make a PDF that is not accessible."""
    import typst  # noqa: PLC0415  forty megabytes that few processes need

    with translation.override(articles[0].language):
        data = json.dumps(paper_data(articles, for_wall=for_wall, title=title), ensure_ascii=False)
    return typst.compile(SOURCE, sys_inputs={"data": data}, ignore_system_fonts=True, pdf_standards=["ua-1"])


def paper_data(articles: Sequence[Article], *, for_wall: bool, title: str) -> dict[str, Any]:
    municipality, today = Municipality.current(), timezone.localdate()
    return {
        "title": title or articles[0].title,
        "is_booklet": bool(title),
        "for_wall": for_wall,
        "language": articles[0].language,
        "municipality": municipality.name,
        "colour": municipality.primary_colour,
        "day": {"year": today.year, "month": today.month, "day": today.day},
        "day_in_words": date_format(today, "DATE_FORMAT"),
        "of": _("of"),
        "contents": _("Contents"),
        "answers": [answer_data(article) for article in articles],
    }


def answer_data(article: Article) -> dict[str, Any]:
    """In its own language, which need not be that of the paper."""
    pictures = {
        picture.get_absolute_url(): picture for picture in Picture.objects.filter(article_id__in=ids_of(article))
    }
    text = article.answer if is_usual(article.answer) else " ".join(article.answer.replace("[", "(").split())
    return {
        "title": article.title,
        "language": article.language,
        "question": article.question,
        "blocks": blocks(_parser.parse(text), pictures),
        "checked": checked(article),
        "address": f"{settings.SITE_URL}{article.get_absolute_url()}",
    }


def checked(article: Article) -> str:
    if article.reviewed_on is None:
        return ""
    with translation.override(article.language):
        return _("Last checked %(day)s") % {"day": date_format(article.reviewed_on)}


def ids_of(article: Article) -> list[int]:
    """Pictures stay with the answer; a change that is being written shows those of the one it changes, too."""
    return [pk for pk in (article.pk, article.change_to_id) if pk]


def blocks(tokens: Sequence[Token], pictures: dict[str, Picture]) -> list[dict[str, Any]]:
    """Nested: heading, paragraph (of runs), list (of items, each of blocks), quote, code, line."""
    stack: list[list[dict[str, Any]]] = [[]]
    for token in tokens:
        if token.type in CLOSING:
            stack.pop()
        elif token.type in OPENING:
            inside: list[dict[str, Any]] = []
            stack[-1].append(OPENING[token.type] | {"start": int(token.attrGet("start") or 1), "inside": inside})
            stack.append(inside)
        elif token.type == "inline":
            stack[-1][-1]["runs"] = list(runs(token.children or [], pictures))
        elif token.type in PLAIN:
            level = int(token.tag[1]) if token.type == "heading_open" else 0
            stack[-1].append({"kind": PLAIN[token.type], "level": level, "text": token.content})
    return stack[0]


def runs(children: Sequence[Token], pictures: dict[str, Picture]) -> Iterator[dict[str, Any]]:
    style, link = {"strong": 0, "em": 0}, ""
    for child in children:
        if child.type in STYLES:
            name, step = STYLES[child.type]
            style[name] += step
        elif child.type == "link_open":
            link = str(child.attrGet("href") or "")
        elif child.type == "link_close":
            link = ""
        elif child.type == "image":
            yield from shown(child, pictures)
        else:
            text = "\n" if child.type in {"softbreak", "hardbreak"} else child.content
            run = {
                "text": text,
                "strong": style["strong"] > 0,
                "em": style["em"] > 0,
                "code": child.type == "code_inline",
            }
            yield run | {"link": absolute(link)}


def shown(child: Token, pictures: dict[str, Picture]) -> Iterator[dict[str, Any]]:
    address, alternative = str(child.attrGet("src") or ""), child.content.strip()
    picture = pictures.get(address) if PICTURE.fullmatch(address) else None
    if picture and alternative:
        yield {"picture": list(smaller(bytes(picture.data))), "alt": alternative}
    elif alternative:
        yield {"text": alternative, "strong": False, "em": False, "code": False, "link": ""}


def smaller(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        picture.thumbnail((WIDEST, WIDEST))
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()


def absolute(address: str) -> str:
    """What paper and file can lead to: pages of ours with the site's name, and addresses that are safe to press."""
    if address.startswith("/") and not address.startswith("//"):
        return f"{settings.SITE_URL}{address}"
    return address if address.startswith(("https://", "http://", "mailto:", "tel:")) else ""
