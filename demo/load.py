"""Makes the fictional municipality: rows from the data files, then every case's story told through the verbs."""

import json
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from demo import known_errors, letters, shared_knowledge, together
from demo.accounts import PASSWORD
from demo.faults import load_faults
from demo.portraits import hang_up
from demo.stories import Stage, tell
from demo.wishes import load_wishes
from knowledgebase.importing import import_answers
from organisation.models import (
    ClosingDay,
    Institution,
    Membership,
    Municipality,
    OpeningWindow,
    Party,
    SecondFactorFor,
    User,
)
from organisation.roles import Role
from tickets.models import Tag, Ticket
from tickets.words import SENSITIVE
from triage.flags.models import NamedPerson
from triage.ready_answers.models import AnswerTemplate, Macro
from triage.routing.models import RoutingRule

FOLDER = Path(__file__).parent
KEPT_LATE = 7
"""One late case in so many stays late, to be seen."""
Say = Callable[[str], None]


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def load(say: Say) -> None:
    """Everything in one transaction: all of it is there afterwards, or nothing."""
    with transaction.atomic():
        parties = load_parties(read("parties"))
        places = load_municipality(read("municipality"), parties)
        say(f"  {len(places)} schools and daycares, {len(parties)} outside parties")
        people = load_people(read("people"), places)
        hang_up(people)
        say(f"  {len(people)} people in every role")
        load_coming_rule(people)
        count = import_answers((FOLDER / "answers.jsonl").read_text(encoding="utf-8").splitlines())
        say(f"  {count} shared answers")
        load_composer(read("composer"))
        stage = Stage(people=people, institutions=places, now=timezone.now())
        name_people(people)
        cases = load_cases(read("enquiries") + read("alarms"), stage, say)
        letters.bring(cases, stage, Municipality.objects.get().contact_email)
        load_wishes(read("wishes"), stage)
        load_faults(read("faults"), stage)
        known_errors.load(read("known_errors"), cases, parties, stage)
        together.bring(read("together"), cases, stage)
        shared_knowledge.load(read("shared_knowledge"), cases, stage)
        load_tags(read("tags"))
    Municipality.forget_cached()


def load_composer(composer: dict[str, Any]) -> None:
    """Answer templates and macros."""
    made = {row.pop("key"): AnswerTemplate.objects.create(**row) for row in composer["templates"]}
    for row in composer["macros"]:
        macro = Macro.objects.create(title=row["title"])
        for position, step in enumerate(row["steps"], 1):
            template = made[step.pop("template")] if "template" in step else None
            macro.steps.create(position=position, template=template, **step)


def load_tags(rows: Iterable[dict[str, str]]) -> None:
    """The municipality's own words, on the cases that speak of them."""
    by = User.objects.filter(memberships__role=Role.SUPPORT_ENTITLED).order_by("pk")[0]
    for row in rows:
        tag = Tag.objects.create(name=row["name"], hint=row["hint"])
        for ticket in Ticket.objects.unmerged().filter(subject__icontains=row["in_subject"]):
            ticket.tag([tag], by=by)
    Tag.forget_cached()


def load_parties(rows: Iterable[dict[str, Any]]) -> dict[str, Party]:
    return {row["key"]: Party.objects.create(**row | {"products": "\n".join(row["products"])}) for row in rows}


def load_municipality(row: dict[str, Any], parties: dict[str, Party]) -> dict[str, Institution]:
    own = {field.name for field in Municipality._meta.concrete_fields}
    fields = {name: value for name, value in row.items() if name in own}
    # Everybody may try the demo, with no more than the password that stands on its page.
    Municipality.objects.create(id=1, second_factor_for=SecondFactorFor.NOBODY, **fields)
    for window in row["windows"]:
        opens, closes = (time.fromisoformat(window[name]) for name in ("opens", "closes"))
        OpeningWindow.objects.create(weekday=window["weekday"], opens=opens, closes=closes)
    for closing in row["closing_days"]:
        ClosingDay.objects.create(day=date.fromisoformat(closing["day"]), name=closing["name"])
    Municipality.forget_cached()
    return {place["code"]: load_institution(place, parties) for place in row["institutions"]}


def load_institution(row: dict[str, Any], parties: dict[str, Party]) -> Institution:
    vendors, schedule = row.pop("widget_vendors"), row.pop("schedule_vendor")
    place = Institution.objects.create(**row, schedule_vendor=parties[schedule] if schedule else None)
    place.widget_vendors.set([parties[key] for key in vendors])
    return place


MINUTES: Final = {Role.SUPERUSER: 30, Role.PILOT: 60, Role.SUPPORT_ENTITLED: 150}
"""What people of the demo said they have a day for the support."""


def load_people(rows: Iterable[dict[str, Any]], places: dict[str, Institution]) -> dict[str, User]:
    password, people = make_password(PASSWORD), {}
    for row in rows:
        minutes = next(
            (MINUTES[membership["role"]] for membership in row["memberships"] if membership["role"] in MINUTES), None
        )
        facts = {"support_minutes": minutes, "named_publicly": minutes is not None}
        user = User.objects.create(email=row["email"], name=row["name"], password=password, **facts)
        for membership in row["memberships"]:
            place = places[membership["institution"]] if membership["institution"] else None
            Membership.objects.create(user=user, role=membership["role"], institution=place)
        people[row["key"]] = user
    return people


def load_coming_rule(people: dict[str, User]) -> None:
    """An agreement with the IT department that begins with the next month."""
    rule, today = RoutingRule.in_force("local_it"), timezone.localdate()
    assert rule is not None
    begins = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    source = f"Aftale med IT-afdelingen, {today:%Y}: svar inden for to dage"
    fields = rule.decided | {"remind_after_days": 2, "source": source, "valid_from": begins}
    rule.revise(fields, by=next(user for user in people.values() if Role.MUNICIPAL_ADMIN in user.roles))


def name_people(people: dict[str, User]) -> None:
    """Who is told of flagged cases."""
    for kind in SENSITIVE:
        NamedPerson.objects.create(user=people["kommuneadmin"], kind=kind)
        NamedPerson.objects.create(user=people["administrator"], kind=kind)
    NamedPerson.objects.create(user=people["superbruger"], kind="urgent")


def load_cases(rows: list[dict[str, Any]], stage: Stage, say: Say) -> dict[str, Ticket]:
    cases: dict[str, Ticket] = {}
    for row in sorted(rows, key=lambda row: -row["hours_ago"]):
        cases[row["key"]] = tell(row, stage)
        if len(cases) % 20 == 0:
            say(f"  {len(cases)} of {len(rows)} enquiries")
    touch_what_is_late()
    say(f"  {len(cases)} enquiries with their conversations")
    return cases


def touch_what_is_late() -> None:
    """In a support that works few cases are late: most of them were looked at lately, and are due in the next hours."""
    calendar, now = Municipality.calendar(), timezone.now()
    for place, ticket in enumerate(Ticket.objects.overdue(now).by_due_time()):
        if place % KEPT_LATE:
            due = calendar.add_minutes(now, 35 * place % 800 + 20)
            Ticket.objects.filter(pk=ticket.pk).update(due_at=due)
