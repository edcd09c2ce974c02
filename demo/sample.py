"""Realistic Danish cases in bulk, for benchmarks: many rows quickly, not through the verbs."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from knowledgebase.importing import import_answers
from organisation.models import Institution, Party, User
from organisation.roles import Role
from tickets.models import Event, Message, SearchEntry, Ticket
from tickets.requester import private_links
from tickets.words import CLOCK_RUNS, DONE, Audience, Route, Status, Tier

CHUNK = 5_000
UNROUTED = 0.1
"""The share of cases that still wait for a route."""
WHO = [
    "Mit barn",
    "Min søn",
    "Min datter",
    "En kollega",
    "Vores klasse",
    "Hele årgangen",
    "En forælder",
    "Jeg",
]
WHAT = [
    "kan ikke se beskeder i Aula",
    "får en fejl, når kalenderen åbnes",
    "mangler i gruppen",
    "kan ikke logge ind med MitID",
    "ser en tom ugeplan",
    "mangler tirsdagens skema",
    "har glemt adgangskoden til UNI-Login",
    "vil gerne have en fælles kalender for familien",
    "kan ikke uploade billeder i galleriet",
    "får ingen notifikationer på telefonen",
    "har fået forkert navn i Aula",
    "kan ikke melde ferie",
]
MORE = [
    "Det begyndte i mandags, og jeg har prøvet at genstarte både telefon og app.",
    "Det virkede i sidste uge, men nu kommer der bare en hvid skærm.",
    "Jeg bruger en bærbar computer med den nyeste browser.",
    "Læreren siger, at hun kan se det hos sig selv.",
    "Flere andre forældre i klassen har det på samme måde.",
    "Hvad skal jeg gøre?",
    "Det haster lidt, fordi vi skal svare inden fredag.",
]
FIRST = ["Maja", "Jonas", "Sofie", "Ali", "Karen", "Peter", "Freja", "Omar", "Lise", "Mads", "Aïcha", "Bo"]
LAST = ["Holm", "Lind", "Bak", "Dahl", "Krog", "Juul", "Friis", "Vang", "Skov", "Toft"]
ANSWERS = [
    "Tak for din besked. Prøv at logge ud og ind igen.",
    "Det er rettet nu.",
    "Vi har givet det videre.",
]
STATES = [
    Status.NEW,
    Status.IN_PROGRESS,
    Status.WAITING_REQUESTER,
    Status.FORWARDED,
    Status.RESOLVED,
    Status.CLOSED,
]
NEWEST, OPEN_AMONG_THEM, OPEN_BEFORE = 0.1, 0.6, 0.01
"""The newest tenth of the cases is where work goes on; few older ones are open."""
SHARES = {True: [3, 5, 3, 4, 0, 0], False: [0, 0, 0, 0, 25, 60]}
"""How often each state comes, by whether the case is open."""
DAYS = 1095
ANSWERED = 0.1
"""The share of the open cases in which somebody wrote and nobody has looked yet."""
ESCALATED = 0.05
BEGINNINGS = ["Ager", "Birke", "Dyre", "Egel", "Fugle", "Graves", "Hede", "Karls", "Linde", "Møller", "Nør", "Rose"]
ENDINGS = [
    "borg",
    "bæk",
    "gaard",
    "holt",
    "lund",
    "mark",
    "rup",
    "skov",
    "sted",
    "strand",
    "toft",
    "vig",
    "ager",
    "næs",
]


def load_tickets(count: int) -> Iterator[int]:
    """Adds `count` cases with two messages and two events each; yields how many there are so far after each chunk.

    The same numbers every time on an empty database (seeded), spread over three years and all institutions.
    """
    dice = random.Random(count)  # noqa: S311  sample data, not secrets
    places = institutions()
    if not User.objects.exists():
        User.objects.invite("superbruger@sample.example", "Prøve Superbruger", Role.SUPERUSER, None)
    staff = list(User.objects.order_by("id").values_list("pk", flat=True)[:50])
    now, made = timezone.now(), 0
    while made < count:
        size = min(CHUNK, count - made)
        with transaction.atomic():
            chunk = [one(dice, places, staff, now, (made + row) / count) for row in range(size)]
            add_chunk(chunk, staff, dice)
        made += size
        yield made


def institutions() -> list[int]:
    if not Institution.objects.exists():
        vendor, _new = Party.objects.get_or_create(
            key="sample", defaults={"kind": Party.Kind.SCHEDULE_VENDOR, "name": "Skemahuset"}
        )
        Institution.objects.bulk_create(
            Institution(name=f"Prøveskole {number}", kind="school", code=f"{990000 + number}", schedule_vendor=vendor)
            for number in range(60)
        )
    return list(Institution.objects.order_by("id").values_list("pk", flat=True))


def one(dice: random.Random, places: list[int], staff: list[int], now: datetime, place: float) -> Ticket:
    """`place`: from 0, the oldest of them, to 1."""
    is_open = dice.random() < (OPEN_AMONG_THEM if place > 1 - NEWEST else OPEN_BEFORE)
    status = dice.choices(STATES, SHARES[is_open])[0]
    opened, token = now - timedelta(days=DAYS) * (1 - place), private_links.make()
    active = min(now, opened + timedelta(minutes=dice.randint(1, 5000)))
    unseen = timedelta(hours=1 if is_open and dice.random() < ANSWERED else 0)
    name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
    return Ticket(
        sealed_token=private_links.seal(token),
        token_digest=private_links.digest(token),
        channel="web",
        audience=dice.choice(Audience.values),
        institution_id=dice.choice(places),
        requester_name=name,
        requester_email=f"{name.split(maxsplit=1)[0].lower()}{dice.randint(1, 99999)}@example.org",
        subject=f"{dice.choice(WHO)} {dice.choice(WHAT)}",
        status=status,
        tier=dice.choices(list(Tier.values), [8, 1, 1])[0],
        route=dice.choice(Route.values) if dice.random() > UNROUTED else None,
        assignee_id=dice.choice(staff) if staff and status != Status.NEW else None,
        opened_at=opened,
        touched_at=active - unseen,
        last_activity_at=active,
        due_at=now + timedelta(minutes=dice.randint(-600, 3000)) if status in CLOCK_RUNS else None,
        resolved_at=active if status in DONE else None,
    )


def add_chunk(tickets: list[Ticket], staff: list[int], dice: random.Random) -> None:
    made = Ticket.objects.bulk_create(tickets)
    messages, events, entries = [], [], []
    for ticket in made:
        teacher = dice.choice(BEGINNINGS) + dice.choice(ENDINGS)
        body = " ".join([f"Hej. {ticket.subject}.", *dice.sample(MORE, 3), f"Læreren hedder {teacher}."])
        answer = dice.choice(ANSWERS)
        messages.append(Message(ticket=ticket, kind="requester", author_name=ticket.requester_name, body=body))
        messages.append(Message(ticket=ticket, kind="answer", author_name="Support", body=answer))
        at = {"dispatched_at": ticket.opened_at, "data": {}}
        events.append(Event(ticket=ticket, kind="opened", actor="requester", **at))
        events.append(Event(ticket=ticket, kind="answered", actor="staff", **at))
        if staff and dice.random() < ESCALATED:
            events.append(Event(ticket=ticket, kind="escalated", actor="staff", by_id=dice.choice(staff), **at))
        text = f"{ticket.subject}\n{ticket.requester_name}\n{ticket.requester_email}\n{body}\n{answer}"
        entries.append(SearchEntry(ticket=ticket, institution_id=ticket.institution_id, text=text))
    bulk: list[list[Any]] = [messages, events, entries]
    for rows in bulk:
        model: type[models.Model] = type(rows[0])
        model._default_manager.bulk_create(rows)


def load_articles(count: int) -> int:
    """Adds `count` published shared answers, and writes the search index anew."""
    dice = random.Random(count)  # noqa: S311  sample data, not secrets
    lines = []
    for number in range(count):
        subject = f"{dice.choice(WHO)} {dice.choice(WHAT)}"
        article = {
            "id": f"sample-{number}",
            "title": f"{subject} ({number})",
            "question": f"Hvad gør jeg, når {subject.lower()}?",
            "answer": " ".join(dice.sample(MORE, 4)),
            "audiences": [dice.choice(Audience.values)],
        }
        lines.append(json.dumps(article, ensure_ascii=False))
    return import_answers(lines)
