"""The named cast of the tests: one municipality, two institutions, and a person in every role.

Grøndal Skole is where cases happen; Havlunden is the other place, whose people must see nothing of them.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import transaction

from organisation.models import Institution, Membership, Municipality, Party, User
from organisation.roles import WHOLE_MUNICIPALITY, Role
from tickets import dispatch, tasks
from tickets.attachments import cleaning
from tickets.models import Attachment, Delivery, Event, PersonRequest, Safeguarding, Ticket
from tickets.outbound import outgoing
from triage.routing.models import RoutingRule

Result = TypeVar("Result")
PASSWORD = "en lang adgangskode 42"


@dataclass
class Cast:
    school: Institution
    daycare: Institution
    superuser: User
    institution_admin: User
    pilot: User
    support_entitled: User
    project_lead: User
    municipal_admin: User
    observer: User
    stranger: User
    """A superuser of the other institution."""

    def by_role(self, role: str) -> User:
        person = getattr(self, role)
        assert isinstance(person, User)
        return person


def person(role: str, institution: Institution | None, *, name: str = "", email: str = "") -> User:
    user = User(email=email or f"{role}@example.org", name=name or f"Person {role}")
    user.set_password(PASSWORD)
    user.save()
    place = None if role in WHOLE_MUNICIPALITY else institution
    Membership.objects.create(user=user, role=role, institution=place)
    return user


def keep_starting_rows() -> None:
    """A test with transactions of its own empties every table, also of the rows that migrations put there."""
    if RoutingRule.objects.exists():
        return
    for name in ("triage.migrations.0002_starting_rules", "triage.migrations.0007_conditional_facts"):
        importlib.import_module(name).add(apps, None)
    starting = ("tickets.migrations.0003_starting_times", "tickets.migrations.0018_starting_help")
    for name in (
        *starting,
        "knowledgebase.migrations.0002_starting_synonyms",
        "knowledgebase.migrations.0009_starting_topics",
        "knowledgebase.migrations.0012_topic_terms",
        "organisation.migrations.0015_help_pages",
    ):
        importlib.import_module(name).add(apps, None)


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


def gather() -> Cast:
    """Puts the cast on the stage: in a test's own database, or in that of a running site."""
    keep_starting_rows()
    Municipality.objects.update_or_create(
        id=1, defaults={"name": "Nordsø Kommune", "contact_email": "hjaelp@example.org", "undo_seconds": 0}
    )
    Municipality.forget_cached()
    Safeguarding.forget_cached()
    Safeguarding.current()
    schedule, widget, *_others = Party.objects.bulk_create(parties())
    school = Institution(
        name="Grøndal Skole", kind="school", code="731004", email="kontor@example.org", schedule_vendor=schedule
    )
    daycare = Institution(name="Havlunden", kind="daycare", code="G19814")
    Institution.objects.bulk_create([school, daycare])
    school.widget_vendors.add(widget)
    return Cast(school=school, daycare=daycare, **people(school, daycare))


def parties() -> list[Party]:
    kinds = (Party.Kind.NETCOMPANY, Party.Kind.KOMBIT, Party.Kind.STIL)
    vendors = [
        Party(key="skema", kind=Party.Kind.SCHEDULE_VENDOR, name="Skemahuset", email="skema@vendor.example"),
        Party(key="ugeplan", kind=Party.Kind.WIDGET_VENDOR, name="Ugeplanfirmaet", email="ugeplan@vendor.example"),
    ]
    central = [Party(key=kind.value, kind=kind, name=str(kind.label)) for kind in kinds]
    return [*vendors, *central, Party(key="it", kind=Party.Kind.LOCAL_IT, name="IT-afdelingen", email="it@example.org")]


def people(school: Institution, daycare: Institution) -> dict[str, User]:
    """One in each role at the school, and a stranger; in few statements, since nearly every test wants them."""
    password = make_password(PASSWORD)
    users = {
        role.value: User(email=f"{role.value}@example.org", name=f"Person {role.value}", password=password)
        for role in Role
    }
    users["stranger"] = User(email="fremmed@example.org", name="Fremmed Superbruger", password=password)
    User.objects.bulk_create(users.values())
    held = [
        Membership(user=users[role], role=role.value, institution=None if role in WHOLE_MUNICIPALITY else school)
        for role in Role
    ]
    there = Membership(user=users["stranger"], role=Role.SUPERUSER.value, institution=daycare)
    Membership.objects.bulk_create([*held, there])
    return users


def open_ticket(institution: Institution | None, **facts: Any) -> Ticket:
    """A parent's case, opened as the form opens it."""
    defaults: dict[str, Any] = {
        "subject": "Kan ikke se mit barn",
        "body": "Hej. Jeg kan logge ind, men mit barn er der ikke.",
        "channel": "web",
        "audience": "parent",
        "institution": institution,
        "requester_name": "Maja Holm",
        "requester_email": "maja@example.org",
        "language": "da",
    }
    return Ticket.open(**defaults | facts)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return open_ticket(cast.school)


def settle() -> None:
    """Does what the workers would: hands out every event, cleans and reads files, sends what is due. On this thread."""
    for event_id in Event.objects.undispatched().values_list("pk", flat=True):
        dispatch.dispatch(event_id)
    for attachment_id in Attachment.objects.pending().values_list("pk", flat=True):
        cleaning.clean(attachment_id)
    for delivery_id in Delivery.objects.ready().values_list("pk", flat=True):
        outgoing.send(delivery_id)
    for request_id in PersonRequest.objects.to_look_through().values_list("pk", flat=True):
        tasks.look_through_files(request_id)


def taken_back(do: Callable[[], Result]) -> Result:
    """What it came to; whatever was done is undone, so that the next one finds everything as this one did."""
    with transaction.atomic():
        result = do()
        transaction.set_rollback(True)
    return result


def kinds(ticket: Ticket) -> list[str]:
    """The kinds of the case's events, oldest first."""
    return list(ticket.events.oldest_first().values_list("kind", flat=True))
