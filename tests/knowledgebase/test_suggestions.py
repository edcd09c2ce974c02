"""`/svar/forslag/` and `suggest`: answers offered while somebody writes."""

import pytest
from django.test import Client

from knowledgebase.models import Article
from knowledgebase.search.index import rebuild
from knowledgebase.suggestions import suggest
from tests.cast import Cast
from tests.knowledgebase.articles import draft, published, shelf

STORY = """Goddag.

Vi har lige haft en lang weekend, og nu ligger min datter med feber, så hun kommer ikke i skole i dag.
Jeg plejer at ringe til kontoret, men der er optaget.
Hvordan sygemelder jeg mit barn i skolen, når jeg ikke kan ringe?

Hilsen en træt far"""


@pytest.fixture
def answers(cast: Cast) -> dict[str, Article]:
    return shelf(cast.support_entitled)


def test_an_answer_that_fits_opens_in_place(client: Client, answers: dict[str, Article]):
    html = client.get("/svar/forslag/", {"q": "sygemelde mit barn", "audience": "parent"}).content.decode()
    assert "<summary>Meld barnet sygt</summary>" in html
    assert "<strong>Aula</strong>" in html
    assert "<html" not in html


@pytest.mark.parametrize("text", ["", "ikke", "hej", "jeg kan ikke", "rumraket", "?", "12345678", " \n "])
def test_what_says_nothing_gives_nothing_at_all(client: Client, answers: dict[str, Article], text: str):
    response = client.get("/svar/forslag/", {"q": text})
    assert (response.status_code, response.content.strip()) == (200, b"")


def test_subject_and_text_of_the_form_count_together(client: Client, answers: dict[str, Article]):
    html = client.post("/svar/forslag/", {"subject": "Adgangskode", "body": "Glemt kode til unilogin"}).content.decode()
    assert "Glemt adgangskode til UNI-Login" in html


def test_the_story_around_a_question_hides_no_answer(answers: dict[str, Article]):
    assert suggest(STORY, "parent")[0] == answers["Meld barnet sygt"]


def test_nothing_is_suggested_that_is_meant_for_others(answers: dict[str, Article]):
    assert suggest("opret en gruppe", "staff") == [answers["Opret en gruppe"]]
    assert suggest("opret en gruppe", "parent") == []


def test_drafts_and_retired_answers_are_never_suggested(cast: Cast, answers: dict[str, Article]):
    draft(cast.support_entitled, title="Opret en gruppe", audiences=["staff"])
    answers["Opret en gruppe"].retire(by=cast.support_entitled)
    assert suggest("opret en gruppe", "staff") == []


def test_suggestions_are_kept_nowhere(client: Client, answers: dict[str, Article]):
    assert client.get("/svar/forslag/", {"q": "gruppe"}).headers["Cache-Control"] == "no-store"


def test_an_enormous_text_is_read_in_part(client: Client, answers: dict[str, Article]):
    body = "opret en gruppe " + "ord " * 20_000
    html = client.post("/svar/forslag/", {"body": body}).content.decode()
    assert "Opret en gruppe" in html


def test_suggestions_take_few_queries(client: Client, answers: dict[str, Article], django_assert_max_num_queries):
    suggest("gruppe")
    with django_assert_max_num_queries(7):
        suggest(STORY, "parent")


ENGLISH = "I would like to report that my child is ill. Where do I do it?"


@pytest.mark.parametrize(
    ("text", "page", "shown"),
    [
        (ENGLISH, "da", "Report your child ill"),
        (ENGLISH, "en", "Report your child ill"),
        ("Jeg vil gerne sygemelde mit barn i skolen. Hvor gør jeg det?", "da", "Meld barnet sygt"),
        ("Jeg vil gerne sygemelde mit barn i skolen. Hvor gør jeg det?", "en", "Report your child ill"),
    ],
)
def test_an_answer_is_found_by_the_words_of_its_translation_too(
    cast: Cast, answers: dict[str, Article], text: str, page: str, shown: str
) -> None:
    """Whoever writes English on the Danish page, which is the one that nobody chose, reads English."""
    translated(cast, answers["Meld barnet sygt"])
    assert [article.title for article in suggest(text, "parent", page, at_once=True)] == [shown]


def test_one_answer_is_offered_once_though_both_its_languages_fit(cast: Cast, answers: dict[str, Article]) -> None:
    translated(cast, answers["Meld barnet sygt"])
    both = "Report your child ill, sygemelding: Hvordan sygemelder jeg mit barn i skolen?"
    assert len(suggest(both, "parent", at_once=True)) == 1


def test_english_on_the_danish_page_is_answered_in_danish_where_nobody_has_translated(
    cast: Cast, answers: dict[str, Article]
) -> None:
    with_english_words = published(cast.support_entitled, title="Unilogin password", tags=["login", "password"])
    rebuild()
    text = "Hello, what is my Unilogin password? I cannot find the password."
    assert with_english_words in suggest(text, "parent", at_once=True)


def translated(cast: Cast, original: Article) -> None:
    published(
        cast.support_entitled,
        title="Report your child ill",
        question="How do I report that my child is ill?",
        answer="Open Aula, and choose Report absence.",
        language="en",
        translation_of=original,
    )
    rebuild()
