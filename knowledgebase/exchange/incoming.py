"""One answer of another municipality, and by what it is told whether two are the same."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from knowledgebase.models.article import Article

OF_ANSWER: Final = ("title", "question", "answer", "audiences", "language")
"""What makes two answers the same, whatever else is said of them."""


class UnreadableExchange(Exception):
    """A file that is none of ours, is too large, or whose signature is wrong. `code` is a word for the page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Incoming:
    """One answer of another municipality. `key` is theirs; together with `site` it names the answer for good."""

    site: str
    key: str
    version: int
    municipality: str
    licence: str
    address: str
    written: dict[str, Any]

    @property
    def digest(self) -> str:
        return digest_of(self.written)


def digest_of(written: dict[str, Any]) -> str:
    texts = [written["title"].strip(), written["question"].strip(), written["answer"].strip()]
    text = json.dumps([*texts, sorted(written["audiences"]), written["language"]], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_article(article: Article) -> str:
    return digest_of({name: getattr(article, name) for name in OF_ANSWER})
