"""The list of shared answers, as each reader meets it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.answers import lists
from knowledgebase.models import AlikeAnswers, Article
from tests.cast import Cast
from tests.knowledgebase.articles import published

LIST = "/admin/knowledgebase/article/"


@pytest.mark.parametrize(
    ("language", "first", "second"), [("da", "Ny adgang", "New access"), ("en", "New access", "Ny adgang")]
)
def test_answers_in_the_readers_language_stand_first(
    language: str, first: str, second: str, cast: Cast, client: Client
) -> None:
    published(cast.support_entitled, title="Ny adgang", language="da")
    published(cast.support_entitled, title="New access", language="en")
    client.force_login(cast.support_entitled)
    page = client.get(LIST, headers={"accept-language": language}).content.decode()
    assert page.index(first) < page.index(second)


def test_what_has_been_due_longest_stands_first(cast: Cast, client: Client) -> None:
    today = timezone.localdate()
    for title, days in (("For nylig", 1), ("For længe siden", 90), ("Ikke endnu", -1)):
        article = published(cast.support_entitled, title=title)
        Article.objects.filter(pk=article.pk).update(review_date=today - timedelta(days=days))
    client.force_login(cast.support_entitled)
    page = client.get(f"{LIST}?vis=overdue").content.decode()
    assert page.index("For længe siden") < page.index("For nylig")
    assert "Ikke endnu" not in page


def test_a_search_reads_the_texts_once_and_says_when_it_shows_no_more(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_FOUND", 2)
    for number in range(3):
        published(cast.support_entitled, title=f"Kalender {number}")
    client.force_login(cast.support_entitled)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{LIST}?q=kalender").content.decode()
    assert sum("LIKE" in query["sql"] for query in queries) == 1
    assert "2 svar" in page
    assert "Der kan være flere" in page
    assert "Der kan være flere" not in client.get(f"{LIST}?q=kalender+1").content.decode()


def test_pairs_that_are_alike_are_counted_no_further_than_is_shown(cast: Cast, client: Client) -> None:
    first, *others = [published(cast.support_entitled, title=f"Svar {number}") for number in range(4)]
    client.force_login(cast.support_entitled)
    for other in others:
        AlikeAnswers.objects.create(first=first, second=other, likeness=60)
    assert lists.pairs_to_judge(cast.support_entitled) == "3"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "MOST_COUNTED", 2)
        assert ">2+<" in client.get(LIST).content.decode()
    assert lists.pairs_to_judge(cast.pilot) == ""
