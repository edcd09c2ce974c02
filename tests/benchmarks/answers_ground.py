"""What `tests.benchmarks.answers` measures on: sample answers, with meanings that are cheap to make."""

import random

import numpy as np
from django.core.management import call_command
from django.utils import timezone

from demo.sample import MORE, WHAT, WHO
from knowledgebase.models import Article, IndexState, Meaning
from knowledgebase.search.index import rebuild
from knowledgebase.search.meanings import asked, packed
from knowledgebase.words import Audience, Status
from meaning import embedding

REAL, MOVED, PART = 400, 0.01, 5_000


def fill(count: int) -> None:
    call_command("migrate", verbosity=0)
    dice = random.Random(count)
    Article.objects.bulk_create((sample(number, dice) for number in range(count)), batch_size=PART)
    rebuild()
    embed_cheaply(list(Article.objects.order_by("id").values_list("pk", flat=True)))


def sample(number: int, dice: random.Random) -> Article:
    subject = f"{dice.choice(WHO)} {dice.choice(WHAT)}"
    return Article(
        key=f"sample-{number}",
        slug=f"sample-{number}",
        title=f"{subject} ({number})",
        question=f"Hvad gør jeg, når {subject.lower()}?",
        answer=" ".join(dice.sample(MORE, 4)),
        audiences=[dice.choice(Audience.values)],
        status=Status.PUBLISHED,
        published_at=timezone.now(),
    )


def embed_cheaply(keys: list[int]) -> None:
    real = embedding.embed_passages([asked(article) for article in Article.objects.filter(pk__in=keys[:REAL])])
    dice = np.random.default_rng(1)
    for at in range(0, len(keys), PART):
        part = keys[at : at + PART]
        vectors = real[dice.integers(len(real), size=len(part))] + dice.normal(0, MOVED, (len(part), embedding.WIDTH))
        Meaning.objects.bulk_create(
            [Meaning(article_id=pk, vector=packed(vector), digest="") for pk, vector in zip(part, vectors, strict=True)]
        )
    IndexState.meanings_moved_on()
