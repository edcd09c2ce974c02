"""Very many threads: the room asks the database as often as with few, takes a page of them, and reads the newest from
an index."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.room.news import MOST_LINES, facts_for
from knowledgebase.models import Post, Thread, ThreadFollow, Topic
from tests.cast import Cast
from tests.desk.board.test_clear import staff
from tests.knowledgebase.test_many import asked_by
from tests.plans import analyse, plan

FEW, MANY = 30, 10_000
MOST_ROWS = 150


def grow(cast: Cast, count: int) -> None:
    now, topic = timezone.now(), Topic.objects.in_order()[0]
    rows = [
        Thread(
            title=f"Tråd {number} om vikarer",
            topic=topic if number % 3 else None,
            started_by=cast.superuser,
            last_post_at=now - timedelta(minutes=number),
            post_count=1 + number % 4,
        )
        for number in range(count)
    ]
    made = Thread.objects.bulk_create(rows, batch_size=2000)
    Post.objects.bulk_create([Post(thread=each, by=cast.superuser, text="Vi er i tvivl.") for each in made])
    ThreadFollow.objects.bulk_create([ThreadFollow(thread=each, user=cast.superuser) for each in made[::5]])
    analyse()


@pytest.mark.parametrize("query", ["", "?state=followed", "?state=unanswered", "?q=vikarer", "?topic=login", "THREAD"])
def test_ten_thousand_threads_cost_no_query_more(query: str, cast: Cast) -> None:
    client, asked = staff(cast.superuser), []
    for count in (FEW, MANY):
        grow(cast, count)
        address = (
            Thread.objects.newest_first()[0].get_absolute_url() if query == "THREAD" else reverse("admin:room") + query
        )
        asked.append(asked_by(client, address))
    (few, _rows), (many, rows) = asked
    assert many <= few <= 16
    assert rows <= MOST_ROWS


def test_the_newest_threads_are_read_from_an_index(cast: Cast) -> None:
    grow(cast, MANY)
    threads = Thread.objects.search("").with_news_for(cast.superuser).newest_first().for_list()[:30]
    explained = plan(threads)
    assert "thread_newest" in explained, explained


def test_the_weekly_mail_asks_no_oftener_for_ten_thousand_threads(cast: Cast) -> None:
    asked = []
    for count in (FEW, MANY):
        grow(cast, count)
        ThreadFollow.objects.update(seen_at=timezone.now() - timedelta(days=400))
        with CaptureQueriesContext(connection) as queries:
            facts = facts_for(cast.superuser)
        asked.append(len(queries))
    assert max(map(len, facts.values())) == MOST_LINES
    assert asked[1] <= asked[0] <= 8
