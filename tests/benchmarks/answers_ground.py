"""What `tests.benchmarks.answers` measures on: sample answers, with meanings that are cheap to make."""

import numpy as np

from demo.sample import load_articles
from knowledgebase.models import Article, IndexState, Meaning
from knowledgebase.search.meanings import asked, packed
from meaning import embedding

REAL, MOVED, PART = 400, 0.01, 5_000


def fill(count: int) -> None:
    load_articles(count)
    articles = Article.objects.published().order_by("id").only("id", "title", "question", "tags")
    real = embedding.embed_passages([asked(article) for article in articles[:REAL]])
    dice = np.random.default_rng(1)
    keys = list(articles.values_list("pk", flat=True))
    for at in range(0, count, PART):
        part = keys[at : at + PART]
        vectors = real[dice.integers(len(real), size=len(part))] + dice.normal(0, MOVED, (len(part), embedding.WIDTH))
        Meaning.objects.bulk_create(
            [Meaning(article_id=pk, vector=packed(vector), digest="") for pk, vector in zip(part, vectors, strict=True)]
        )
    IndexState.meanings_moved_on()
