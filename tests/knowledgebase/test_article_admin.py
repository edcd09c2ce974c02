"""Shared answers and synonyms in the admin."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knowledgebase.models import Article, IndexState, Synonym
from knowledgebase.words import Status
from organisation.roles import Role
from tests.cast import Cast
from tests.knowledgebase.articles import draft, published

LIST = "/admin/knowledgebase/article/"
VERSIONS = {f"versions-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
TYPED: dict[str, Any] = {
    "title": "Slå notifikationer fra",
    "question": "Hvordan får jeg færre notifikationer?",
    "answer": "Åbn din profil, og slå dem fra.",
    "audiences": ["parent"],
    "tags": "lyd, push",
    "language": "da",
    **VERSIONS,
}


def page(article: Article) -> str:
    return f"{LIST}{article.pk}/change/"


def signed_in(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.by_role(role))
    return client


def test_a_new_answer_is_a_draft_by_its_author(client: Client, cast: Cast):
    response = signed_in(client, cast, Role.SUPPORT_ENTITLED).post(f"{LIST}add/", TYPED)
    assert response.status_code == 302
    article = Article.objects.get()
    assert (article.status, article.written_by, article.tags) == (Status.DRAFT, cast.support_entitled, ["lyd", "push"])
    assert article.versions.get().by == cast.support_entitled


def test_saving_keeps_the_former_text(client: Client, cast: Cast):
    article = draft(cast.superuser)
    signed_in(client, cast, Role.SUPERUSER).post(page(article), TYPED | {"answer": "Spørg **kontoret**."})
    stored = Article.objects.get()
    assert stored.answer_html == "<p>Spørg <strong>kontoret</strong>.</p>\n"
    assert stored.versions.newest_first().values_list("kind", "by")[0] == ("revised", cast.superuser.pk)


@pytest.mark.parametrize(
    ("button", "before", "after"),
    [("_publish", Status.DRAFT, Status.PUBLISHED), ("_retire", Status.PUBLISHED, Status.RETIRED)],
)
def test_a_button_saves_and_acts(client: Client, cast: Cast, button: str, before: Status, after: Status):
    article = draft(cast.superuser) if before == Status.DRAFT else published(cast.superuser)
    signed_in(client, cast, Role.SUPERUSER).post(page(article), TYPED | {button: "1", "title": "Ny overskrift"})
    stored = Article.objects.get()
    assert (stored.status, stored.title) == (after, "Ny overskrift")


def test_a_new_answer_can_be_published_at_once(client: Client, cast: Cast):
    signed_in(client, cast, Role.PROJECT_LEAD).post(f"{LIST}add/", TYPED | {"_publish": "1"})
    assert Article.objects.published().count() == 1


@pytest.mark.parametrize(
    ("action", "status"),
    [("publish", Status.PUBLISHED), ("retire", Status.RETIRED), ("review_today", Status.DRAFT)],
)
def test_an_action_acts_on_all_that_are_ticked(client: Client, cast: Cast, action: str, status: Status):
    articles = [draft(cast.superuser, title=f"Svar {number}") for number in range(2)]
    ticked = {"action": action, "_selected_action": [article.pk for article in articles]}
    assert signed_in(client, cast, Role.SUPERUSER).post(LIST, ticked).status_code == 302
    assert set(Article.objects.values_list("status", flat=True)) == {status}


def test_an_answer_must_be_for_somebody(client: Client, cast: Cast):
    article = draft(cast.superuser)
    response = signed_in(client, cast, Role.SUPERUSER).post(page(article), TYPED | {"audiences": []})
    assert response.status_code == 200
    assert article.versions.count() == 1


def test_a_pilot_reads_and_changes_nothing(client: Client, cast: Cast):
    article = published(cast.superuser)
    signed_in(client, cast, Role.PILOT)
    assert client.get(page(article)).status_code == 200
    assert client.post(page(article), TYPED | {"title": "Andet"}).status_code == 403
    client.post(LIST, {"action": "retire", "_selected_action": [article.pk]})
    stored = Article.objects.get()
    assert (stored.status, stored.title) == (Status.PUBLISHED, article.title)


def test_an_observer_does_not_get_in(client: Client, cast: Cast):
    assert signed_in(client, cast, Role.OBSERVER).get(LIST).status_code == 403


@pytest.mark.parametrize("role", [Role.SUPERUSER, Role.MUNICIPAL_ADMIN])
def test_nobody_deletes_an_answer(client: Client, cast: Cast, role: Role):
    article = published(cast.superuser)
    assert signed_in(client, cast, role).post(f"{LIST}{article.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Article.objects.exists()


def test_the_list_finds_what_must_be_reviewed(client: Client, cast: Cast):
    late, fresh = published(cast.superuser, title="Gammelt svar"), published(cast.superuser, title="Nyt svar")
    Article.objects.filter(pk=late.pk).update(review_date=timezone.localdate() - timedelta(days=1))
    response = signed_in(client, cast, Role.SUPERUSER).get(LIST, {"review": "overdue"})
    assert [article.pk for article in response.context["cl"].result_list] == [late.pk]
    assert fresh.title not in response.content.decode().split("result_list")[1]


def test_the_list_takes_as_many_queries_for_many_as_for_few(client: Client, cast: Cast, django_assert_max_num_queries):
    for number in range(20):
        published(cast.superuser, title=f"Svar {number}")
    signed_in(client, cast, Role.SUPERUSER).get(LIST)
    with django_assert_max_num_queries(9):
        client.get(LIST)


def test_no_page_of_an_answer_needs_inline_code(client: Client, cast: Cast):
    article = published(cast.superuser)
    html = signed_in(client, cast, Role.SUPERUSER).get(page(article)).content.decode()
    assert " style=" not in html
    assert " onclick=" not in html
    assert article.get_absolute_url() in html


def test_a_synonym_gives_the_index_a_new_stamp_when_it_comes_and_when_it_goes(client: Client, cast: Cast):
    signed_in(client, cast, Role.MUNICIPAL_ADMIN)
    stamps = [IndexState.current()]
    client.post("/admin/knowledgebase/synonym/add/", {"term": "kuffert", "meaning": "taske"})
    stamps.append(IndexState.current())
    synonym = Synonym.objects.get(term="kuffert")
    client.post(f"/admin/knowledgebase/synonym/{synonym.pk}/delete/", {"post": "yes"})
    stamps.append(IndexState.current())
    assert len(set(stamps)) == 3
    assert not Synonym.objects.filter(term="kuffert").exists()


def test_a_new_site_begins_with_synonyms(db: None):
    assert Synonym.objects.filter(term="kodeord").exists() or Synonym.objects.filter(meaning="kodeord").exists()
