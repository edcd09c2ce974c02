"""The ways through the answers: titles while somebody types, a word put right, what others ask, and near answers."""

import pytest
from django.test import Client

from knowledgebase.models import Article, SearchTally
from knowledgebase.search.did_you_mean import did_you_mean
from knowledgebase.search.index import rebuild
from knowledgebase.search.others import others_search
from knowledgebase.words import Reach
from tests.cast import Cast
from tests.knowledgebase.articles import draft, published, shelf


@pytest.fixture
def answers(cast: Cast) -> dict[str, Article]:
    return shelf(cast.support_entitled)


def page(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_titles_come_while_somebody_types_a_word(answers: dict[str, Article], client: Client) -> None:
    html = page(client, "/svar/mens/", q="adgangsk")
    assert answers["Glemt adgangskode til UNI-Login"].get_absolute_url() in html
    assert "Meld barnet sygt" not in html
    for nothing in ("", "qqqq", "x" * 5000, "<script>"):
        assert "<li>" not in page(client, "/svar/mens/", q=nothing)


def test_what_is_not_published_does_not_come(answers: dict[str, Article], cast: Cast, client: Client) -> None:
    draft(cast.support_entitled, title="Hemmelig adgangskode")
    assert "Hemmelig" not in page(client, "/svar/mens/", q="adgangskode")


def test_a_slip_is_put_right_and_searched_for_at_a_tap(answers: dict[str, Article], client: Client) -> None:
    html = page(client, "/svar/", q="glemt adgangskoed")
    assert 'href="?q=glemt+adgangskode"' in html
    assert "Mente du" in html
    assert "Mente du" not in page(client, "/svar/", q="glemt adgangskode")
    assert did_you_mean("qqqqqq", []) == ""


def test_what_others_search_for_is_shown_unless_it_may_be_a_name(answers: dict[str, Article], client: Client) -> None:
    for words, searches in (("adgangskode", 4), ("Kragefod adgangskode", 9), ("Freja", 9), ("gruppe", 2)):
        SearchTally.note(words, searches=searches)
    SearchTally.note("udvalg", searches=5, without_hit=5)
    SearchTally.note("ferieforespørgsel gruppe", searches=9)  # each word stands somewhere, and nowhere together
    assert others_search() == ["adgangskode"]
    html = page(client, "/svar/")
    assert 'href="?q=adgangskode"' in html
    assert "ragefod" not in html


def test_no_word_that_the_support_keeps_to_itself_is_shown_as_searched_for(
    answers: dict[str, Article], cast: Cast
) -> None:
    hidden = published(cast.support_entitled, title="Ring til Kragefod", reach=Reach.SUPPORT)
    published(cast.support_entitled, title="Ring til Brændestabel", institution=cast.school)
    rebuild()
    for words in ("kragefod", "brændestabel", "gruppe"):
        SearchTally.note(words, searches=9)
    assert others_search() == ["gruppe"]
    hidden.revise(by=cast.support_entitled, reach=Reach.EVERYBODY)
    assert others_search() == ["gruppe", "kragefod"]


def test_near_answers_stand_below_an_answer_and_never_itself(answers: dict[str, Article], client: Client) -> None:
    holiday = answers["Svar på ferieforespørgslen"]
    html = page(client, holiday.get_absolute_url())
    related = html.partition('id="related-heading"')[2]
    assert holiday.get_absolute_url() not in related
