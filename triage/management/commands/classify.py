import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from tickets.words import FlagKind
from triage.classifier.engine import Classifier
from triage.classifier.examples import enquiry_of
from triage.flags import gate
from triage.suggestions import model_in_use, suggesting
from triage.suggestions.models import TriagePolicy

BATCH = 200


class Command(BaseCommand):
    help = (
        "Reads enquiries as JSON Lines (id, subject, body, audience), prints of each: route, confidence, reasons, the "
        "chance of every route, whether it would be set without a person, the kinds of what is sensitive, and whether "
        "it is urgent."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="Standard input where none is given.")
        parser.add_argument(
            "--shipped", action="store_true", help="The program's own model without hints, whatever is in use here."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        classifier, threshold = shipped() if options["shipped"] else in_use()
        with options["file"].open(encoding="utf-8", errors="replace") if options["file"] else sys.stdin as lines:
            for batch in batches(read(lines)):
                for row, verdict in zip(
                    batch, classifier.classify_all(map(enquiry_of, batch), carefully=True), strict=True
                ):
                    reasons = [reason.text("da") for reason in verdict.reasons]
                    kinds = kinds_of(row)
                    answer = {
                        "route": verdict.route,
                        "confidence": verdict.confidence,
                        "reasons": reasons,
                        "routes": dict(verdict.probabilities),
                        "alone": not kinds and verdict.is_proven and verdict.confidence >= threshold,
                        "flags": sorted(kinds - {FlagKind.URGENT}),
                        "urgent": FlagKind.URGENT in kinds,
                    }
                    self.stdout.write(json.dumps({"id": row.get("id")} | answer, ensure_ascii=False))


def in_use() -> tuple[Classifier, float]:
    """The model that triage uses here, with the hints that hold everywhere, and the threshold; the program's own where
    there is no database yet."""
    try:
        classifier = model_in_use.current().classifier.with_hints(suggesting.hints_at(None))
        return classifier, TriagePolicy.current().threshold
    except DatabaseError:
        return shipped()


def shipped() -> tuple[Classifier, float]:
    return Classifier.load(), TriagePolicy().threshold


def kinds_of(row: dict[str, Any]) -> frozenset[str]:
    enquiry = enquiry_of(row)
    return gate.carefully(gate.whole(enquiry.subject, enquiry.body), enquiry.audience).kinds


def read(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The enquiries. Raises `CommandError` with the number of the first line that is none."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CommandError(f"Line {number} is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise CommandError(f"Line {number} is not an object with id, subject, body and audience.")
        yield row


def batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
