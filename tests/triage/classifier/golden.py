"""What the classifier makes of fixed texts with a fixed model, so that a change of its behaviour is seen.

`python -m tests.triage.classifier.golden` writes `golden.json` anew, after `ENGINE` was raised.
"""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from triage.classifier.engine import Classifier
from triage.classifier.engine_version import ENGINE
from triage.classifier.interface import Enquiry, Hint
from triage.classifier.meaning import Meaning
from triage.classifier.model import SPLITS, Mix, Model, cue_row
from triage.classifier.pieces import shipped
from triage.classifier.reading import Text
from triage.classifier.terms import Terms
from triage.classifier.whole import Whole

FILE: Final = Path(__file__).parent / "golden.json"
ROUTES: Final = ["change_request", "local_it", "technical_fault", "unilogin", "usage_question"]
ENQUIRIES: Final = [
    Enquiry(
        "Appen lukker ned", "Hver gang jeg trykker på kalenderen, lukker appen. Min mand har samme problem.", "parent"
    ),
    Enquiry("Glemt kode", "Min søn har glemt sit UNI-Login og kan ikke komme på iPad'en.", "parent"),
    Enquiry(
        "Ferie",
        "Det er ikke en fejl, jeg kan bare ikke finde ud af, hvor jeg skriver ferie.\n\nVenlig hilsen Bo",
        "parent",
    ),
    Enquiry("Ønske", "Kunne man få en samlet kalender for alle børn? Det ville være dejligt.", "parent"),
    Enquiry("White page", "The page stays white after I log in, on two computers. Error 500.", "staff"),
    Enquiry("Printer", "Printeren på lærerværelset virker ikke, og trådløst net er væk.", "staff"),
    Enquiry("", "hvornår kommer ugeplanen", "pupil"),
    Enquiry("SV: Billeder", "Tak! > Har du prøvet igen?\n> Hilsen kontoret", "parent"),
    Enquiry("Aula", "", "parent", facts={"error_text": "HTTP 502", "affected": "all"}),
    Enquiry("!!!", "123", ""),
]
HINTS: Final = [Hint("kalender", "usage_question", 1.5), Hint(r"print\w+", "local_it", 5, True)]


def fixed_model() -> Model:
    """Weights by a seed: what they say is nonsense, but always the same."""
    dice, texts = np.random.default_rng(2026), [Text(each.subject, each.body, each.audience) for each in ENQUIRIES]
    inputs = ([text.telling for text in texts], [text.plain for text in texts])
    parts = [Terms.learn(split, part, least=1) for split, part in zip(SPLITS, inputs, strict=True)]
    width, pieces = sum(len(part.names) for part in parts) + len(cue_row(texts[0])), shipped()

    def weights(rows: int, size: float) -> Any:
        return (size * dice.standard_normal((rows, len(ROUTES)))).astype(np.float32)

    meaning = Meaning(
        pieces, np.ones(len(pieces.names), dtype=np.float32), weights(len(pieces.names), 0.5), np.zeros(len(ROUTES))
    )
    mix = Mix(words=0.6, whole=0.0, shares=0.8, bars=(0.6,) * len(ROUTES))
    whole = Whole(weights(384, 0.5), np.zeros(len(ROUTES)))
    return Model(parts, ROUTES, weights(width, 1.0), np.zeros(len(ROUTES)), meaning, whole, mix, mix)


def said() -> list[dict[str, Any]]:
    verdicts = Classifier(fixed_model(), HINTS).classify_all(ENQUIRIES)
    return [
        {
            "route": verdict.route,
            "probabilities": {route: round(chance, 2) for route, chance in verdict.probabilities.items()},
            "reasons": [reason.code for reason in verdict.reasons],
            "proven": verdict.is_proven,
        }
        for verdict in verdicts
    ]


if __name__ == "__main__":
    FILE.write_text(
        json.dumps({"engine": ENGINE, "said": said()}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
