"""Answers by what they are about: each under the topic of which most stands in its title and question, as cases are."""

from typing import Final

from django.utils.translation import gettext as _

from knowledgebase.models import Article, Topic
from knowledgebase.models.article_list import ArticleQuerySet

OTHER: Final = "andet"
"""Of answers in which no term of any topic stands; the slug of the topic that is so called, where there is one."""


def topics_among(articles: list[Article] | ArticleQuerySet) -> list[tuple[str, str]]:
    """Slug and name of the topics that answers of the list are about, in their order, the others last. None of what
    was searched for: it stands by how well it fits."""
    if isinstance(articles, list):
        return []
    there = {slug or OTHER for slug in articles.order_by().values_list("topic", flat=True).distinct()}
    shown = [(slug, name) for slug, name in Topic.choices() if slug in there]
    is_named = OTHER in dict(shown) or OTHER not in there
    return shown if is_named or not shown else [*shown, (OTHER, _("Other topics"))]


def known_topic(topics: list[tuple[str, str]], slug: str) -> str:
    return slug if slug in dict(topics) else ""


def about(articles: list[Article] | ArticleQuerySet, slug: str) -> list[Article] | ArticleQuerySet:
    if isinstance(articles, list) or not slug:
        return articles
    return articles.filter(topic__in=["", OTHER] if slug == OTHER else [slug])
