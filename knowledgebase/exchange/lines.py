"""The format: a first line about the file, a line for each answer, and a last line with its signature.

JSON Lines in UTF-8. What is read is checked by line before anything is stored; a file that is too large is refused.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from knowledgebase.exchange.incoming import OF_ANSWER, Incoming, UnreadableExchange
from knowledgebase.importing import DATES, is_storable, parsed
from knowledgebase.models.article import Article
from knowledgebase.readers import EVERYBODY
from knowledgebase.words import Audience
from organisation.models import Municipality

FORMAT: Final = "aula-answers"
VERSION: Final = 1
LICENCE: Final = "CC BY 4.0"
MOST_LINES: Final = 20_000
LONGEST_LINE: Final = 200_000
FACTS: Final = ("site", "municipality", "licence", "address")
LONGEST_FACT: Final = 300


# Writing


def write(key: str = "") -> Iterator[str]:
    """The lines of a file with every published answer of the municipality; `key` signs it.

    Answers for the support alone and those of one institution are left out, whoever asks.
    """
    articles = (
        Article.objects.visible_to(EVERYBODY)
        .filter(institution=None)
        .annotate(written_times=Count("versions"))
        .order_by("id")
    )
    signer = hmac.new(key.encode(), digestmod=hashlib.sha256)
    municipality = Municipality.current().name
    head = {"format": FORMAT, "version": VERSION, "site": settings.SITE_URL, "municipality": municipality}
    rows = [head | {"licence": LICENCE, "made_at": timezone.now().isoformat(timespec="seconds")}]
    for row in chain_rows(rows, articles.iterator(500)):
        line = json.dumps(row, ensure_ascii=False, default=str) + "\n"
        signer.update(line.encode())
        yield line
    if key:
        yield json.dumps({"signature": signer.hexdigest()}) + "\n"


def chain_rows(head: list[dict[str, Any]], articles: Iterable[Any]) -> Iterator[dict[str, Any]]:
    yield from head
    for article in articles:
        if article.is_published and article.audiences and set(article.audiences) <= set(Audience.values):
            yield row_of(article)


def row_of(article: Any) -> dict[str, Any]:
    facts = {name: getattr(article, name) for name in ("question", "route", "tags", "source", "outdated_when")}
    dates = {name: day.isoformat() for name in DATES if (day := getattr(article, name))}
    return {
        "id": article.key,
        "version": article.written_times,
        "title": article.title,
        "answer": article.answer,
        "audiences": article.audiences,
        "language": article.language,
        "licence": LICENCE,
        "address": settings.SITE_URL + article.get_absolute_url(),
        **facts,
        **dates,
    }


# Reading


def read(text: str, key: str = "", *, must_be_signed: bool = False) -> tuple[list[Incoming], list[tuple[int, str]]]:
    """The answers, and (line, fault) of each line that cannot be read. Raises `UnreadableExchange`."""
    lines = [line + "\n" for line in text.split("\n") if line.strip()]  # other breaks of lines may stand in a text
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise UnreadableExchange("too_large")
    head = as_object(lines[0]) if lines else {}
    if head.get("format") != FORMAT or head.get("version") != VERSION or not fact(head, "site"):
        raise UnreadableExchange("unknown_format")
    lines = without_signature(lines, key, must_be_signed=must_be_signed)
    answers, faults, seen = [], [], set[str]()
    for number, line in enumerate(lines[1:], 2):
        row, wrong = parsed(line)
        data = as_object(line)
        wrong = wrong or fault_of(data, seen)
        if wrong:
            faults.append((number, wrong))
            continue
        answers.append(incoming(head, data, row))
        seen.add(row["id"])
    return answers, faults


def fault_of(data: dict[str, Any], seen: set[str]) -> str:
    if data["id"] in seen:
        return f"id {data['id']} stands there already"
    version = data.get("version", 1)
    return "" if isinstance(version, int) and 0 < version < MOST_LINES * 100 else "version must be a number"


def incoming(head: dict[str, Any], data: dict[str, Any], row: dict[str, Any]) -> Incoming:
    facts = {name: fact(data, name) or fact(head, name) for name in FACTS} | {"site": fact(head, "site")}
    if not facts["address"].startswith("https://"):
        facts["address"] = ""
    written = {name: row[name] for name in (*OF_ANSWER, "tags")}
    return Incoming(key=row["id"], version=data.get("version", 1), written=written, **facts)


def fact(row: dict[str, Any], name: str) -> str:
    """What the file says of itself or of an answer; nothing where that is no text."""
    value = row.get(name)
    return value.strip()[:LONGEST_FACT] if isinstance(value, str) and is_storable(value) else ""


def without_signature(lines: list[str], key: str, *, must_be_signed: bool) -> list[str]:
    """The lines without the last, where that signs the others; compared in constant time where we have a key."""
    signature = as_object(lines[-1]).get("signature")
    if not isinstance(signature, str):
        if must_be_signed:
            raise UnreadableExchange("unsigned")
        return lines
    if key or must_be_signed:
        right = hmac.digest(key.encode(), "".join(lines[:-1]).encode(), hashlib.sha256).hex()
        if not key or not hmac.compare_digest(right.encode(), signature.encode(errors="replace")):
            raise UnreadableExchange("wrong_signature")
    return lines[:-1]


def as_object(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
