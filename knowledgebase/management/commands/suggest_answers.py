import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledgebase.management.commands.search_answers import PATIENCE, lines
from knowledgebase.search.meanings import embed_waiting
from knowledgebase.suggestions import suggest
from knowledgebase.words import Audience, Language

OFFERED = 4


class Command(BaseCommand):
    help = (
        "JSON Lines in (id, subject, body, audience, language; from a file or standard input), JSON Lines out (id, "
        "results: the ids of the answers that the form would offer, best first, at most 4, empty when none fits)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        embed_waiting(PATIENCE)
        for number, line in enumerate(lines(options["file"]), 1):
            if not line.strip():
                continue
            try:
                enquiry = json.loads(line)
                key, results = enquiry["id"], offered(enquiry)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CommandError(f"line {number}: needs a JSON object with id") from error
            self.stdout.write(json.dumps({"id": key, "results": results}, ensure_ascii=False))


def offered(enquiry: dict[str, Any]) -> list[str]:
    """As the form offers them, which speaks Danish to those who write in neither of its languages."""
    text = "\n".join(str(enquiry.get(name) or "") for name in ("subject", "body")).replace("\0", "").strip()
    audience = enquiry.get("audience") if enquiry.get("audience") in Audience.values else ""
    language = enquiry.get("language") if enquiry.get("language") in Language.values else Language.DANISH.value
    return [article.key for article in suggest(text, str(audience), str(language), OFFERED)] if text else []
