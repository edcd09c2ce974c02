"""Two answers that say the same are found, and somebody who publishes decides which one stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from knowledgebase.models import AlikeAnswers, Article, Meaning
from knowledgebase.search import alike, meanings
from knowledgebase.words import Reach
from meaning import embedding
from organisation.models import SweepFailure
from organisation.roles import Role
from tests.cast import Cast
from tests.desk.board.test_clear import staff
from tests.knowledgebase.articles import ANSWERS, published

LIST = "/admin/knowledgebase/article/alike/"
AGAIN = {
    "title": "Sygemelding af dit barn",
    "question": "Mit barn er sygt i dag. Hvor melder jeg det?",
    "answer": "Vælg Meld fravær.",
    "audiences": ["parent"],
    "tags": ["fravær"],
}
PUBLISHERS = {"superuser", "institution_admin", "support_entitled", "project_lead", "municipal_admin"}

pytestmark = pytest.mark.skipif(not embedding.available(), reason="needs the engine that reads what texts mean")


def find() -> None:
    meanings.embed_waiting(60)
    alike.compare_waiting(60)


@pytest.fixture
def pair(cast: Cast) -> AlikeAnswers:
    for facts in ANSWERS:
        published(cast.support_entitled, **facts)
    published(cast.support_entitled, **AGAIN)
    find()
    return AlikeAnswers.objects.get()


def test_two_answers_that_say_the_same_are_found_and_no_others(pair: AlikeAnswers) -> None:
    assert [pair.first.title, pair.second.title] == ["Meld barnet sygt", "Sygemelding af dit barn"]
    assert not Meaning.objects.filter(is_compared=False).exists()


def test_an_answer_that_cannot_be_compared_keeps_none_of_the_others_waiting(cast: Cast) -> None:
    broken, *_others = [published(cast.support_entitled, **facts) for facts in (ANSWERS[1], ANSWERS[0], AGAIN)]
    meanings.embed_waiting(60)
    Meaning.objects.filter(article=broken).update(vector=b"too short")
    alike.compare_waiting(60)
    assert [each.article_id for each in Meaning.objects.filter(is_compared=False)] == [broken.pk]
    assert SweepFailure.objects.of("compare_answers").count() == AlikeAnswers.objects.count() == 1


def test_a_translation_and_the_answer_of_another_school_are_no_duplicates(cast: Cast) -> None:
    published(cast.support_entitled, **ANSWERS[0], institution=cast.school)
    published(cast.support_entitled, **AGAIN, institution=cast.daycare)
    published(cast.support_entitled, **ANSWERS[0] | {"title": "Report a sick child"}, language="en")
    find()
    assert not AlikeAnswers.objects.exists()
    published(cast.support_entitled, **AGAIN | {"title": "Sygemelding"})
    find()
    assert AlikeAnswers.objects.count() == 2


def test_a_text_written_anew_is_looked_at_again(pair: AlikeAnswers, cast: Cast) -> None:
    changes = {"title": "Tal i kalenderen", "question": "Hvad betyder de røde tal i kalenderen?", "tags": []}
    pair.second.revise(by=cast.support_entitled, **changes)
    meanings.drop_outdated([pair.second])
    find()
    assert not AlikeAnswers.objects.exists()


def test_keeping_one_leads_the_readers_of_the_other_there_by_the_page_that_asks(pair: AlikeAnswers, cast: Cast) -> None:
    client = staff(cast.support_entitled)
    html = client.get(LIST).content.decode()
    address = f"/admin/knowledgebase/article/{pair.second_id}/retire/?replaced_by={pair.first.get_absolute_url()}"
    assert f'href="{address}"' in html
    asked = client.get(address)
    assert asked.context["form"]["replaced_by"].value() == pair.first.get_absolute_url()
    client.post(address, {"replaced_by": pair.first.get_absolute_url()})
    assert Article.objects.get(pk=pair.second_id).replaced_by == pair.first
    moved = Client().get(pair.second.get_absolute_url())
    assert moved.status_code in {301, 302}
    assert moved["Location"] == pair.first.get_absolute_url()
    client.get(LIST)
    assert pair.second.title not in client.get(LIST).content.decode()


def test_what_is_kept_apart_is_asked_about_no_more_until_somebody_wants_it(pair: AlikeAnswers, cast: Cast) -> None:
    client = staff(cast.support_entitled)
    assert client.post(f"{LIST}{pair.pk}/keep_apart/").status_code == 302
    assert pair.first.title not in client.get(LIST).content.decode()
    Meaning.objects.update(is_compared=False)
    find()
    pair.refresh_from_db()
    assert pair.kept_apart_by == cast.support_entitled
    assert pair.first.title in client.get(LIST, {"vis": "apart"}).content.decode()
    client.post(f"{LIST}{pair.pk}/compare_again/")
    assert pair.first.title in client.get(LIST).content.decode()
    assert client.post(f"{LIST}{pair.pk}/merge/").status_code == 404
    assert client.get(f"{LIST}{pair.pk}/keep_apart/").status_code == 405


def test_a_pair_is_seen_by_who_may_meet_both_of_it(cast: Cast) -> None:
    theirs = {"institution": cast.daycare, "reach": Reach.SUPPORT}
    places: list[dict[str, object]] = [{}, theirs, {}]
    older, kept, newer = (published(cast.support_entitled, **AGAIN, **facts) for facts in places)
    for one, two in ((older, kept), (kept, newer), (older, newer)):
        AlikeAnswers.objects.create(first=one, second=two, likeness=99)
    seen = {person: AlikeAnswers.objects.visible_to(person).count() for person in (cast.superuser, cast.stranger)}
    assert seen == {cast.superuser: 1, cast.stranger: 3}


@pytest.mark.parametrize("role", list(Role))
def test_only_who_publishes_sees_the_list_and_only_who_decides_about_one_keeps_them_apart(
    role: str, pair: AlikeAnswers, cast: Cast
) -> None:
    user = cast.by_role(role)
    client = staff(user)
    assert client.get(LIST).status_code == (200 if role in PUBLISHERS else 403)
    everywhere = {"support_entitled", "project_lead", "municipal_admin"}
    if role in PUBLISHERS:
        assert (pair.first.title in client.get(LIST).content.decode()) == (role in everywhere)
    expected = 302 if role in everywhere else 403
    assert client.post(f"{LIST}{pair.pk}/keep_apart/").status_code == expected
    if role not in everywhere:
        with pytest.raises(PermissionDenied):
            pair.keep_apart(by=user)
