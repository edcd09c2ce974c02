""" "Hjalp det?" below a shared answer."""

import pytest
from django.test import Client

from knowledgebase.models import Article, Feedback
from tests.cast import Cast
from tests.knowledgebase.articles import draft, published


@pytest.fixture
def article(cast: Cast) -> Article:
    return published(cast.support_entitled)


@pytest.mark.parametrize(("said", "helped", "told"), [("yes", True, "ja"), ("no", False, "nej")])
def test_what_somebody_says_is_kept_without_them(client: Client, article: Article, said: str, helped: bool, told: str):
    response = client.post(f"{article.get_absolute_url()}hjalp/", {"helped": said})
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{article.get_absolute_url()}?hjalp={told}")
    assert response.headers["Location"].endswith("#hjalp")
    assert Feedback.objects.get().helped is helped
    assert {field.name for field in Feedback._meta.get_fields()} == {
        "id",
        "article",
        "helped",
        "day",
        "reason",
        "text",
        "is_read",
        "is_told",
    }


def test_whom_it_did_not_help_is_asked_to_write(client: Client, article: Article):
    html = client.get(article.get_absolute_url(), {"hjalp": "nej"}).content.decode()
    assert f'<a class="button button-primary" href="/henvendelse/?svar={article.pk}">' in html


def test_the_thanks_is_no_reading(client: Client, article: Article):
    client.get(article.get_absolute_url(), {"hjalp": "ja"})
    assert Article.objects.get().views == 0


def test_what_helps_rises_among_the_answers_people_look_for(client: Client, article: Article, cast: Cast):
    other = published(cast.support_entitled, title="Et andet svar")
    client.get(other.get_absolute_url())
    assert list(Article.objects.most_wanted()) == [other, article]
    client.post(f"{article.get_absolute_url()}hjalp/", {"helped": "yes"})
    assert list(Article.objects.most_wanted()) == [article, other]
    client.post(f"{article.get_absolute_url()}hjalp/", {"helped": "no"})
    assert list(Article.objects.most_wanted()) == [other, article]


@pytest.mark.parametrize("said", ["", "maybe", "YES"])
def test_anything_else_is_refused(client: Client, article: Article, said: str):
    assert client.post(f"{article.get_absolute_url()}hjalp/", {"helped": said}).status_code == 400
    assert not Feedback.objects.exists()


def test_reading_the_address_changes_nothing(client: Client, article: Article):
    assert client.get(f"{article.get_absolute_url()}hjalp/").status_code == 405


def test_a_draft_takes_no_feedback(client: Client, cast: Cast):
    hidden = draft(cast.support_entitled, title="Ikke færdig")
    assert client.post(f"{hidden.get_absolute_url()}hjalp/", {"helped": "yes"}).status_code == 404


def test_a_page_of_another_site_cannot_send_it(article: Article):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{article.get_absolute_url()}hjalp/", {"helped": "yes"}).status_code == 403
