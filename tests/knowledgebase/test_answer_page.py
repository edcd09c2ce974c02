"""`/svar/<slug>/`: one shared answer."""

import pytest
from django.test import Client

from knowledgebase.models import Article
from tests.cast import Cast
from tests.knowledgebase.articles import published


@pytest.fixture
def article(cast: Cast) -> Article:
    return published(cast.support_entitled, answer="Åbn **profilen**.", source="Aulas egen vejledning")


def test_the_page_has_the_answer_its_source_and_a_way_on(client: Client, article: Article):
    html = client.get(article.get_absolute_url()).content.decode()
    assert "<strong>profilen</strong>" in html
    assert "Aulas egen vejledning" in html
    assert 'href="/henvendelse/"' in html


def test_a_reading_is_counted(client: Client, article: Article):
    client.get(article.get_absolute_url())
    client.get(article.get_absolute_url())
    client.head(article.get_absolute_url())
    assert Article.objects.get().views == 2


def test_an_unknown_answer_is_not_found(client: Client, db: None):
    assert client.get("/svar/findes-ikke/").status_code == 404


def test_the_page_takes_few_queries(client: Client, article: Article, django_assert_max_num_queries):
    client.get(article.get_absolute_url())
    with django_assert_max_num_queries(3):
        client.get(article.get_absolute_url())


def test_an_answer_in_another_language_says_so_to_screen_readers(client: Client, cast: Cast):
    danish = published(cast.support_entitled, title="Slå lyden fra")
    assert '<article class="narrow">' in client.get(danish.get_absolute_url()).content.decode()
    english = published(cast.support_entitled, title="Mute a thread", language="en")
    assert '<article class="narrow" lang="en">' in client.get(english.get_absolute_url()).content.decode()


def test_the_page_only_answers_to_reading(client: Client, article: Article):
    assert client.post(article.get_absolute_url()).status_code == 405
