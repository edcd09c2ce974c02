"""Shared answers on pages of others."""

from django import template
from django.utils.translation import get_language

from knowledgebase.models import Article
from knowledgebase.suggestions import popular

register = template.Library()


@register.inclusion_tag("knowledgebase/_popular.html")
def popular_answers(limit: int = 6) -> dict[str, list[Article]]:
    """`{% popular_answers %}`: the answers people look for under their heading, or nothing."""
    return {"articles": popular(get_language() or "da", limit)}
