"""The postings, and what keeps them fresh."""

import pytest
from django.core.management import call_command

from knowledgebase.models import Article, IndexState, Posting
from knowledgebase.search import search
from knowledgebase.search.index import index_article, rebuild
from knowledgebase.tasks import sweep_index
from tests.cast import Cast
from tests.knowledgebase.articles import draft, published, shelf


def rows() -> set[tuple[int, str, float]]:
    return set(Posting.objects.values_list("article_id", "term", "weight"))


@pytest.mark.django_db(transaction=True)
def test_publishing_makes_an_answer_findable(cast: Cast, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    article = published(cast.support_entitled)
    sweep_index()
    assert [hit.article_id for hit in search("notifikationer")] == [article.pk]


def test_writing_postings_twice_is_writing_them_once(cast: Cast):
    shelf(cast.support_entitled)
    before = rows()
    for article in Article.objects.all():
        index_article(article.pk)
    rebuild()
    assert rows() == before


def test_a_draft_has_no_postings(cast: Cast):
    article = draft(cast.support_entitled)
    index_article(article.pk)
    assert rows() == set()


def test_the_title_weighs_more_than_the_answer(cast: Cast):
    titled = published(cast.support_entitled, title="Kuffert", question="", answer="Noget andet.", tags=[])
    named = published(cast.support_entitled, title="Noget andet", question="", answer="Kuffert.", tags=[])
    rebuild()
    assert [hit.article_id for hit in search("kuffert")] == [titled.pk, named.pk]


def test_the_parts_of_a_compound_are_postings_of_less_weight(cast: Cast):
    shelf(cast.support_entitled)
    holiday = Article.objects.get(title="Svar på ferieforespørgslen")
    weights = dict(Posting.objects.filter(article=holiday).values_list("term", "weight"))
    assert 0 < weights["registr"] < weights["ferieregistr"]


def test_what_a_dead_broker_left_behind_is_picked_up(cast: Cast):
    article = published(cast.support_entitled)
    assert list(Article.objects.needing_index()) == [article]
    assert search("notifikationer") == []
    sweep_index()
    assert not Article.objects.needing_index()
    assert search("notifikationer")


def test_every_change_gives_the_index_a_new_stamp(cast: Cast):
    stamps = {IndexState.current()}
    for _time in range(3):
        rebuild()
        stamps.add(IndexState.current())
    assert len(stamps) == 4


def test_an_answer_that_is_gone_is_no_error(db: None):
    index_article(4711)
    assert rows() == set()


def test_the_command_writes_everything_anew(cast: Cast, capsys):
    shelf(cast.support_entitled)
    before = rows()
    Posting.objects.all().delete()
    call_command("reindex")
    assert rows() == before
    assert capsys.readouterr().out == "4 answers\n"
