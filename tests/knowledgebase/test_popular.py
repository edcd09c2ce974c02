"""`{% popular_answers %}`: the answers people look for."""

from django.template import Context, Template
from django.utils import translation

from tests.cast import Cast
from tests.knowledgebase.articles import draft, published


def shown(limit: int = 6) -> str:
    template = Template("{% load answers %}{% popular_answers limit %}")
    return template.render(Context({"limit": limit}))


def test_the_most_read_come_first_and_drafts_never(cast: Cast):
    seldom, often = published(cast.support_entitled, title="Sjældent"), published(cast.support_entitled, title="Ofte")
    draft(cast.support_entitled, title="Ikke færdig")
    often.count_reading()
    html = shown()
    assert html.index(often.title) < html.index(seldom.title)
    assert "Ikke færdig" not in html


def test_no_more_than_asked_for(cast: Cast):
    for number in range(4):
        published(cast.support_entitled, title=f"Svar {number}")
    assert shown(limit=3).count("answer-card") == 3


def test_without_answers_there_is_no_heading(db: None):
    assert shown().strip() == ""


def test_translations_stand_for_their_originals(cast: Cast):
    danish = published(cast.support_entitled, title="Meld barnet sygt")
    published(cast.support_entitled, title="Report your child ill", language="en", translation_of=danish)
    with translation.override("en"):
        html = shown()
    assert "Report your child ill" in html
    assert "Meld barnet sygt" not in html


def test_one_query(cast: Cast, django_assert_num_queries):
    published(cast.support_entitled)
    with django_assert_num_queries(1):
        shown()
