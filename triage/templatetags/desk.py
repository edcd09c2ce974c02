"""Words and parts that the workspace's templates share."""

from datetime import timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from organisation.models import User
from tickets.models import Event, Ticket
from triage.timeline import sentence
from triage.workspace.filters import Filters

register = template.Library()

SOON = timedelta(hours=2)


@register.inclusion_tag("components/due.html")
def due(ticket: Ticket) -> dict[str, str]:
    """How much time a case has left, or how late it is."""
    now = timezone.now()
    assert ticket.due_at is not None
    if ticket.due_at <= now:
        return {"state": "late", "label": timesince(ticket.due_at, now, depth=1)}
    state = "soon" if ticket.due_at - now < SOON else "ok"
    return {"state": state, "label": _("in %(time)s") % {"time": timeuntil(ticket.due_at, now, depth=1)}}


@register.simple_tag
def address(filters: Filters, **changes: Any) -> str:
    return filters.address(**changes)


@register.simple_tag
def seen(ticket: Ticket) -> SafeString:
    """In every form about a case: the version on the page, so that nobody decides on an old picture of it."""
    return format_html('<input type="hidden" name="version" value="{}">', ticket.version)


@register.simple_tag
def ticket_url(verb: str, ticket: Ticket) -> str:
    """The address of a button."""
    return reverse(f"admin:ticket_{verb}", args=[ticket.pk])


@register.filter
def told(event: Event) -> str:
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
def at(found: dict[Any, Any], key: Any) -> Any:
    """What a dictionary holds under the key, or nothing."""
    return found.get(key)
