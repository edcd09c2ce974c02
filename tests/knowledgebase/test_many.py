"""Very many answers: the pages ask the database as often as with few, and it reads an index for each list.

5,000 of them here; with 100,000 the plans are the same.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.answers.alike import undecided
from knowledgebase.models import AlikeAnswers, Arrival, Article, Feedback, OutsideLink
from knowledgebase.search.index import rebuild
from tests.cast import Cast
from tests.desk.board.test_clear import staff
from tests.knowledgebase.articles import published

FEW, MANY = 30, 5_000
DESK = "/admin/knowledgebase/article/"
PAGES = {
    "/svar/": 8,
    "/svar/?audience=parent&side=3": 8,
    "/svar/?q=kalender": 40,
    "ANSWER": 8,
    DESK: 14,
    f"{DESK}?vis=overdue": 14,
    f"{DESK}?vis=owned": 14,
    f"{DESK}alike/": 12,
    "CHANGE": 16,
    "/": 30,
}
"""The most queries of each page."""


def grow(cast: Cast, count: int) -> None:
    """So many published answers, every tenth of the school, some of them due, and pairs that are alike."""
    today, have = timezone.localdate(), Article.objects.count()
    rows = [
        Article(
            key=f"many-{number}",
            slug=f"svar-{number}",
            title=f"Kalender nummer {number}",
            question=f"Hvordan ser jeg kalenderen nummer {number}?",
            answer="Åbn den.",
            audiences=["parent"],
            status="published",
            published_at=timezone.now(),
            reviewed_on=today,
            review_date=today + timedelta(days=number % 400 - 4),
            popularity=number % 97,
            views=number % 89,
            links_are_listed=True,
            owner=cast.support_entitled if number % 50 == 0 else None,
            institution=cast.school if number % 10 == 0 else None,
        )
        for number in range(have, have + count)
    ]
    made = Article.objects.bulk_create(rows, batch_size=1000)
    Feedback.objects.bulk_create([Feedback(article=each, helped=False, reason="missing") for each in made[::7]])
    links = [OutsideLink(article=each, address=f"https://aula.example/{each.pk}", failures=2) for each in made[::5]]
    OutsideLink.objects.bulk_create(links)
    waiting = [
        Arrival(site="https://n.example", key=each.key, version=1, written={"title": "x", "language": "da"})
        for each in made
    ]
    Arrival.objects.bulk_create(waiting, batch_size=1000)
    pairs = zip(made[::2], made[1::2], strict=False)
    AlikeAnswers.objects.bulk_create(
        [AlikeAnswers(first=one, second=two, likeness=47 + one.pk % 50) for one, two in pairs]
    )


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def asked_by(client: Client, address: str) -> tuple[int, int]:
    """How many queries the page makes once it is warm, and how many rows come back."""
    rows = 0

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal rows
        answer = execute(sql, params, many, context)
        rows += max(0, context["cursor"].rowcount) if str(sql).startswith("SELECT") else 0
        return answer

    client.get(address)
    with CaptureQueriesContext(connection) as queries, connection.execute_wrapper(count):
        assert client.get(address).status_code == 200, address
    return len(queries), rows


def test_pages_of_very_many_answers_ask_no_oftener_and_no_more_than_they_may(cast: Cast) -> None:
    article = published(cast.support_entitled, title="Det første")
    addresses = {"ANSWER": article.get_absolute_url(), "CHANGE": f"{DESK}{article.pk}/change/"}
    asked: dict[str, list[int]] = {page: [] for page in PAGES}
    for count in (FEW, MANY):
        grow(cast, count)
        rebuild()
        analyse()
        for page in PAGES:
            at_desk = page.startswith(DESK) or page == "CHANGE"
            client = staff(cast.support_entitled) if at_desk else Client()
            asked[page].append(asked_by(client, addresses.get(page, page))[0])
    grown = {page: numbers for page, numbers in asked.items() if numbers[1] > numbers[0] or numbers[1] > PAGES[page]}
    assert grown == {}


@pytest.fixture
def many(cast: Cast) -> Cast:
    grow(cast, MANY)
    analyse()
    return cast


def plan(queryset: Any) -> str:
    return str(queryset.explain())


def test_each_list_reads_its_index(many: Cast) -> None:
    owner = many.support_entitled
    lists = {
        "article_wanted": Article.objects.published().most_wanted().for_list()[:20],
        "article_of_owner": Article.objects.owned_by(owner).order_by("id")[:40],
        "article_to_review": Article.objects.overdue_for_review().order_by("review_date", "id")[:40],
        "article_at_work": Article.objects.at_work().order_by("id")[:40],
        "article_to_index": Article.objects.needing_index()[:200],
        "article_to_list": Article.objects.with_links_to_list().order_by("id")[:200],
        "feedback_to_tell": Feedback.objects.filter(helped=False, is_told=False).order_by("id")[:50],
        "alike_most": undecided(owner).order_by("-likeness", "id")[:20],
    }
    for index, queryset in lists.items():
        assert index in plan(queryset), plan(queryset)
