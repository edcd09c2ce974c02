"""What `tests.benchmarks.answers` measures on: sample answers, with meanings that are cheap to make."""

import random
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from demo.sample import MORE, WHAT, WHO
from knowledgebase.models import (
    AlikeAnswers,
    Article,
    Feedback,
    IndexState,
    Meaning,
    Post,
    Question,
    SearchTally,
    Thread,
    ThreadFollow,
    Topic,
)
from knowledgebase.search.index import rebuild
from knowledgebase.search.meanings import asked, packed
from knowledgebase.words import Audience, Status
from meaning import embedding
from organisation.models import Institution, Membership, Municipality, User
from organisation.roles import Role

REAL, MOVED, PART = 100, 0.01, 5_000
WRITTEN = 2_000
"""Answers that are written and indexed as in the program; the rest are their copies, made inside the database."""
COPIED = ("id", "key", "slug")
"""Columns of a copy that are its own."""


def fill(count: int) -> None:
    call_command("migrate", verbosity=0)
    dice = random.Random(count)
    Article.objects.bulk_create((sample(number, dice) for number in range(min(count, WRITTEN))), batch_size=PART)
    rebuild()
    copy_answers(count)
    embed_cheaply(list(Article.objects.order_by("id").values_list("pk", flat=True)))


def copy_answers(count: int) -> None:
    """Rows of answers and of the index alike: as many of both as if each had been written by itself."""
    columns = ", ".join(f'"{field.column}"' for field in Article._meta.concrete_fields if field.column not in COPIED)
    with connection.cursor() as cursor:
        cursor.execute(COPY_ANSWERS.format(columns=columns), {"written": WRITTEN, "count": count})
        cursor.execute(COPY_POSTINGS, {"written": WRITTEN})
        cursor.execute("ANALYZE")


COPY_ANSWERS = """
INSERT INTO knowledgebase_article (key, slug, {columns})
SELECT 'sample-' || number, 'sample-' || number, {columns}
FROM generate_series(%(written)s, %(count)s - 1) AS number
JOIN knowledgebase_article AS first ON first.key = 'sample-' || number %% %(written)s
"""
COPY_POSTINGS = """
INSERT INTO knowledgebase_posting (article_id, term, weight)
SELECT other.id, term, weight
FROM knowledgebase_article AS other
JOIN knowledgebase_article AS first ON first.key = 'sample-' || substring(other.key FROM 8)::int %% %(written)s
JOIN knowledgebase_posting AS posting ON posting.article_id = first.id
WHERE other.id <> first.id
"""


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


@dataclass(frozen=True)
class Shelf:
    """What the pages are asked for, and by whom."""

    article: Article
    thread: Thread
    editor: User
    superuser: User


def live_in(threads: int) -> Shelf:
    """Years of work with the answers: own answers of a school, proposals, what is due, feedback, pairs that are alike,
    searches, questions of the board, and so many threads in the room."""
    Municipality.objects.update_or_create(id=1, defaults={"name": "Prøvekommune"})
    editor = User.objects.create(email="editor@example.org", name="Prøve Redaktør")
    Membership.objects.create(user=editor, role=Role.PROJECT_LEAD)
    school = Institution.objects.create(code="B1", name="Prøveskolen", kind="school")
    superuser = User.objects.create(email="superuser@example.org", name="Prøve Superbruger")
    Membership.objects.create(user=superuser, role=Role.SUPERUSER, institution=school)
    work_on_answers(editor, school)
    talk(editor, threads)
    ask_on_the_board()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    article = Article.objects.published().filter(institution=None).order_by("id")[0]
    return Shelf(article, Thread.objects.newest_first()[0], editor, superuser)


def work_on_answers(editor: User, school: Institution) -> None:
    keys, today = list(Article.objects.order_by("id").values_list("pk", flat=True)), timezone.localdate()
    Article.objects.filter(pk__in=keys[9::10]).update(institution=school)
    Article.objects.filter(pk__in=keys[1::500]).update(status=Status.PROPOSED)
    Article.objects.filter(pk__in=keys[2::20]).update(review_date=today - timedelta(days=9), owner=editor)
    Article.objects.filter(pk__in=keys[::3]).update(popularity=7, views=11)
    said = [Feedback(article_id=pk, helped=False, reason="missing") for pk in keys[::7]]
    Feedback.objects.bulk_create(said, batch_size=PART)
    pairs = [AlikeAnswers(first_id=one, second_id=one + 1, likeness=50 + one % 40) for one in keys[:-1:10]]
    AlikeAnswers.objects.bulk_create(pairs, batch_size=PART)
    for number in range(300):
        SearchTally.note(f"{WHAT[number % len(WHAT)]} {number}", searches=1, without_hit=number % 2)


def talk(editor: User, count: int) -> None:
    now, topics = timezone.now(), list(Topic.objects.in_order())
    rows = [
        Thread(
            title=f"Tråd {number} om vikarer",
            topic=topics[number % len(topics)],
            started_by=editor,
            last_post_at=now - timedelta(minutes=number),
            post_count=1 + number % 4,
        )
        for number in range(count)
    ]
    made = Thread.objects.bulk_create(rows, batch_size=PART)
    posts = [Post(thread=each, by=editor, text="Vi er i tvivl.") for each in made for _ in range(each.post_count)]
    Post.objects.bulk_create(posts, batch_size=PART)
    ThreadFollow.objects.bulk_create([ThreadFollow(thread=each, user=editor) for each in made[::5]], batch_size=PART)


def ask_on_the_board() -> None:
    now = timezone.now()
    rows = [
        Question(title=f"Spørgsmål {number}", origin="requester", status="shown", cleared_at=now, wanted=number % 97)
        for number in range(PART)
    ]
    Question.objects.bulk_create(rows)
