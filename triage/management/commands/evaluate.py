import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from triage.classifier.engine import Classifier
from triage.classifier.examples import enquiry_of, read_lines, shipped
from triage.classifier.metrics import ClassifierFigures, cross_validate, judge


class Command(BaseCommand):
    help = "Judges triage on labelled enquiries (JSON Lines with route)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--folds", type=int, default=0, help="Cross-validate, with the other folds in training.")
        parser.add_argument("--predictions", type=Path, help="Also writes id, route and confidence of each.")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = read_lines(options["file"])
        if options["folds"]:
            verdicts = cross_validate(rows, shipped(), options["folds"], lambda fold: self.stderr.write(f"fold {fold}"))
        else:
            verdicts = Classifier.load().classify_all(enquiry_of(row) for row in rows)
        if options["predictions"]:
            pairs = zip(rows, verdicts, strict=True)
            predictions = [
                {"id": row["id"], "route": verdict.route, "confidence": verdict.confidence} for row, verdict in pairs
            ]
            options["predictions"].write_text("".join(json.dumps(line) + "\n" for line in predictions))
        self.tell(judge(rows, verdicts))

    def tell(self, figures: ClassifierFigures) -> None:
        for name in ("count", "accuracy", "macro_f1", "calibration_error", "coverage_at_95"):
            self.stdout.write(f"{name}: {round(getattr(figures, name), 4)}")
        self.stdout.write("confidence  right  count")
        for believed, true, count in figures.reliability:
            self.stdout.write(f"{believed:10.2f} {true:6.2f} {count:6}")
        self.stdout.write("mistaken (is → said)")
        for (is_route, verdict), count in sorted(figures.confusion.items(), key=lambda pair: -pair[1]):
            self.stdout.write(f"{count:4} {is_route} → {verdict}")
