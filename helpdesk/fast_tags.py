"""`{% translate %}` and `{% url %}` as Django has them, without asking anew for each page what each page is told alike.

A page holds up to a hundred and forty texts that are written in its template, and some fifty addresses. What a text
is in a language, and what an address looks like around the number of a case, is asked once by a process.

Stands in for Django's `i18n` (`TEMPLATES` names it), with everything else that this has.
"""

from typing import Any, Final

from django.template import Library, Node
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.templatetags import i18n
from django.templatetags.i18n import TranslateNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

MARK: Final = 1_000_000_000_001
"""Stands for a number while the shape of an address is asked; no part of an address is like it."""

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class FixedText(Node):
    def __init__(self, node: TranslateNode) -> None:
        self.node, self.by_language = node, dict[str | None, str]()

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.by_language:
            self.by_language[language] = self.node.render(context)
        return self.by_language[language]


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    return FixedText(node) if is_fixed(node) else node


def is_fixed(node: TranslateNode) -> bool:
    """Whether nothing of the page decides what it says: no variable, filter or context, and no name to keep it in."""
    text = node.filter_expression
    return not (node.asvar or node.message_context or text.filters) and text.var.literal is not None


class NumberedAddress(Node):
    """An address in which nothing but whole numbers changes; any other is left to Django."""

    def __init__(self, node: URLNode) -> None:
        self.node, self.name = node, str(node.view_name.var)
        self.shapes = dict[tuple[str | None, bool], str]()

    def render(self, context: Context) -> str:
        numbers = [number.resolve(context) for number in self.node.args]
        shape = self.shape_in(context) if all(type(number) is int and number >= 0 for number in numbers) else ""
        return shape % tuple(numbers) if shape else self.node.render(context)

    def shape_in(self, context: Context) -> str:
        key = namespace_of(context), context.autoescape
        if key not in self.shapes:
            address = shape_of(self.name, len(self.node.args), key[0])
            self.shapes[key] = conditional_escape(address) if context.autoescape else address
        return self.shapes[key]


def namespace_of(context: Context) -> str | None:
    request: Any = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    return getattr(request, "current_app", None) or (match.namespace if match else None)


def shape_of(name: str, count: int, namespace: str | None) -> str:
    """The address with `%d` for each number; empty where it is not so simple, or where there is none."""
    marks = [MARK + at for at in range(count)]
    try:
        address = reverse(name, args=marks, current_app=namespace).replace("%", "%%")
    except NoReverseMatch:
        return ""
    for mark in marks:
        if address.count(str(mark)) != 1:
            return ""
        address = address.replace(str(mark), "%d")
    return address


@register.tag("url")
def address(parser: Parser, token: Token) -> Node:
    node = url(parser, token)
    is_named = isinstance(node.view_name.var, str) and not node.view_name.filters
    return NumberedAddress(node) if is_named and not (node.asvar or node.kwargs) else node
