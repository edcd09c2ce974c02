"""`Article.retire`."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from knowledgebase.models import Article, Posting
from knowledgebase.search import search
from knowledgebase.tasks import sweep_index
from knowledgebase.words import Status
from tests.cast import Cast
from tests.knowledgebase.articles import published


def test_a_retired_answer_is_gone_from_pages_and_search_but_keeps_its_text(cast: Cast, client: Client):
    article = published(cast.support_entitled)
    sweep_index()
    assert search("notifikationer")
    article.retire(by=cast.support_entitled)
    sweep_index()
    assert client.get(article.get_absolute_url()).status_code == 404
    assert search("notifikationer") == []
    assert not Posting.objects.exists()
    assert Article.objects.get().answer == "Åbn din profil, og slå dem fra."


def test_a_retired_answer_is_not_found_even_before_the_index_knows(cast: Cast):
    article = published(cast.support_entitled)
    sweep_index()
    article.retire(by=cast.support_entitled)
    assert Posting.objects.exists()
    assert search("notifikationer") == []


def test_retiring_twice_is_retiring_once(cast: Cast):
    article = published(cast.support_entitled)
    article.retire(by=cast.support_entitled)
    article.retire(by=cast.support_entitled)
    assert article.versions.filter(kind="retired").count() == 1


def test_a_retired_answer_can_be_published_again(cast: Cast):
    article = published(cast.support_entitled)
    article.retire(by=cast.support_entitled)
    article.publish(by=cast.support_entitled)
    assert Article.objects.get().status == Status.PUBLISHED


def test_who_may_not_publish_may_not_retire(cast: Cast):
    article = published(cast.support_entitled)
    with pytest.raises(PermissionDenied):
        article.retire(by=cast.pilot)
    assert Article.objects.get().status == Status.PUBLISHED
