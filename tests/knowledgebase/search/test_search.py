"""`search`: what is found, in which order, and what is not."""

import pytest

from knowledgebase.models import Article, IndexState, Synonym
from knowledgebase.search import search
from knowledgebase.search.index import rebuild
from tests.cast import Cast
from tests.knowledgebase.articles import published, shelf

ILL, HOLIDAY, GROUP, PASSWORD = (
    "Meld barnet sygt",
    "Svar på ferieforespørgslen",
    "Opret en gruppe",
    "Glemt adgangskode til UNI-Login",
)


@pytest.fixture
def answers(cast: Cast) -> dict[str, Article]:
    return shelf(cast.support_entitled)


def titles_of(query: str, language: str | None = None, audience: str | None = None) -> list[str]:
    titles = dict(Article.objects.values_list("pk", "title"))
    return [titles[hit.article_id] for hit in search(query, language, audience)]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("Meld barnet sygt", ILL),
        ("grupperne", GROUP),
        ("sygemeldinger", ILL),
        ("ferie registrering", HOLIDAY),
        ("skoleferie", HOLIDAY),
        ("unilogin", PASSWORD),
        ("uni login", PASSWORD),
        ("gurppe", GROUP),
        ("adgangskoed", PASSWORD),
        ("ferieforespoergsel", HOLIDAY),
        ("feber", ILL),
        ("ka mæ itt hvorn fanden ska sku gruppe", GROUP),
        ("forgot password", PASSWORD),
        ("my child is ill", ILL),
        ("grup", GROUP),
        ("hvordan laver man et nyt udvalg?", GROUP),
    ],
)
def test_the_answer_is_found_however_it_is_asked_for(answers: dict[str, Article], query: str, title: str):
    assert titles_of(query)[0] == title


@pytest.mark.parametrize("query", ["", " ", "ikke", "hvordan kan jeg", "the", "rumraket", "💥", "42", "--", "xq"])
def test_what_says_nothing_finds_nothing(answers: dict[str, Article], query: str):
    assert titles_of(query) == []


def test_an_answer_to_all_of_a_question_comes_before_one_to_a_part(answers: dict[str, Article], cast: Cast):
    published(cast.support_entitled, title="Opret en kalender", question="", answer="Kalender.", tags=[])
    rebuild()
    assert titles_of("opret gruppe")[:2] == [GROUP, "Opret en kalender"]


def test_audience_and_language_narrow(answers: dict[str, Article], cast: Cast):
    assert titles_of("gruppe", audience="parent") == []
    english = published(cast.support_entitled, title="Create a gruppe", language="en", translation_of=answers[GROUP])
    rebuild()
    assert titles_of("gruppe", language="en") == [english.title]
    assert titles_of("gruppe", language="da") == [GROUP]


def test_no_more_than_asked_for(answers: dict[str, Article], cast: Cast):
    for number in range(6):
        published(cast.support_entitled, title=f"Gruppe nummer {number}")
    rebuild()
    assert len(search("gruppe", limit=3)) == 3


def test_a_new_synonym_counts_from_the_next_search_on(answers: dict[str, Article]):
    assert titles_of("kuffert") == []
    Synonym.objects.create(term="kuffert", meaning="gruppe")
    IndexState.move_on()
    assert titles_of("kuffert") == [GROUP]


def test_a_synonym_of_one_way_does_not_lead_back(answers: dict[str, Article], cast: Cast):
    published(cast.support_entitled, title="Kuffert", question="", answer="Kuffert.", tags=[])
    synonym = Synonym.objects.create(term="kuffert", meaning="gruppe")
    rebuild()
    assert "Kuffert" not in titles_of("gruppe")
    synonym.both_ways = True
    synonym.save()
    IndexState.move_on()
    assert "Kuffert" in titles_of("gruppe")


def test_a_synonym_may_be_several_words(answers: dict[str, Article]):
    Synonym.objects.create(term="bede om nåde", meaning="gruppe")
    IndexState.move_on()
    assert titles_of("kan man bede om nåde her") == [GROUP]


def test_equal_answers_keep_one_order(cast: Cast):
    made = [published(cast.support_entitled, title="Ens svar").pk for _time in range(5)]
    rebuild()
    assert [hit.article_id for hit in search("ens svar")] == sorted(made)


def test_an_empty_shelf_finds_nothing(db: None):
    assert search("gruppe") == []
