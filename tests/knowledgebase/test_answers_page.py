"""`/svar/`: the list of shared answers."""

import pytest
from django.test import Client

from knowledgebase.models import Article
from knowledgebase.search.index import rebuild
from tests.cast import Cast
from tests.knowledgebase.articles import draft, published, shelf


@pytest.fixture
def answers(cast: Cast) -> dict[str, Article]:
    return shelf(cast.support_entitled)


def titles(client: Client, **parameters: str) -> list[str]:
    response = client.get("/svar/", parameters)
    assert response.status_code == 200
    return [article.title for article in response.context["page"].object_list]


def test_everything_published_is_listed_and_nothing_else(client: Client, answers: dict[str, Article], cast: Cast):
    draft(cast.support_entitled, title="Ikke færdig")
    assert sorted(titles(client)) == sorted(answers)


def test_the_list_can_be_narrowed_to_an_audience(client: Client, answers: dict[str, Article]):
    assert sorted(titles(client, audience="staff")) == ["Glemt adgangskode til UNI-Login", "Opret en gruppe"]
    assert titles(client, audience="pupil") == ["Glemt adgangskode til UNI-Login"]


def test_the_list_can_be_read_by_topic(client: Client, answers: dict[str, Article], cast: Cast):
    original = answers["Glemt adgangskode til UNI-Login"]
    english = published(cast.support_entitled, title="Start anew", language="en", translation_of=original)
    published(cast.support_entitled, title="Hvad koster Aula?", question="Hvem betaler?")
    rebuild()
    assert titles(client, emne="login") == ["Glemt adgangskode til UNI-Login"]
    assert sorted(titles(client, emne="fravaer")) == ["Meld barnet sygt", "Svar på ferieforespørgslen"]
    assert titles(client, emne="andet") == ["Hvad koster Aula?"]
    assert titles(client, emne="'; DROP TABLE") == titles(client)
    client.cookies["django_language"] = "en"
    assert titles(client, emne="login") == [english.title]


def test_an_unknown_audience_narrows_nothing(client: Client, answers: dict[str, Article]):
    assert len(titles(client, audience="'; DROP TABLE")) == len(answers)


def test_a_search_gives_what_fits_the_best_first(client: Client, answers: dict[str, Article]):
    assert titles(client, q="sygemelde barn")[0] == "Meld barnet sygt"


def test_a_search_without_a_result_offers_to_write(client: Client, answers: dict[str, Article]):
    response = client.get("/svar/", {"q": "rumraket"})
    assert "/henvendelse/" in response.content.decode()
    assert titles(client, q="rumraket") == []


def test_a_search_keeps_the_audience_and_the_audience_keeps_the_search(client: Client, answers: dict[str, Article]):
    html = client.get("/svar/", {"q": "barn", "audience": "parent"}).content.decode()
    assert '<input type="hidden" name="audience" value="parent">' in html
    assert 'href="?q=barn&amp;audience=staff"' in html


@pytest.mark.parametrize(
    "query", ["<script>alert(1)</script>", "'\"--", "\0", "😀" * 300, "a" * 5000, "%", "\u202etekst"]
)
def test_any_text_can_be_searched_for(client: Client, answers: dict[str, Article], query: str):
    response = client.get("/svar/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "99999", "abc", ""])
def test_any_page_number_gives_a_page(client: Client, answers: dict[str, Article], page: str):
    assert client.get("/svar/", {"side": page}).status_code == 200


def test_long_lists_are_paged(client: Client, cast: Cast):
    for number in range(25):
        published(cast.support_entitled, title=f"Svar {number}")
    assert (len(titles(client)), len(titles(client, side="2"))) == (20, 5)


def test_an_answer_is_shown_in_the_language_of_the_page_where_there_is_one(client: Client, cast: Cast):
    danish = published(cast.support_entitled, title="Meld barnet sygt")
    published(cast.support_entitled, title="Report your child ill", language="en", translation_of=danish)
    published(cast.support_entitled, title="Opret en gruppe")
    assert sorted(titles(client)) == ["Meld barnet sygt", "Opret en gruppe"]
    client.cookies["django_language"] = "en"
    assert sorted(titles(client)) == ["Opret en gruppe", "Report your child ill"]


def test_the_list_takes_few_queries_however_long_it_is(
    client: Client, answers: dict[str, Article], django_assert_max_num_queries
):
    client.get("/svar/")
    with django_assert_max_num_queries(3):
        client.get("/svar/")


def test_a_search_takes_few_queries(client: Client, answers: dict[str, Article], django_assert_max_num_queries):
    client.get("/svar/", {"q": "barn"})
    with django_assert_max_num_queries(8):
        client.get("/svar/", {"q": "barn", "audience": "parent"})


def test_the_list_only_answers_to_reading(client: Client, db: None):
    assert client.post("/svar/").status_code == 405
