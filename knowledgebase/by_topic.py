"""Answers by what they are about: each under the topic of which most stands in its title and question, as cases are."""

from typing import Final

from django.core.cache import cache
from django.utils.translation import gettext as _

from knowledgebase.models import Article, Topic
from knowledgebase.models.article_list import ArticleQuerySet
from knowledgebase.search.topic_of import topic_of

CACHED, CACHED_SECONDS = "answers-by-topic", 600
OTHER: Final = "andet"
"""Of answers in which no term of any topic stands; the slug of the topic that is so called, where there is one."""


def topics_among(articles: list[Article] | ArticleQuerySet) -> list[tuple[str, str]]:
    """Slug and name of the topics that answers of the list are about, in their order, the others last. None of what
    was searched for: it stands by how well it fits."""
    if isinstance(articles, list):
        return []
    known = topics_of_answers()
    held = {known.get(pk, OTHER) for pk in articles.order_by().values_list("pk", flat=True)}
    shown = [(slug, name) for slug, name in Topic.choices() if slug in held]
    is_named = OTHER in dict(shown) or OTHER not in held
    return shown if is_named or not shown else [*shown, (OTHER, _("Other topics"))]


def known_topic(topics: list[tuple[str, str]], slug: str) -> str:
    return slug if slug in dict(topics) else ""


def about(articles: list[Article] | ArticleQuerySet, slug: str) -> list[Article] | ArticleQuerySet:
    if isinstance(articles, list) or not slug:
        return articles
    return articles.filter(pk__in=[pk for pk, topic in topics_of_answers().items() if topic == slug])


def topics_of_answers() -> dict[int, str]:
    """The slug of its topic by the key of each published answer. A translation is about what its original is about."""
    held: dict[int, str] | None = cache.get(CACHED)
    if held is None:
        held = read_topics()
        cache.set(CACHED, held, CACHED_SECONDS)
    return held


def read_topics() -> dict[int, str]:
    terms = {topic.slug: topic.known_by for topic in Topic.objects.in_order()}
    rows = Article.objects.published().values_list("pk", "translation_of", "title", "question")
    own = {pk: topic_of(title, question, terms) or OTHER for pk, _original, title, question in rows}
    return {pk: own.get(original or pk, own[pk]) for pk, original, _title, _question in rows}
