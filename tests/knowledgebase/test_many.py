"""Very many answers: the pages ask the database as often as with few, take no more rows from it than a page can hold,
and it reads an index for each list.

Some hundred tell how often a page asks, 5,000 which index is read.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.answers.alike import undecided
from desk.answers.lists import MOST_FOUND
from desk.exchange.pages import LOOKED_AT
from knowledgebase.models import AlikeAnswers, Arrival, Article, Feedback, OutsideLink
from knowledgebase.search.index import rebuild
from organisation.models import Municipality
from tests.cast import Cast
from tests.desk.board.test_clear import staff
from tests.knowledgebase.articles import published
from tests.plans import analyse, plan

FEW, SOME, MANY = 30, 400, 5_000
DESK = "/admin/knowledgebase/article/"
ROWS, ROWS_OF_A_SEARCH = 250, 1_500
"""The most rows that a page takes; a search looks at each answer that holds its words."""
PAGES = {
    "/svar/": 8,
    "/svar/?audience=parent&side=3": 8,
    "/svar/?q=kalender": 40,
    "/svar/?q=xyzzyqvux": 40,
    "/svar/mens/?q=kalen": 10,
    "ANSWER": 8,
    DESK: 14,
    f"{DESK}?q=kalender": 14,
    f"{DESK}?vis=waiting": 14,
    f"{DESK}?vis=proposed": 14,
    f"{DESK}?vis=overdue": 14,
    f"{DESK}?vis=owned": 14,
    f"{DESK}?vis=unread": 14,
    f"{DESK}?vis=broken": 14,
    f"{DESK}?vis=overtaken": 15,
    f"{DESK}alike/": 12,
    f"{DESK}usage/": 24,
    "CHANGE": 18,
    "VERSIONS": 12,
    "/": 30,
    "/admin/": 60,
    "/admin/exchange/": 20,
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
            status="proposed" if number % 25 == 1 and number < SOME else "published",
            published_at=timezone.now(),
            reviewed_on=today,
            review_date=today + timedelta(days=number % 400 - 4),
            popularity=number % 97,
            views=number % 89,
            links_are_listed=True,
            owner=cast.support_entitled if number % 50 == 0 or number in {8, 15} else None,
            institution=cast.school if number % 10 == 0 else None,
        )
        for number in range(have, have + count)
    ]
    made = Article.objects.bulk_create(rows, batch_size=1000)
    votes = [
        Feedback(article=each, helped=False, reason="missing", is_told=bool(number % 70))
        for number, each in enumerate(made)
    ]
    Feedback.objects.bulk_create(votes, batch_size=1000)
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
    Municipality.objects.update(tries_links=True)
    Municipality.forget_cached()
    addresses = {"ANSWER": article.get_absolute_url(), "CHANGE": f"{DESK}{article.pk}/change/"}
    addresses |= {"VERSIONS": f"{DESK}{article.pk}/versions/"}
    asked: dict[str, list[int]] = {page: [] for page in PAGES}
    taken: dict[str, int] = {}
    for count in (FEW, SOME):
        grow(cast, count)
        rebuild()
        analyse()
        for page in PAGES:
            at_desk = page.startswith("/admin/") or page in {"CHANGE", "VERSIONS"}
            client = staff(cast.support_entitled) if at_desk else Client()
            queries, taken[page] = asked_by(client, addresses.get(page, page))
            asked[page].append(queries)
    grown = {page: numbers for page, numbers in asked.items() if numbers[1] > numbers[0] or numbers[1] > PAGES[page]}
    assert grown == {}
    most = {page: ROWS_OF_A_SEARCH if page.startswith("/svar/") and "q=" in page else ROWS for page in PAGES}
    most["/admin/exchange/"] = LOOKED_AT + ROWS
    most[f"{DESK}?q=kalender"] = MOST_FOUND + ROWS
    assert {page: rows for page, rows in taken.items() if rows > most[page]} == {}


@pytest.fixture
def many(cast: Cast) -> Cast:
    grow(cast, MANY)
    analyse()
    return cast


def test_each_list_reads_its_index(many: Cast) -> None:
    owner = many.support_entitled
    lists = {
        "article_wanted": Article.objects.published().most_wanted().for_list()[:20],
        "article_of_owner": Article.objects.owned_by(owner).order_by("id")[:40],
        "article_to_review": Article.objects.overdue_for_review().longest_due()[:40],
        "article_of_place": undecided(many.superuser),
        "article_danish_first": Article.objects.published().order_by("language", "-id")[:40],
        "article_english_first": Article.objects.published().order_by("-language", "-id")[:40],
        "article_at_work": Article.objects.at_work().order_by("id")[:40],
        "article_to_index": Article.objects.needing_index()[:200],
        "article_to_list": Article.objects.with_links_to_list().order_by("id")[:200],
        "feedback_to_tell": Feedback.objects.filter(helped=False, is_told=False).order_by("id")[:50],
        "alike_most": undecided(owner).order_by("-likeness", "id")[:20],
    }
    for index, queryset in lists.items():
        assert index in plan(queryset), plan(queryset)
