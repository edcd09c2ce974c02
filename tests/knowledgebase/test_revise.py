"""`Article.revise` and `Article.review`."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from knowledgebase.models import Article
from tests.cast import Cast
from tests.knowledgebase.articles import draft, published

A_YEAR = timedelta(days=365)


def test_revising_changes_the_text_and_keeps_the_former_one(cast: Cast):
    article = published(cast.support_entitled)
    article.revise(by=cast.project_lead, answer="Åbn **Indstillinger**.")
    stored = Article.objects.get()
    assert stored.answer_html == "<p>Åbn <strong>Indstillinger</strong>.</p>\n"
    texts = list(article.versions.newest_first().values_list("kind", "answer"))
    assert texts[:2] == [
        ("revised", "Åbn **Indstillinger**."),
        ("published", "Åbn din profil, og slå dem fra."),
    ]


def test_the_same_text_again_makes_no_version(cast: Cast):
    article = draft(cast.support_entitled)
    article.revise(by=cast.support_entitled, title=article.title, audiences=["parent"])
    assert article.versions.count() == 1


def test_the_address_stays_when_the_title_changes(cast: Cast):
    article = published(cast.support_entitled)
    before = article.get_absolute_url()
    article.revise(by=cast.support_entitled, title="En helt anden overskrift")
    assert Article.objects.get().get_absolute_url() == before


def test_cpr_numbers_are_never_stored(cast: Cast):
    article = draft(cast.support_entitled, question="Mit barn 010203-1234 er væk")
    article.revise(by=cast.support_entitled, answer="Ring om 0102031234.")
    stored = Article.objects.get()
    assert "1234" not in stored.question + stored.answer + stored.answer_html


def test_what_is_no_part_of_an_answer_is_refused(cast: Cast):
    with pytest.raises(TypeError):
        draft(cast.support_entitled).revise(by=cast.support_entitled, status="published")


def test_who_may_not_publish_may_not_revise(cast: Cast):
    article = draft(cast.support_entitled)
    with pytest.raises(PermissionDenied):
        article.revise(by=cast.observer, title="Noget andet")
    assert Article.objects.get().title == "Slå notifikationer fra"


def test_a_review_moves_the_next_one_a_year_ahead(cast: Cast):
    article = published(cast.support_entitled, review_date=None)
    Article.objects.update(review_date=timezone.localdate() - A_YEAR, reviewed_on=None)
    assert list(Article.objects.overdue_for_review()) == [article]
    article.review(by=cast.support_entitled)
    stored = Article.objects.get()
    assert stored.reviewed_on == timezone.localdate()
    assert stored.review_date == timezone.localdate() + A_YEAR
    assert not Article.objects.overdue_for_review()
    assert article.versions.newest_first()[0].kind == "reviewed"
