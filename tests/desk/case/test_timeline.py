"""What has happened to a case, from what to what, and who has read it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.case.timeline import entries
from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from tickets import tasks
from tickets.models import Reading, Ticket
from triage.ready_answers.models import AnswerTemplate, Macro

CASE = "/admin/tickets/ticket/{}/"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def changes_by_kind(ticket: Ticket) -> dict[str, list[tuple[str, str, str]]]:
    return {entry.event.kind: entry.changes for entry in entries(list(ticket.events.oldest_first()))}


def test_every_event_says_what_it_changed_from_and_to(ticket: Ticket, cast: Cast) -> None:
    ticket.set_route("unilogin", by=cast.superuser)
    ticket.answer("Hej", by=cast.superuser)
    ticket.escalate(by=cast.superuser, reason="op")
    assert changes_by_kind(ticket) == {
        "opened": [],
        "routed": [("Sagstype", "ingen", "Unilogin")],
        "answered": [("Status", "Ny", "I gang"), ("Tildelt", "Ingen", cast.superuser.name)],
        "escalated": [("Niveau", "Første niveau", "Pilot"), ("Tildelt", cast.superuser.name, "Ingen")],
    }


def test_a_reading_is_noted_once_for_each_person_and_quarter_of_an_hour(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    for user in (cast.superuser, cast.superuser, cast.pilot):
        enter(client, user)
        client.get(CASE.format(ticket.pk))
    client.get(f"/api/v1/tickets/{ticket.pk}/")
    enter(client, cast.stranger)
    client.get(CASE.format(ticket.pk))
    assert sorted(reading.person.pk for reading in Reading.objects.all()) == [cast.superuser.pk, cast.pilot.pk]


@pytest.mark.parametrize(("role", "sees"), [("superuser", False), ("pilot", False), ("support_entitled", True),
                                            ("project_lead", True), ("municipal_admin", True)])  # fmt: skip
def test_the_access_log_is_for_those_who_answer_for_it(
    role: str, sees: bool, ticket: Ticket, cast: Cast, client: Client
) -> None:
    Reading.note(ticket, cast.institution_admin)
    enter(client, cast.by_role(role))
    shown = client.get(f"{CASE.format(ticket.pk)}?open=readings").content.decode()
    assert ("Hvem har læst sagen" in shown) is sees
    assert bool(re.search(rf"<li>{cast.institution_admin.name} <time", shown)) is sees


def test_readings_are_forgotten_in_time(ticket: Ticket, cast: Cast) -> None:
    Reading.note(ticket, cast.superuser)
    tasks.forget_old()
    assert Reading.objects.count() == 1
    Reading.objects.update(since=timezone.now() - timedelta(days=366))
    tasks.forget_old()
    assert not Reading.objects.exists()


def test_a_full_case_page_costs_few_queries(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    ticket = open_ticket(cast.school)
    ticket.set_route("technical_fault", by=cast.superuser)
    template = AnswerTemplate.objects.create(title="Hilsen", text="Hej {navn}")
    for number in range(3):
        macro = Macro.objects.create(title=f"Makro {number}")
        macro.steps.create(verb="answer", template=template)
    for number in range(8):
        ticket.answer(f"Svar {number}", by=cast.superuser)
        ticket.assign([cast.pilot, cast.superuser][number % 2], by=cast.support_entitled)
        ticket.reply("Nej")
    settle()
    enter(client, cast.support_entitled)
    client.get(CASE.format(ticket.pk))  # a process reads the index of the shared answers once
    with django_assert_max_num_queries(23):  # what a process remembers for a minute may be read anew on a slow machine
        client.get(CASE.format(ticket.pk))


@pytest.mark.parametrize(
    ("part", "holds"), [("help", "Ingen løst sag ligner"), ("timeline", "oprettede sagen"), ("assign", "Person pilot")]
)
def test_what_comes_after_the_page_is_there_by_link_and_by_script(
    part: str, holds: str, ticket: Ticket, cast: Cast, client: Client
) -> None:
    enter(client, cast.superuser)
    address = CASE.format(ticket.pk)
    assert holds not in client.get(address).content.decode()
    assert holds in client.get(f"{address}?open={part}").content.decode()
    assert holds in client.get(f"{address}part/{part}/").content.decode()
    assert client.get(f"{address}part/alt/").status_code == 404
    enter(client, cast.stranger)
    assert client.get(f"{address}part/{part}/").status_code == 404
