"""Words and parts that the workspace's templates share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from desk.case.timeline import sentence
from desk.fast import lines, marks
from desk.fast.plain_widgets import escape
from desk.queue.filters import QueueFilters
from desk.queue.rows import QueueRow
from organisation.models import User
from tickets.models import Event, Ticket
from tickets.models.family import is_read_by_others

register = template.Library()
register.filter("is_read_by_others", is_read_by_others)


@register.simple_tag
def due(ticket: Ticket) -> SafeString:
    """How much time a case has left, or how late it is."""
    assert ticket.due_at is not None
    return marks.due(ticket.due_at)


@register.simple_tag
def pill(ticket: Ticket) -> SafeString:
    """Where a case stands."""
    return marks.pill(ticket.status)


@register.simple_tag
def route(ticket: Ticket) -> SafeString:
    """The route of a case, or that it has none yet."""
    return marks.route(ticket.route)


@register.simple_tag
def line(row: QueueRow, pick: object = "", behind: str = "") -> SafeString:
    """A case as a line of a list."""
    return lines.line(row, pick=bool(pick), behind=behind or "")


@register.simple_tag
def options(choices: Iterable[tuple[object, object]], chosen: object = "") -> SafeString:
    """The options of a select; the chosen one is selected."""
    wanted = str(chosen)
    html = [
        f'<option value="{escape(value)}"{" selected" if str(value) == wanted else ""}>{escape(label)}</option>'
        for value, label in choices
    ]
    return mark_safe("".join(html))  # noqa: S308  value and label are escaped above


@register.simple_tag
def address(filters: QueueFilters, **changes: Any) -> str:
    return filters.address(**changes)


@register.simple_tag(takes_context=True)
def hidden_fields(context: Mapping[str, Any], ticket: Ticket) -> SafeString:
    """In every form about a case: the version on the page, so that nobody decides on an old picture of it, and the
    list that one came from."""
    version = format_html('<input type="hidden" name="version" value="{}">', ticket.version)
    address = context.get("came_from")
    return version + format_html('<input type="hidden" name="from" value="{}">', address) if address else version


@register.simple_tag
def ticket_url(verb: str, ticket: Ticket) -> str:
    """The address of a button."""
    return reverse(f"admin:ticket_{verb}", args=[ticket.pk])


@register.filter
def as_sentence(event: Event) -> str:
    """The event as a sentence."""
    return sentence(event)


@register.filter
def grants(verbs: frozenset[str], verb: str) -> bool:
    return verb in verbs


@register.filter
def may(user: Any, verb: str) -> bool:
    """Whether the signed-in person may do this for some case."""
    return isinstance(user, User) and user.may(verb)


@register.filter
def of(forms: dict[str, Any], verb: str) -> Any:
    """The form of a verb."""
    return forms[verb]


@register.filter
def at(mapping: dict[Any, Any], key: Any) -> Any:
    """What a dictionary holds under the key, or nothing."""
    return mapping.get(key)
