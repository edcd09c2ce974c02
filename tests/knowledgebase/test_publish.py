"""`Article.publish`."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from knowledgebase.models import Article
from knowledgebase.models.barriers import UnableToPublish
from knowledgebase.words import Status
from organisation.models import Municipality
from organisation.roles import Role
from tests.cast import Cast
from tests.knowledgebase.articles import draft

A_YEAR = timedelta(days=365)


def test_a_published_answer_is_public_and_due_for_review_in_a_year(cast: Cast, client: Client):
    article = draft(cast.support_entitled)
    assert client.get(article.get_absolute_url()).status_code == 404
    article.publish(by=cast.support_entitled)
    stored = Article.objects.get()
    today = timezone.localdate()
    assert (stored.status, stored.reviewed_on) == (Status.PUBLISHED, today)
    assert stored.review_date == today + A_YEAR
    assert stored.published_at is not None
    assert client.get(article.get_absolute_url()).status_code == 200


def test_publishing_twice_is_publishing_once(cast: Cast):
    article = draft(cast.support_entitled)
    article.publish(by=cast.support_entitled)
    before = Article.objects.values().get()
    article.publish(by=cast.support_entitled)
    assert Article.objects.values().get() == before
    assert list(article.versions.newest_first().values_list("kind", flat=True)) == ["published", "drafted"]


def test_the_version_says_who_published_what(cast: Cast):
    article = draft(cast.support_entitled)
    article.publish(by=cast.project_lead)
    version = article.versions.newest_first()[0]
    assert (version.number, version.by, version.answer) == (2, cast.project_lead, article.answer)


@pytest.mark.parametrize("role", [Role.PILOT, Role.OBSERVER])
def test_who_may_not_publish_changes_nothing(cast: Cast, role: Role):
    article = draft(cast.support_entitled)
    with pytest.raises(PermissionDenied):
        article.publish(by=cast.by_role(role))
    assert Article.objects.get().status == Status.DRAFT


def test_an_answer_for_nobody_is_not_published(cast: Cast):
    article = draft(cast.support_entitled, audiences=[])
    with pytest.raises(UnableToPublish):
        article.publish(by=cast.support_entitled)
    assert Article.objects.get().status == Status.DRAFT


def test_the_municipality_says_how_long_a_review_holds(cast: Cast):
    Municipality.objects.update(review_days=90)
    Municipality.forget_cached()
    article = draft(cast.support_entitled)
    article.publish(by=cast.support_entitled)
    assert Article.objects.get().review_date == timezone.localdate() + timedelta(days=90)


def test_a_date_of_review_that_somebody_chose_is_kept(cast: Cast):
    chosen = timezone.localdate() + A_YEAR / 4
    article = draft(cast.support_entitled, review_date=chosen)
    article.publish(by=cast.support_entitled)
    assert Article.objects.get().review_date == chosen
