"""Mails that go to outside parties, and what comes back from them."""

import logging

from tickets.events import subscribe
from tickets.models import Event, Ticket
from tickets.news.notifications import deliver
from tickets.search import number_with
from triage.forwarding import attachments, letters
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import MAIL
from triage.routing.models.routing_rule import Channel

log = logging.getLogger(__name__)


def subscribe_all() -> None:
    number_with(numbers_of)
    subscribe("forwarded", post_to_party)
    subscribe("reminded", post_reminder)
    subscribe("party_answered", hear)


def numbers_of(ticket: Ticket) -> list[str]:
    """What the parties call the case."""
    numbers = Forwarding.objects.filter(ticket=ticket).exclude(external_number="")
    return list(numbers.order_by("pk").values_list("external_number", flat=True))


def post_to_party(event: Event) -> None:
    """Sends a forwarded case by mail where that is the party's channel; exactly the text that was kept."""
    forwarding = forwarding_of(event)
    if forwarding is not None and may_be_posted(forwarding):
        files = list(attachments.cleaned(forwarding.files.order_by("id")))
        post(event, MAIL, forwarding, files)


def post_reminder(event: Event) -> None:
    forwarding = forwarding_of(event)
    if forwarding is not None and may_be_posted(forwarding):
        post(event, "party_reminded", forwarding, [])


def post(event: Event, kind: str, forwarding: Forwarding, files: list[tuple[str, bytes, str]]) -> None:
    reply_to = letters.reply_address(event.ticket, forwarding.party)
    deliver(event, kind, [(forwarding.address, "da")], reply_to=reply_to, files=files, forwarding=forwarding)


def forwarding_of(event: Event) -> Forwarding | None:
    return Forwarding.objects.of(event.ticket).filter(pk=event.data.get("forwarding")).first()


def may_be_posted(forwarding: Forwarding) -> bool:
    """Asked once more in the task, which is a door too: the rule of the forwarding must allow who made it."""
    if forwarding.channel != Channel.MAIL:
        return False
    allowed = forwarding.by is not None and forwarding.rule.allows(forwarding.by, forwarding.ticket)
    if not allowed:
        log.warning("forwarding %s: not posted, its sender may not", forwarding.pk)
    return allowed


def hear(event: Event) -> None:
    """An answer came in, by mail or typed in: the party's forwarding is answered."""
    waiting = Forwarding.objects.of(event.ticket).waiting()
    forwarding = waiting.filter(party__name=event.data.get("party")).last() or waiting.last()
    if forwarding is not None:
        forwarding.hear()
