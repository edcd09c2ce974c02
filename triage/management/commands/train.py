from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from triage.classifier.engine import ARTEFACT
from triage.classifier.examples import as_texts, read_lines, shipped
from triage.classifier.model import Model


class Command(BaseCommand):
    help = "Trains the shipped model of triage on the project's own examples; the same examples give the same model."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--also", type=Path, help="Further labelled enquiries (JSON Lines).")
        parser.add_argument("--to", type=Path, default=ARTEFACT, help="Where the model is written.")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = shipped() + (read_lines(options["also"]) if options["also"] else [])
        self.stdout.write(f"Training on {len(rows)} examples …")
        model = Model.train(as_texts(rows), [row["route"] for row in rows])
        data = model.to_bytes()
        options["to"].write_bytes(data)
        self.stdout.write(f"Wrote {options['to'].name}, {len(data) / 1e6:.1f} MB.")
