"""How much a person has not read yet, and what it says."""

from django import template

from database.prepared import FIRST, Prepared
from organisation.models import User
from tickets.models import Notice
from tickets.news.notifications import write_mail

register = template.Library()
MOST_COUNTED = 99
UNREAD = Prepared(lambda: Notice.objects.unread(FIRST)[:MOST_COUNTED].only("id"))


@register.simple_tag
def unread_news(user: User) -> int:
    """At most 99, counted no further."""
    return len(UNREAD.rows({FIRST: user.pk}))


@register.filter
def headline(notice: Notice, language: str) -> str:
    """The news in a line, as the subject of its mail says it."""
    return write_mail(notice.event, notice.kind, language, {"reply_to": ""})[0]
