"""Routing rules in the words of their pages."""

from django import template

from triage.routing import rule_words
from triage.routing.models import RoutingRule, RuleChange

register = template.Library()


@register.filter
def lines(rule: RoutingRule) -> list[tuple[str, list[str]]]:
    return rule_words.lines_of(rule)


@register.filter
def changed(change: RuleChange) -> list[tuple[str, str, str]]:
    return rule_words.changes_of(change)


@register.filter
def nth(sentences: list[str], place: int) -> str:
    """The sentence at a place, empty where there is none."""
    return sentences[place] if place < len(sentences) else ""
