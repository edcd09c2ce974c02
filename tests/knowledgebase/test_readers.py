"""What one may not see is not found, counted, suggested, linked or shown, by any way to an answer."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from knowledgebase.models import Article, Deflection, Feedback, Picture
from knowledgebase.readers import EVERYBODY, Reader
from knowledgebase.search import search
from knowledgebase.search.index import rebuild
from knowledgebase.suggestions import popular, suggest
from knowledgebase.words import Reach
from organisation.models import User
from organisation.roles import Role
from tests.cast import Cast
from tests.knowledgebase.articles import published

WORD = "fravær"
WHERE = ("everybody", "school", "support", "support_school", "support_daycare")


@pytest.fixture
def shelf(cast: Cast) -> dict[str, Article]:
    """One answer of each kind, all about the same."""
    facts: dict[str, dict[str, Any]] = {
        "everybody": {},
        "school": {"institution": cast.school},
        "support": {"reach": Reach.SUPPORT},
        "support_school": {"reach": Reach.SUPPORT, "institution": cast.school},
        "support_daycare": {"reach": Reach.SUPPORT, "institution": cast.daycare},
    }
    made = {
        name: published(
            cast.support_entitled, title=f"Meld fravær {name}", question="Hvordan melder jeg fravær?", **fields
        )
        for name, fields in facts.items()
    }
    rebuild()
    return made


def names(shelf: dict[str, Article], articles: Any) -> set[str]:
    by_pk = {article.pk: name for name, article in shelf.items()}
    return {by_pk[article.pk] for article in articles}


def offered(shelf: dict[str, Article], reader: Reader) -> set[str]:
    """What the reader is offered, asserted to be the same by every way that takes a reader."""
    by_word = names(shelf, Article.objects.offered_to(reader))
    hits = Article.objects.filter(pk__in=[hit.article_id for hit in search(WORD, "da", "parent", reader=reader)])
    assert names(shelf, hits) == by_word
    assert names(shelf, suggest("Hvordan melder jeg fravær?", "parent", limit=9, reader=reader)) == by_word
    assert names(shelf, popular("da", 9, reader)) == by_word
    return by_word


def readers(cast: Cast) -> list[tuple[User | None, int | None, set[str]]]:
    school, daycare = cast.school.pk, cast.daycare.pk
    return [
        (None, None, {"everybody"}),
        (None, school, {"everybody", "school"}),
        (None, daycare, {"everybody"}),
        (cast.observer, None, {"everybody"}),
        (cast.superuser, None, {"everybody", "support"}),
        (cast.superuser, school, {"everybody", "school", "support", "support_school"}),
        (cast.superuser, daycare, {"everybody", "support"}),
        (cast.stranger, school, {"everybody", "school", "support"}),
        (cast.stranger, daycare, {"everybody", "support", "support_daycare"}),
        (cast.pilot, school, {"everybody", "school", "support", "support_school"}),
        (cast.project_lead, daycare, {"everybody", "support", "support_daycare"}),
    ]


def test_everybody_is_offered_what_is_theirs_by_every_way(cast: Cast, shelf: dict[str, Article]) -> None:
    for user, place, expected in readers(cast):
        assert offered(shelf, Reader(user, place)) == expected, (user, place)


def test_who_says_nothing_is_everybody(shelf: dict[str, Article]) -> None:
    assert Reader() == EVERYBODY
    assert names(shelf, suggest("Hvordan melder jeg fravær?", limit=9)) == {"everybody"}
    assert {hit.article_id for hit in search(WORD)} == {shelf["everybody"].pk}


OPEN = {
    None: {"everybody", "school"},
    Role.OBSERVER: {"everybody", "school"},
    Role.PILOT: {"everybody", "school", "support", "support_school"},
    Role.SUPERUSER: {"everybody", "school", "support", "support_school"},
    Role.SUPPORT_ENTITLED: set(WHERE),
}


@pytest.mark.parametrize("role", OPEN)
def test_a_page_a_picture_and_a_word_of_thanks_open_together(
    role: Role | None, cast: Cast, shelf: dict[str, Article], client: Client
) -> None:
    if role:
        client.force_login(cast.by_role(role))
    for name, article in shelf.items():
        picture = Picture.objects.create(article=article, description="Menuen", content_type="image/png", data=b"x")
        address = article.get_absolute_url()
        expected = 200 if name in OPEN[role] else 404
        assert client.get(address).status_code == expected, name
        assert client.get(picture.get_absolute_url()).status_code == expected, name
        thanked = client.post(f"{address}hjalp/", {"helped": "yes"}).status_code
        assert thanked == (302 if expected == 200 else 404), name
    assert Feedback.objects.count() == len(OPEN[role])


def test_the_public_pages_name_only_what_is_for_everybody(
    cast: Cast, shelf: dict[str, Article], client: Client
) -> None:
    hidden = ("support", "support_school", "support_daycare")
    typed = {"subject": "fravær", "body": "Hvordan melder jeg fravær?", "audience": "parent"}
    pages = [
        client.get("/"),
        client.get("/svar/"),
        client.get("/svar/", {"q": WORD}),
        client.get("/svar/", {"q": WORD, "sted": cast.school.code}),
        client.get("/svar/", {"q": WORD, "sted": cast.daycare.code}),
        client.post("/svar/forslag/", typed | {"institution": str(cast.school.pk)}),
        client.post("/henvendelse/", typed | {"institution": str(cast.school.pk)}),
    ]
    for response in pages:
        html = response.content.decode()
        assert shelf["everybody"].title in html
        assert [name for name in hidden if shelf[name].get_absolute_url() in html] == []
    at_school = [shelf["school"].get_absolute_url() in response.content.decode() for response in pages]
    assert at_school == [False, False, False, True, False, True, True]
    assert [page.context["page"].paginator.count for page in pages[2:5]] == [1, 2, 1]


def test_a_translation_that_one_may_not_see_hides_nothing(cast: Cast, shelf: dict[str, Article]) -> None:
    original = shelf["everybody"]
    published(
        cast.support_entitled,
        title="Report absence",
        language="en",
        reach=Reach.SUPPORT,
        translation_of=original,
    )
    assert original in Article.objects.offered_to(EVERYBODY).for_language("en")


def test_the_commands_answer_as_everybody(shelf: dict[str, Article], tmp_path: Any) -> None:
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"id": "1", "query": WORD, "subject": "fravær", "body": WORD}), encoding="utf-8")
    for command in ("search_answers", "suggest_answers"):
        out = StringIO()
        call_command(command, str(asked), stdout=out)
        assert set(json.loads(out.getvalue())["results"]) <= {shelf["everybody"].key}, command


def test_what_is_hidden_is_not_counted_as_having_spared_anybody(shelf: dict[str, Article]) -> None:
    assert Deflection.note([str(shelf["support"].pk)]).article is None
    assert Deflection.note([str(shelf["everybody"].pk)]).article == shelf["everybody"]


def test_what_only_the_support_may_read_is_never_put_into_an_answer(
    cast: Cast, shelf: dict[str, Article], ticket: Any, client: Client
) -> None:
    client.force_login(cast.superuser)
    draft = f"/admin/tickets/ticket/{ticket.pk}/draft/answer/"
    for name, article in shelf.items():
        response = client.post(
            draft, {"answer-text": "", "insert": f"article-{article.pk}"}, headers={"Accept": "application/json"}
        )
        assert bool(response.json()["insert"]) == (name in {"everybody", "school"}), name
