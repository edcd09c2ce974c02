from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from triage.classifier import town
from triage.classifier.engine import ARTEFACT
from triage.classifier.examples import as_texts, read_lines, shipped, train
from triage.classifier.whole import keep
from triage.learning.training import Ground, TrainingOutcome, retrain


class Command(BaseCommand):
    help = (
        "Trains triage; the same examples give the same model. Without options: the program's own model, from its own "
        "examples. With --own: what happens every night, now."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--also", type=Path, help="Further labelled enquiries (JSON Lines).")
        parser.add_argument("--own", action="store_true", help="With what people here have decided.")
        parser.add_argument(
            "--vectors", action="store_true", help="Reads the meaning of the examples anew, by the engine."
        )
        parser.add_argument("--to", type=Path, help="Only writes the model there, and uses it nowhere.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["own"] and options["also"]:
            raise CommandError("--own and --also do not go together: your own model is trained on its decisions.")
        if options["own"] and not options["to"]:
            self.retrain()
            return
        if options["own"]:
            data = Ground.now().train()
        else:
            rows = shipped() + (read_lines(options["also"]) if options["also"] else [])
            self.stdout.write(f"Training on {len(rows)} examples …")
            if options["vectors"]:
                keep([*as_texts(rows), *town.texts()])
            data = train(rows).to_bytes()
        path = options["to"] or ARTEFACT
        path.write_bytes(data)
        self.stdout.write(f"Wrote {path.name}, {len(data) / 1e6:.1f} MB, sha256 {sha256(data).hexdigest()}.")

    def retrain(self) -> None:
        outcome, version = retrain()
        if version is not None and outcome != TrainingOutcome.NOTHING_NEW:
            self.stdout.write(
                f"Model {version.pk}: {version.shipped} + {version.own} examples, sha256 {version.digest}"
            )
            self.stdout.write(f"judged on {version.held_back}: {version.figures}")
            self.stdout.write(f"the one in use before:  {version.before}")
        self.stdout.write(str(outcome.label))
