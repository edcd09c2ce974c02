"""What is wrong with the links of an answer, as far as it can be told without asking anybody else."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from knowledgebase.markdown import PICTURE, is_usual
from knowledgebase.models.answer_file import ADDRESS as FILE
from knowledgebase.models.article import Article
from knowledgebase.models.outside_link import OutsideLink
from knowledgebase.readers import Reader
from knowledgebase.words import Reach

ANSWER: Final = re.compile(r"/svar/(?P<slug>[\w-]+)/")
PRIVATE: Final = re.compile(r"/(?:sag|admin)/")
EMPTY_WORDS: Final = frozenset({"her", "link", "klik her", "tryk her", "se her", "læs mere", "here", "click here"})
_parser = MarkdownIt("commonmark", {"html": False})


def found_in(text: str) -> list[tuple[str, str]]:
    """(words, address) of each link and (description, address) of each picture, in the order of the text."""
    if not is_usual(text):
        return []
    links: list[tuple[str, str]] = []
    for token in _parser.parse(text):
        label, address = "", None
        for child in token.children or ():
            if child.type == "link_open":
                label, address = "", str(child.attrGet("href") or "")
            elif child.type == "link_close" and address is not None:
                links.append((label.strip(), address))
                address = None
            elif child.type == "image":
                links.append((child.content.strip(), str(child.attrGet("src") or "")))
            else:
                label += child.content
    return links


def warnings(text: str, reader: Reader) -> list[str]:
    """One sentence for each link that leads nowhere, as far as is known, or says nothing of where it leads."""
    links = found_in(text)
    slugs = {match["slug"] for _words, address in links if (match := ANSWER.search(own_path(address)))}
    there = set(Article.objects.visible_to(reader).filter(slug__in=slugs).values_list("slug", flat=True))
    sentences = (wrong_with(label, address, there) for label, address in links)
    problems = (*sentences, *pictures_elsewhere(text), *found_broken(links))
    return list(dict.fromkeys(sentence for sentence in problems if sentence))


def pictures_elsewhere(text: str) -> list[str]:
    """Pictures that readers do not see: only ours are shown, so that nobody elsewhere hears who reads an answer."""
    if not is_usual(text):
        return []
    images = [child for token in _parser.parse(text) for child in token.children or () if child.type == "image"]
    wrong = _("The picture “%(words)s” lies elsewhere, so readers get its words alone. Add it under Pictures instead.")
    return [
        wrong % {"words": image.content.strip() or str(image.attrGet("src") or "")}
        for image in images
        if not PICTURE.fullmatch(str(image.attrGet("src") or ""))
    ]


def found_broken(links: list[tuple[str, str]]) -> list[str]:
    """Where nothing stood when the links of the published answers were tried."""
    broken = OutsideLink.objects.broken().filter(address__in=[address for _words, address in links])
    faults = {link.address: link.get_fault_display() for link in broken}
    wrong = _("“%(words)s”, %(address)s: %(fault)s")
    return [
        wrong % {"words": label or address, "address": address, "fault": faults[address]}
        for label, address in links
        if address in faults
    ]


def own_path(address: str) -> str:
    """The path of an address on this site; empty for any other."""
    site = settings.SITE_URL.rstrip("/")
    if address.startswith("/") and not address.startswith("//"):
        return address
    return address.removeprefix(site) if address.startswith(f"{site}/") else ""


def wrong_with(label: str, address: str, there: set[str]) -> str:
    path = own_path(address)
    if PICTURE.fullmatch(path):
        return "" if label else _("A picture lacks the words for who does not see it.")
    if FILE.fullmatch(path):
        return ""
    wrong = wrong_on_our_pages(path, there) if path else wrong_elsewhere(address)
    if wrong:
        return wrong % {"words": label or address}
    if label.lower().strip(" .") in EMPTY_WORDS:
        return _("Say where “%(words)s” leads: who hears the page read aloud hears the link alone.") % {"words": label}
    return ""


def wrong_on_our_pages(path: str, there: set[str]) -> str:
    if PRIVATE.match(path):
        return _("“%(words)s” leads to a case or to the pages of the support.")
    if (match := ANSWER.match(path)) and match["slug"] not in there:
        return _("“%(words)s” leads to an answer that the readers cannot see.")
    return ""


def wrong_elsewhere(address: str) -> str:
    parts = split(address)
    if parts.scheme not in {"https", "mailto", "tel"}:
        return _("“%(words)s” does not begin with https://.")
    if parts.scheme == "https" and "." not in (parts.hostname or ""):
        return _("“%(words)s” is no address of a page.")
    return ""


def split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def readers_of(article: Article) -> Reader:
    """For whom a link must lead somewhere: everybody, or the person who reads what is for the support alone."""
    return Reader() if article.reach == Reach.EVERYBODY else Reader(article.written_by)
