"""Shared answers from a file of JSON Lines: all of them or none."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any, Final

from django.db import transaction

from knowledgebase.models import Article
from knowledgebase.search.index import rebuild
from knowledgebase.words import Audience, Language

NEEDED: Final = ("id", "title", "question", "answer", "audiences")
TEXTS: Final = ("id", "title", "question", "answer", "route", "source", "outdated_when", "translation_of")
DATES: Final = ("review_date", "source_date", "checked_on")
FILLED: Final = frozenset({"id", "title", "answer"})
LONGEST_TEXT: Final = 100_000
LENGTHS: Final = {"id": 80, "title": 150, "route": 20, "source": 300, "outdated_when": 200, "translation_of": 80}


class UnreadableError(Exception):
    """What is wrong with a file; `faults` holds (line number, what is wrong)."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(faults)} lines cannot be read")
        self.faults = faults


def import_answers(lines: Iterable[str]) -> int:
    """Takes every line in, as published answers, by their ids. Raises `UnreadableError`, or stores all."""
    rows, faults, seen = [], [], dict[str, int]()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row, wrong = parsed(line)
        key = str(row.get("id", ""))
        if not wrong and key in seen:
            wrong = f"id {key} stands on line {seen[key]} already"
        if wrong:
            faults.append((number, wrong))
            continue
        seen[key] = number
        rows.append(row)
    if faults:
        raise UnreadableError(faults)
    store(rows)
    return len(rows)


@transaction.atomic
def store(rows: Iterable[dict[str, Any]]) -> None:
    originals = dict[str, str]()
    for row in rows:
        key, original = row.pop("id"), row.pop("translation_of", "")
        Article.take_in(key, **row)
        if original:
            originals[key] = original
    tie(originals)
    rebuild()


def tie(originals: dict[str, str]) -> None:
    """Ties translations to what they translate, once all are in. Raises `UnreadableError` for an unknown one."""
    keys = {*originals, *originals.values()}
    articles = {article.key: article for article in Article.objects.filter(key__in=keys)}
    if unknown := sorted(set(originals.values()) - set(articles)):
        raise UnreadableError([(0, f"translation of an answer that is not here: {key}") for key in unknown])
    for key, original in originals.items():
        articles[key].tie_to(articles[original])


def parsed(line: str) -> tuple[dict[str, Any], str]:
    """The parts of an answer on one line, and what is wrong with them or an empty text."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {}, f"no JSON ({error})"
    if not isinstance(data, dict):
        return {}, "no JSON object"
    if wrong := fault(data):
        return data, wrong
    row = {name: data[name].strip() for name in TEXTS if data.get(name)}
    row |= {"question": row.get("question", ""), "route": row.get("route", "")}
    row |= {"audiences": data["audiences"], "tags": data.get("tags", [])}
    row["language"] = data.get("language", Language.DANISH.value)
    row |= {name: date.fromisoformat(data[name]) for name in DATES if data.get(name)}
    return row, ""


def fault(data: dict[str, Any]) -> str:
    """The first thing that is wrong, in words; empty when nothing is."""
    if missing := [name for name in NEEDED if name not in data]:
        return f"missing: {', '.join(missing)}"
    return next(chain(text_faults(data), list_faults(data), date_faults(data)), "")


def text_faults(data: dict[str, Any]) -> Iterator[str]:
    for name in TEXTS:
        text, longest = data.get(name) or "", LENGTHS.get(name, LONGEST_TEXT)
        if not isinstance(text, str):
            yield f"{name} is no text"
        elif name in FILLED and not text.strip():
            yield f"{name} is empty"
        elif len(text) > longest:
            yield f"{name} is longer than {longest} letters"
        elif not is_storable(text):
            yield f"{name} holds a sign that no text has"


def list_faults(data: dict[str, Any]) -> Iterator[str]:
    audiences = data["audiences"]
    if not are_texts(audiences) or not audiences or set(audiences) - set(Audience.values):
        yield f"audiences must be some of {', '.join(Audience.values)}"
    if not are_texts(data.get("tags", [])) or not is_storable("".join(data.get("tags", []))):
        yield "tags must be a list of texts"
    if data.get("language", Language.DANISH) not in Language.values:
        yield f"language must be one of {', '.join(Language.values)}"


def date_faults(data: dict[str, Any]) -> Iterator[str]:
    for name in DATES:
        try:
            if data.get(name):
                date.fromisoformat(data[name])
        except (ValueError, TypeError):
            yield f"{name} must be a date such as 2027-01-31"


def is_storable(text: str) -> bool:
    """JSON can name signs that no database takes: the sign zero, and halves of pairs."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
