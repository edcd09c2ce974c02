"""`Article.draft_from`: an answer begins, with an address of its own."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from knowledgebase.models import AnswerFile, Article, Picture
from knowledgebase.models.barriers import UnableToWrite
from knowledgebase.words import Status
from tests.cast import Cast
from tests.knowledgebase.articles import draft


def test_a_draft_is_nobody_elses_yet(cast: Cast):
    article = draft(cast.support_entitled, audiences=["staff", "parent"], tags=["lyd"])
    stored = Article.objects.get()
    assert (stored.status, stored.published_at, stored.written_by) == (Status.DRAFT, None, cast.support_entitled)
    assert stored.audiences == ["parent", "staff"]
    assert list(Article.objects.published()) == []
    assert article.versions.get().kind == "drafted"


def test_addresses_are_plain_letters_and_each_is_its_own(cast: Cast):
    slugs = [draft(cast.support_entitled, title="Få øje på æblet").slug for _time in range(3)]
    assert slugs == ["faa-oeje-paa-aeblet", "faa-oeje-paa-aeblet-2", "faa-oeje-paa-aeblet-3"]


def test_very_many_answers_of_one_title_have_addresses_of_their_own(cast: Cast):
    rows = [Article(key=f"many-{number}", slug=f"kalender-{number}", title="Kalender") for number in range(2, 60)]
    Article.objects.bulk_create([*rows, Article(key="many", slug="kalender", title="Kalender")])
    slugs = {draft(cast.support_entitled, title="Kalender").slug for _time in range(3)}
    assert len(slugs) == 3
    assert all(slug.startswith("kalender-") for slug in slugs)


def test_the_address_of_another_page_is_not_taken(cast: Cast):
    assert draft(cast.support_entitled, title="Forslag").slug == "forslag-2"


def test_a_title_without_letters_still_has_an_address(cast: Cast):
    assert draft(cast.support_entitled, title="???").slug == "svar"


def test_who_may_propose_nothing_writes_nothing(cast: Cast):
    with pytest.raises(PermissionDenied):
        draft(cast.observer)
    assert not Article.objects.exists()


def test_nobody_drafts_for_a_place_that_is_not_theirs(cast: Cast):
    with pytest.raises(PermissionDenied):
        draft(cast.stranger, institution=cast.school)
    assert draft(cast.stranger, institution=cast.daycare).institution == cast.daycare


PICTURE = {"description": "Menuen", "content_type": "image/png", "data": b"x"}
FILE = {"name": "vejledning.pdf", "words": "Vejledning", "size": 1, "data": b"x"}
ENCLOSURES = pytest.mark.parametrize(("kind", "facts"), [(Picture, PICTURE), (AnswerFile, FILE)])


@ENCLOSURES
def test_what_is_enclosed_stands_behind_what_a_colleague_wrote_meanwhile(
    kind: type[Picture] | type[AnswerFile], facts: dict[str, Any], cast: Cast
) -> None:
    article = draft(cast.support_entitled)
    as_it_was = Article.objects.get(pk=article.pk)
    article.keep(by=cast.municipal_admin, answer="Åbn menuen.")
    enclosure = kind.add_to(as_it_was, by=cast.support_entitled, **facts)
    assert Article.objects.get(pk=article.pk).answer == f"Åbn menuen.\n\n{enclosure.markdown}"
    assert enclosure.added_by == cast.support_entitled
    kind.objects.get().remove(by=cast.support_entitled)
    assert Article.objects.get(pk=article.pk).answer == "Åbn menuen."
    assert not kind.objects.exists()


@ENCLOSURES
def test_nothing_is_enclosed_in_a_text_that_has_readers_by_now(
    kind: type[Picture] | type[AnswerFile], facts: dict[str, Any], cast: Cast
) -> None:
    article = draft(cast.support_entitled)
    as_it_was = Article.objects.get(pk=article.pk)
    article.publish(by=cast.support_entitled)
    with pytest.raises(UnableToWrite):
        kind.add_to(as_it_was, by=cast.support_entitled, **facts)
    assert not kind.objects.exists()
