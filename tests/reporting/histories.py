"""Random histories of cases, told through the verbs and then spread over days around a change of the clock."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from desk.queue import bulk
from knowledgebase.models import Topic
from organisation.pages.refusals import UnableTo
from tests.cast import Cast, open_ticket
from tickets.models import Event, Merge, Ticket
from tickets.words import Actor, Audience, Channel, Route
from triage.known_errors.models import KnownError
from triage.topics.models import CaseTopic

Verb = Callable[[Ticket, Cast, random.Random], object]


def merge(ticket: Ticket, cast: Cast, dice: random.Random) -> None:
    others = list(Ticket.objects.filter(institution=ticket.institution).exclude(pk=ticket.pk).order_by("id"))
    if others:
        Merge.begin(ticket, dice.choice(others), by=cast.municipal_admin, confirmed=True)


def part(ticket: Ticket, cast: Cast, dice: random.Random) -> None:
    merge = Merge.objects.live().own().filter(source=ticket).first()
    if merge:
        merge.undo(by=cast.municipal_admin)


def attach(ticket: Ticket, cast: Cast, dice: random.Random) -> None:
    error = KnownError.objects.first() or KnownError.objects.create(title="Galleriet er tomt", description="x")
    error.attach(ticket, by=cast.support_entitled)


def say_topic(ticket: Ticket, cast: Cast, dice: random.Random) -> None:
    CaseTopic.say(ticket, dice.choice([*Topic.objects.in_order(), None]), by=cast.superuser)


def split(ticket: Ticket, cast: Cast, dice: random.Random) -> None:
    message = ticket.messages.from_requester().oldest_first().first()
    if message:
        ticket.split_off([message], subject=f"Noget andet {dice.random()}", by=cast.superuser)


def put_aside(ticket: Ticket, cast: Cast, dice: random.Random) -> None:
    ticket.snooze(timezone.localdate() + timedelta(days=dice.randint(1, 9)), by=cast.superuser)


def do_and_undo(ticket: Ticket, cast: Cast, dice: random.Random) -> None:
    """An act on many cases, of which this is one, taken back at once; sometimes done again."""
    verb = dice.choice(["resolve", "reopen", "escalate", "answer"])
    data = {"text": "Hov.", "reason": "Hov."}
    bulk.press(cast.superuser, verb, [ticket], data).undo(by=cast.superuser)
    if dice.random() < 0.3:
        bulk.press(cast.superuser, verb, [ticket], data)


VERBS: list[Verb] = [
    split,
    put_aside,
    do_and_undo,
    attach,
    say_topic,
    lambda ticket, cast, dice: ticket.rate(helped=dice.random() < 0.6),
    lambda ticket, cast, dice: ticket.answer("Tak. Prøv igen.", by=cast.superuser),
    lambda ticket, cast, dice: ticket.ask("Hvilken telefon?", by=cast.superuser),
    lambda ticket, cast, dice: ticket.reply("Den nye.", reopens=dice.random() < 0.5),
    lambda ticket, cast, dice: ticket.set_route(dice.choice(Route.values), by=cast.superuser),
    lambda ticket, cast, dice: ticket.escalate(by=cast.superuser, reason="For svært"),
    lambda ticket, cast, dice: ticket.hand_back(by=cast.pilot, reason="Det kan I selv"),
    lambda ticket, cast, dice: ticket.mark_forwarded(by=cast.support_entitled, party="Netcompany"),
    lambda ticket, cast, dice: ticket.mark_forwarded(by=cast.superuser, party=dice.choice(["STIL", "Skemahuset"])),
    lambda ticket, cast, dice: ticket.take_back(by=cast.superuser, event="rejected", reason="usage"),
    lambda ticket, cast, dice: ticket.hear_from_party("Det er rettet.", party="Netcompany"),
    lambda ticket, cast, dice: ticket.resolve(by=cast.superuser),
    lambda ticket, cast, dice: ticket.resolve(by=Actor.REQUESTER),
    lambda ticket, cast, dice: ticket.close(by=cast.municipal_admin),
    lambda ticket, cast, dice: ticket.reopen(by=cast.superuser),
    lambda ticket, cast, dice: ticket.end_standstill(),
    lambda ticket, cast, dice: ticket.move(cast.daycare, by=cast.municipal_admin),
    lambda ticket, cast, dice: ticket.note("Set.", by=cast.superuser),
    merge,
    part,
]


def tell(cast: Cast, seed: int, *, around: datetime, cases: int = 14, deeds: int = 90) -> None:
    """So many cases and deeds; what happened lies within some ten days of the moment."""
    dice = random.Random(seed)
    for _case in range(cases):
        facts: dict[str, Any] = {
            "audience": dice.choice(Audience.values),
            "channel": dice.choice(Channel.values),
            "requester_email": dice.choice(["maja@example.org", ""]),
        }
        open_ticket(dice.choice([cast.school, cast.school, cast.daycare, None]), **facts)
    keys = list(Ticket.objects.order_by("id").values_list("pk", flat=True))
    for _deed in range(deeds):
        ticket = Ticket.objects.get(pk=dice.choice(keys))
        try:
            dice.choice(VERBS)(ticket, cast, dice)
        except (UnableTo, PermissionDenied):
            continue
    spread(dice, around)


def spread(dice: random.Random, around: datetime) -> None:
    """What happened to a case happened in its order, hours or days apart."""
    for ticket in Ticket.objects.order_by("id"):
        at = around - timedelta(days=6) + timedelta(minutes=dice.randint(0, 9 * 24 * 60))
        for event in ticket.events.oldest_first():
            Event.objects.filter(pk=event.pk).update(at=at)
            at += timedelta(minutes=dice.choice([3, 50, 61, 400, 1500, 4000]))
