"""Mails that are about no case: to one address, each of a kind of its own, in the transaction of who writes them."""

from collections.abc import Iterable
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from organisation.models import Municipality
from tickets.models import Delivery
from tickets.news.notifications import send_after_commit
from tickets.outbound.mail_texts import parted

LONGEST_SUBJECT: Final = 250

To = tuple[str, str]
"""An address, and the language that is read there."""


def write_from(template: str, facts: dict[str, Any], *, kind: str, to: To, secret: bool = False) -> Delivery:
    """From a template whose first line is the subject; `municipality` is among its facts.

    `secret`: the text goes once it is sent, since it holds a link of one person.
    """
    with translation.override(to[1]):
        subject, body = parted(render_to_string(template, {"municipality": Municipality.current()} | facts))
    return write(subject, body, kind=kind, to=to, secret=secret)


def write_parts(subject: str, parts: Iterable[str], *, kind: str, to: To, secret: bool = False) -> Delivery:
    """From paragraphs that are written in that language already; the municipality's regards follow them."""
    with translation.override(to[1]):
        regards = f"{_('Kind regards')}\n{Municipality.current().name}"
    body = "\n\n".join([*parts, regards]) + "\n"
    return write(subject, body, kind=kind, to=to, secret=secret)


def write(subject: str, body: str, *, kind: str, to: To, secret: bool) -> Delivery:
    (recipient, language), short = to, subject[:LONGEST_SUBJECT]
    delivery = Delivery.objects.create(
        kind=kind, recipient=recipient, language=language, subject=short, body=body, secret=secret
    )
    send_after_commit(delivery.pk)
    return delivery
