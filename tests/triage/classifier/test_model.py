"""What is trained, stored and read again."""

import numpy as np
import pytest

from triage.classifier import whole
from triage.classifier.examples import as_texts, shipped
from triage.classifier.model import Model
from triage.classifier.pieces import Pieces
from triage.classifier.training import SUREST, bar_of
from triage.classifier.whole import name_of

FEW = shipped()[::25]


def trained() -> Model:
    return Model.train(as_texts(FEW), [row["route"] for row in FEW])


def test_the_same_examples_give_the_same_bytes() -> None:
    assert trained().to_bytes() == trained().to_bytes()


def test_the_meaning_of_every_example_is_kept_so_that_training_needs_no_engine() -> None:
    """`manage.py train --vectors` writes them anew where an example was added or changed."""
    assert {name_of(text) for text in as_texts(shipped())} <= set(whole.shipped())


def test_what_is_seen_seldom_is_not_set_alone_and_one_wrong_one_lifts_the_bar() -> None:
    sure = np.linspace(0.99, 0.5, 200)
    right, counts = np.zeros(200, dtype=bool), np.ones(200)
    assert bar_of(sure[:20], right[:20], counts[:20]) == SUREST
    assert bar_of(sure, right, counts) == pytest.approx(0.5)
    wrong = right.copy()
    wrong[100:] = True
    assert 0.7 < bar_of(sure, wrong, counts) < 0.8


def test_a_stored_model_says_what_it_said() -> None:
    model, texts = trained(), as_texts(shipped()[:40])
    again = Model.from_bytes(model.to_bytes())
    assert (again.routes, again.by_words, again.by_both) == (model.routes, model.by_words, model.by_both)
    assert np.allclose(again.scores(texts), model.scores(texts), atol=1e-4)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("skemaet", ["▁skema", "et"]),
        ("skema", ["▁skema"]),
        ("etskema", ["▁et", "skema"]),
        ("xskema", ["▁", "skema"]),
        ("", []),
    ],
)
def test_a_word_is_cut_the_likeliest_way(word: str, parts: list[str]) -> None:
    names = ["▁skema", "et", "▁et", "skema", "▁", "s", "▁s", "kema"]
    pieces = Pieces(names, [-8, -4, -5, -9, -3, -6, -6, -12])
    assert [names[at] for at in pieces.of_text(word)] == parts
