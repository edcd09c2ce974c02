from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand

from triage.flags.model import WEIGHTS


class Command(BaseCommand):
    help = (
        "Trains the model beside the lexicon of what must not wait, on the texts in triage/flags/data; prints how it "
        "does on texts that it was not trained on. The first time takes the better part of an hour, later three "
        "minutes; the weights are kept with the program."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=WEIGHTS)
        parser.add_argument(
            "--meanings", type=Path, default=Path("var/flags-meanings.npz"), help="Where meanings are kept once read."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from triage.flags.training import remembered, train  # noqa: PLC0415  libraries that only training needs

        arrays, figures = train(lambda texts: remembered(texts, options["meanings"]))
        np.savez_compressed(options["to"], **arrays)
        for name, share in figures.items():
            self.stdout.write(f"{name}: {share}")
