"""A flagged case that nobody has looked at: what it does not allow is not offered, and what is offered works."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from desk.case.buttons import BUTTONS
from desk.case.views import LARGE, PARTS
from desk.queue.models import BulkAct
from organisation.models import User
from tests.cast import Cast, kinds, open_ticket, settle
from tests.desk import test_role_table as table
from tickets.models import Ticket
from tickets.requester.on_behalf import open_for
from triage.flags.models import Flag
from triage.known_errors.models import KnownError, KnownErrorFit
from triage.ready_answers.models import Macro
from triage.suggestions.models import Suggestion

DANGER: dict[str, Any] = {"subject": "Hjælp", "body": "Min far slår mig, og jeg tør ikke gå hjem."}
PRESSED = re.compile(r'action="/admin/tickets/ticket/\d+/(\w+)/"')
ROWS = [row for row in table.ROWS if row != "view"]
SHOWN = ["accept", "correct", "snooze", "merge", "attach", "resolve", "collect", "reject", "forward:schedule_vendor"]
"""Rows of the table whose button stands on the page of a case that was made for it."""


def waits(row: str) -> bool:
    return BUTTONS[row.partition(":")[0]].needs_look


def who_may(row: str, cast: Cast) -> User:
    marks = dict(zip(table.ROLES, table.ROWS[row], strict=True))
    return cast.by_role(next(role for role in ("support_entitled", *marks) if marks[role] == "+"))


def flagged(row: str, cast: Cast) -> Ticket:
    ticket = Ticket.objects.get(pk=table.prepare(row, cast).pk)
    Flag.raise_on(ticket, ["violence"])
    ticket.let_in(cast.support_entitled)
    return ticket


def look_at(ticket: Ticket, cast: Cast) -> None:
    for flag in Flag.objects.of(ticket).sensitive().select_related("ticket__institution"):
        flag.clear(by=cast.support_entitled, mistaken=True)


def offered(user: User, ticket: Ticket) -> set[str]:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    pages = [client.get(address + ask) for ask in ("", *(f"?open={part}" for part in sorted({*LARGE, *PARTS})))]
    text = "".join(page.content.decode() for page in pages)
    return set(PRESSED.findall(text)) | ({"resolve"} if "answer-resolve" in text else set())


@pytest.mark.parametrize("way", table.WAYS)
@pytest.mark.parametrize("row", ROWS)
def test_each_button_works_or_waits_until_somebody_has_looked(row: str, way: str, cast: Cast) -> None:
    ticket, user, verb = flagged(row, cast), who_may(row, cast), row.partition(":")[0]
    works = table.EXPECTED[way]["+"]
    assert table.WAYS[way](user, verb, ticket) == (409 if waits(row) else works)
    if waits(row):
        look_at(ticket, cast)
        assert table.WAYS[way](user, verb, ticket) == works


@pytest.mark.parametrize("row", SHOWN)
def test_what_waits_is_offered_only_once_somebody_has_looked(row: str, cast: Cast) -> None:
    ticket, user, verb = flagged(row, cast), who_may(row, cast), row.partition(":")[0]
    there = offered(user, ticket)
    assert not {each for each in there if each in BUTTONS and BUTTONS[each].needs_look}
    assert {"answer", "note", "ask", "clear_flag", "raise_flag"} <= there
    look_at(ticket, cast)
    assert verb in offered(user, ticket)


def test_the_rows_that_are_looked_for_on_the_page_are_most_of_those_that_wait() -> None:
    waiting = {row.partition(":")[0] for row in ROWS if waits(row)}
    assert waiting - {row.partition(":")[0] for row in SHOWN} == {"publish", "remind", "resend"}


@pytest.mark.parametrize("verb", ["resolve", "snooze", "correct", "attach", "merge"])
def test_of_many_the_flagged_one_stays_as_it_was_and_is_named(verb: str, cast: Cast) -> None:
    first, ticket = table.prepare(verb, cast), flagged(verb, cast)
    before = ticket.state
    done = table.done_on_many(cast.support_entitled, verb, [first, ticket])
    assert done == [first.number]
    assert Ticket.objects.get(pk=ticket.pk).state == before
    act = BulkAct.objects.get()
    assert [each["number"] for each in act.refused] == [ticket.number]


@pytest.fixture
def grave(cast: Cast) -> Ticket:
    ticket = open_ticket(cast.school, **DANGER)
    settle()
    ticket.refresh_from_db()
    assert ticket.is_flagged
    return ticket


def page_of(ticket: Ticket, user: User, ask: str = "") -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk]) + ask).content.decode()


def test_no_route_is_named_beside_what_cannot_wait(grave: Ticket, cast: Cast) -> None:
    assert Suggestion.objects.filter(ticket=grave).exists()
    page = page_of(grave, cast.superuser)
    assert "Forslag:" not in page
    assert page.count("Skal vurderes") == 1
    look_at(grave, cast)
    assert "Forslag:" in page_of(grave, cast.superuser)


def test_a_waiting_suggestion_says_once_that_it_waits(ticket: Ticket, cast: Cast) -> None:
    settle()
    assert page_of(ticket, cast.superuser).count("Skal vurderes") == 1


def test_a_macro_that_would_be_refused_is_not_offered(grave: Ticket, cast: Cast) -> None:
    Macro.objects.create(title="Luk den").steps.create(verb="resolve")
    Macro.objects.create(title="Skriv en note").steps.create(verb="note", text="Set.")
    page = page_of(grave, cast.superuser, "?open=help")
    assert "Skriv en note" in page
    assert "Luk den" not in page


def test_what_is_like_it_and_known_errors_leave_it_alone(grave: Ticket, cast: Cast, client: Client) -> None:
    error = KnownError.objects.create(title="Galleriet er tomt", description="x")
    KnownErrorFit.objects.create(known_error=error, ticket=grave, score=0.8)
    client.force_login(cast.support_entitled, backend="django.contrib.auth.backends.ModelBackend")
    assert "Knyt" not in client.get(reverse("admin:ticket_alike", args=[grave.pk])).content.decode()
    page = client.get(reverse("admin:known_error", args=[error.pk]) + f"?find={grave.number}").content.decode()
    assert f'value="{grave.pk}"' not in page
    look_at(grave, cast)
    page = client.get(reverse("admin:known_error", args=[error.pk]) + f"?find={grave.number}").content.decode()
    assert f'value="{grave.pk}"' in page


def test_what_was_answered_on_the_phone_stays_open_until_somebody_says_that_they_looked(cast: Cast) -> None:
    facts: dict[str, Any] = {"channel": "on_behalf", "audience": "parent", "institution": cast.school}
    ticket = open_for(by=cast.superuser, answer="Ring til vagten nu.", requester_name="Maja", **facts, **DANGER)
    assert kinds(ticket) == ["opened", "flagged", "answered"]
    assert not Ticket.objects.get(pk=ticket.pk).is_done


def test_an_answer_that_would_end_it_comes_back_with_its_words(grave: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    typed = {"answer-text": "Jeg ringer nu.", "answer-resolve": "on"}
    response = client.post(reverse("admin:ticket_answer", args=[grave.pk]), typed)
    assert response.status_code == 409
    assert "Jeg ringer nu." in response.content.decode()
    assert "answered" not in kinds(grave)
