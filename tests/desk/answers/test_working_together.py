"""Two who work on the same answer: neither is led to a page that is not there, nor decides about what they have not
read, nor writes back who may read it."""

import pytest
from django.test import Client

from knowledgebase.models import Article, Comment, Thread
from knowledgebase.words import Reach, Status
from tests.cast import Cast
from tests.desk.answers.test_writing import TYPED, page, signed_in
from tests.knowledgebase.articles import draft, published


def test_who_finds_that_a_colleague_has_begun_a_change_is_told_who(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    change = article.begin_change(by=cast.superuser)
    html = signed_in(client, cast.stranger).get(page(article)).content.decode()
    assert f"{cast.superuser.name} er ved at skrive en ændring" in html
    assert page(change) not in html
    for part in ("begin_change", "versions/1/restore"):
        answer = client.post(page(article, part))
        assert answer.status_code == 409
        assert f"{cast.superuser.name} er allerede i gang" in answer.content.decode()
    change.propose(by=cast.superuser)
    assert page(change) in client.get(page(article)).content.decode()
    assert client.post(page(article, "begin_change"))["Location"] == page(change)
    assert client.post(page(article, "versions/1/restore")).status_code == 409
    assert signed_in(client, cast.superuser).post(page(article, "versions/1/restore")).status_code == 302


def test_a_translation_that_a_colleague_has_begun_is_told_and_named_to_nobody_else(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    english = article.begin_translation(by=cast.superuser)
    english.keep(by=cast.superuser, title="Turn notifications off")
    signed_in(client, cast.stranger)
    assert english.title not in client.get(page(article)).content.decode()
    assert client.post(page(article, "translate")).status_code == 409
    assert english.title in signed_in(client, cast.superuser).get(page(article)).content.decode()


def test_a_proposal_that_was_changed_since_it_was_read_is_not_published_unread(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser)
    article.propose(by=cast.superuser)
    seen = signed_in(client, cast.project_lead).get(page(article)).context["stamp"]
    article.keep(by=cast.superuser, answer="Noget helt andet.")
    refused = client.post(page(article), TYPED | {"seen": seen, "act": "publish"})
    assert refused.status_code == 409
    assert "Noget helt andet." in refused.content.decode()
    assert Article.objects.get().status == Status.PROPOSED


@pytest.mark.parametrize(
    ("theirs", "told"),
    [({"reach": Reach.SUPPORT}, "Kun Aula-supporten"), ({"audiences": ["staff"]}, "Medarbejder"), ({"tags": "x"}, "x")],
)
def test_an_old_form_writes_nothing_back_that_a_colleague_has_changed(
    theirs: dict[str, object], told: str, cast: Cast, client: Client
) -> None:
    article = draft(cast.superuser, institution=cast.school)
    typed = TYPED | {"institution": cast.school.pk}
    signed_in(client, cast.superuser).post(page(article), typed | {"act": "keep"})
    stamp = client.get(page(article)).context["stamp"]
    signed_in(Client(), cast.institution_admin).post(page(article, "keep"), typed | theirs)
    kept = Article.objects.values("reach", "audiences", "tags").get()
    assert "Ikke gemt" in client.post(page(article, "keep"), typed | {"seen": stamp}).content.decode()
    held = client.post(page(article), typed | {"seen": stamp, "act": "publish"})
    assert held.status_code == 409
    assert f": {told}</li>" in held.content.decode()
    assert Article.objects.values("reach", "audiences", "tags").get() == kept


def test_a_comment_is_removed_by_who_wrote_it_or_looks_after_all(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser, institution=cast.school)
    article.propose(by=cast.superuser)
    one, other = (Comment.write(article, f"Villads {number}", by=cast.superuser) for number in range(2))
    assert one is not None
    assert other is not None
    away = [page(article, f"comments/{each.pk}/remove") for each in (one, other)]
    assert signed_in(client, cast.institution_admin).post(away[0]).status_code == 403
    assert away[0] not in client.get(page(article)).content.decode()
    assert signed_in(client, cast.superuser).post(away[0]).status_code == 302
    assert signed_in(client, cast.project_lead).post(away[1]).status_code == 302
    assert not Comment.objects.exists()


def test_what_the_room_says_about_an_answer_is_found_at_the_answer_and_at_its_change(
    cast: Cast, client: Client
) -> None:
    article = published(cast.support_entitled)
    about = Thread.start(title="Er det her rigtigt?", text="Hos os ikke.", by=cast.stranger, article=article)
    change = article.begin_change(by=cast.superuser)
    signed_in(client, cast.superuser)
    for each in (article, change):
        assert about.get_absolute_url() in client.get(page(each)).content.decode()


def test_what_was_written_before_it_was_handed_on_is_its_authors(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser, answer="Kalle skal trykke på klokken.")
    article.keep(by=cast.superuser, answer="Tryk på klokken.")
    article.propose(by=cast.superuser)
    article.publish(by=cast.project_lead)
    assert "Kalle" not in signed_in(client, cast.stranger).get(page(article, "versions")).content.decode()
    assert client.post(page(article, "versions/1/restore")).status_code == 404
    for user in (cast.superuser, cast.project_lead):
        assert "Kalle" in signed_in(client, user).get(page(article, "versions")).content.decode()


def test_an_answer_that_came_with_the_product_has_a_page_of_versions_before_it_has_any(
    cast: Cast, client: Client
) -> None:
    article = published(cast.support_entitled)
    article.versions.all().delete()
    for user in (cast.stranger, cast.support_entitled):
        assert signed_in(client, user).get(page(article, "versions")).status_code == 200
