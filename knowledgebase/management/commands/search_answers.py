import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledgebase.models import Article
from knowledgebase.search import search
from knowledgebase.search.meanings import embed_waiting

PATIENCE = 300.0
"""Seconds for answers that nobody has embedded yet: what was imported a moment ago is found as later on."""


class Command(BaseCommand):
    help = (
        "JSON Lines in (id, query; from a file or standard input), JSON Lines out (id, results: the ids "
        "of the answers as they were imported, best first, at most 10)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path | None = options["file"]
        embed_waiting(PATIENCE)
        for number, line in enumerate(lines(file), 1):
            if not line.strip():
                continue
            try:
                asked = json.loads(line)
                key, query = asked["id"], str(asked["query"])
            except (ValueError, KeyError, TypeError) as error:
                raise CommandError(f"line {number}: needs a JSON object with id and query") from error
            self.stdout.write(json.dumps({"id": key, "results": results(query)}, ensure_ascii=False))


def lines(file: Path | None) -> Iterable[str]:
    if file is None:
        return sys.stdin
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def results(query: str) -> list[str]:
    """An answer and its translation say the same: the worse of the two stands behind all others."""
    keys = [hit.article_id for hit in search(query)]
    articles = Article.objects.only("pk", "key", "translation_of").in_bulk(keys)
    first, second, seen = list[str](), list[str](), set[int]()
    for article in (articles[pk] for pk in keys):
        original = article.translation_of_id or article.pk
        (second if original in seen else first).append(article.key)
        seen.add(original)
    return first + second
