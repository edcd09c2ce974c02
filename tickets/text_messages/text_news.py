"""Who hears by text message: requesters without a mail address, of what somebody has done in their case. Makes text
messages; sending is `texting`'s.

The first receipt is none of it: a form that anybody can fill in must not send anything to any phone.
"""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from database.after_commit import start_after_commit
from tickets.event_kinds import Hearer, telling
from tickets.events import subscribe
from tickets.models import Event, Message, TextGateway, TextMessage, Ticket
from tickets.news.news_refusals import NEWS
from tickets.news.notifications import was_retracted
from tickets.text_messages.phones import number_for_texts
from tickets.words import Actor

KINDS: Final = [*(kind for kind in telling(Hearer.REQUESTER) if kind != "opened"), "link_renewed"]
JUST_TOLD: Final = timedelta(hours=1)
"""Whoever was told the answer so lately needs no message that the case is solved."""


def subscribe_all() -> None:
    for kind in KINDS:
        subscribe(kind, text_requester)


def number_of(ticket: Ticket) -> str:
    """Where a text message reaches the requester, who has no mail address; empty where none does.

    A number that the gateway has refused is not tried again before either of the two is changed.
    """
    number = "" if ticket.requester_email else number_for_texts(ticket.requester_phone)
    gateway = TextGateway.current() if number else None
    if gateway is None or ticket.text_messages.refused(number, since=gateway.changed_at).exists():
        return ""
    return number


def text_requester(event: Event) -> None:
    """The requester of the case, and those of the cases that are merged into it."""
    if event.actor == Actor.REQUESTER or was_retracted(event):
        return
    if event.kind == "link_renewed" and not event.data.get("sent"):
        return
    cases = [event.ticket]
    if event.kind != "link_renewed":
        cases += event.ticket.merged.order_by("id")
    for case in cases:
        if number_of(case) and not knows_already(event, case):
            announce(event, case)


def announce(event: Event, ticket: Ticket) -> None:
    text = TextMessage.announce(event, ticket)
    is_news = f"requester_{event.kind}" in NEWS  # news go to many, by the sweep
    if text is not None and not is_news and text.next_attempt_at <= timezone.now():
        start_after_commit("tickets.tasks.send_text", text.pk)


def knows_already(event: Event, ticket: Ticket) -> bool:
    """Somebody has told them by phone what this is about, or has told them the answer shortly before it was solved."""
    messages = Message.objects.filter(ticket=ticket).exclude(told_at=None)
    if event.kind == "resolved":
        return messages.filter(told_at__gte=event.at - JUST_TOLD).exists()
    return messages.filter(pk=event.data.get("message")).exists()
