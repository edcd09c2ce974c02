"""Trains the weights by which is known what happened and when, what somebody did, and which part of Aula it is about.

They are learnt from the conversations in `data/`, written by us.
Run by hand with `manage.py train_faults`; `data/weights.npz` is kept with the program.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from triage.faults import modules, signs
from triage.faults.moments import times_in
from triage.faults.sentences import Sentence, Source, SourceText, sentences_of
from triage.faults.weights import PLACES, places_of

FOLDER: Final = Path(__file__).parent / "data"
SIGNS: Final = Path(signs.__file__)
WRITTEN: Final = datetime(2026, 11, 26, 12, tzinfo=UTC)
"""The Thursday on which all conversations were written."""
STRENGTH: Final = {"happened": 3.0, "occurred": 3.0, "steps": 1.0}
OF_A_MODULE: Final = 0.3
"""Inverses of the regularisation, chosen by cross-validation; those of steps and modules by what is found in
conversations that are not learnt from."""
Example = tuple[set[str], bool]


def conversations() -> list[dict[str, Any]]:
    lines = [line for path in sorted(FOLDER.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    return [json.loads(line) for line in lines]


def train(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The weights by what they weigh, and of what they are learnt."""
    examples = {
        "happened": [*of_sentences(rows, "happened")],
        "occurred": [*of_when(rows)],
        "steps": [*of_sentences(rows, "steps")],
        **{f"module {name}": [*of_module(rows, name)] for name in modules.LEARNT},
    }
    learnt = {name: weights(each, STRENGTH.get(name, OF_A_MODULE)) for name, each in examples.items()}
    return {**learnt, "ground": np.array(ground())}


def ground() -> str:
    """Changes with the conversations and with what is seen in them: then the weights are to be learnt anew."""
    return sha256(b"".join(path.read_bytes() for path in (*sorted(FOLDER.glob("*.jsonl")), SIGNS))).hexdigest()


def weights(examples: list[Example], strength: float) -> Any:
    places = [places_of(seen) for seen, _is_right in examples]
    columns = np.concatenate(places)
    rows = np.repeat(np.arange(len(places)), [len(each) for each in places])
    table = sparse.csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(places), PLACES))
    model = LogisticRegression(C=strength, max_iter=2000, fit_intercept=False)
    model.fit(table, [is_right for _seen, is_right in examples])
    return model.coef_[0].round(2).astype(np.float16)


def of_sentences(rows: list[dict[str, Any]], fact: str) -> Iterator[Example]:
    for row in rows:
        written = [each for each in sentences_in(row) if each.where == Source.MESSAGE]
        for place, each in enumerate(written):
            yield signs.of_sentence(each, place, len(written)), is_right(row, fact, each.text)


def of_module(rows: list[dict[str, Any]], name: str) -> Iterator[Example]:
    """Of the conversations that name any: which of them it is, and not whether there is one, is learnt."""
    for row in rows:
        named = row["facts"].get("module") or row.get("also", {}).get("module")
        if named:
            yield signs.of_matter(sentences_in(row)), name in named.split("|")


def of_when(rows: list[dict[str, Any]]) -> Iterator[Example]:
    for row in rows:
        for match, _sentence, seen in times_in(sentences_in(row)):
            yield seen, is_right(row, "occurred", match[0])


def sentences_in(row: dict[str, Any]) -> list[Sentence]:
    texts = [SourceText(row["subject"], WRITTEN, Source.SUBJECT), *(SourceText(each, WRITTEN) for each in row["said"])]
    return [each for text in texts for each in sentences_of(text)]


def is_right(row: dict[str, Any], fact: str, text: str) -> bool:
    """A label may name several that are right, with | between them; `also` those that may be offered."""
    labels = "|".join(filter(None, (row["facts"].get(fact), row.get("also", {}).get(fact))))
    return bool(labels) and any(label.casefold() in text.casefold() for label in labels.split("|"))
