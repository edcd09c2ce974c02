from typing import Any

import numpy as np
from django.core.management.base import BaseCommand

from triage.faults.weights import ARTEFACT


class Command(BaseCommand):
    help = (
        "Trains the weights by which the facts of a fault are known, on the conversations in "
        "triage/faults/data. It takes a minute; the weights are kept with the program."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        from triage.faults.training import conversations, train  # noqa: PLC0415  libraries that only training needs

        rows = conversations()
        np.savez_compressed(ARTEFACT, **train(rows))
        self.stdout.write(f"Wrote {ARTEFACT.name} from {len(rows)} conversations.")
