"""Two people, one case: what was decided on an old picture of it is held back, and nothing that was typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client

from organisation.models import User
from tests.cast import Cast, kinds
from tickets.models import Ticket
from triage.faults.models import FaultReport

CASE = "/admin/tickets/ticket/{}/"


@pytest.fixture
def pilot(cast: Cast, client: Client) -> User:
    client.force_login(cast.pilot, backend="django.contrib.auth.backends.ModelBackend")
    return cast.pilot


def press(client: Client, ticket: Ticket, verb: str, **fields: Any) -> Any:
    return client.post(f"{CASE.format(ticket.pk)}{verb}/", fields)


def over_api(client: Client, ticket: Ticket, verb: str, body: dict[str, Any], **headers: Any) -> Any:
    address = f"/api/v1/tickets/{ticket.pk}/{verb}/"
    return client.post(address, body, content_type="application/json", headers=headers)


def test_an_answer_is_held_back_when_the_requester_has_written_since(
    ticket: Ticket, pilot: User, client: Client
) -> None:
    seen = ticket.version
    ticket.reply("Det virker nu igen.")
    held = press(client, ticket, "answer", **{"version": seen, "answer-text": "Prøv at genstarte."})
    page = held.content.decode()
    assert held.status_code == 409
    assert "Det virker nu igen." in page.split('id="conflict-heading"')[1].split("</section>")[0]
    assert "Prøv at genstarte." in page
    assert kinds(ticket) == ["opened", "replied"]
    again = re.search(r'name="version" value="(\d+)"', page)
    assert again is not None
    sent = press(client, ticket, "answer", **{"version": again[1], "answer-text": "Prøv at genstarte."})
    assert sent.status_code == 302
    assert kinds(ticket) == ["opened", "replied", "answered"]


def test_another_button_may_be_pressed_anyway_with_what_it_told(
    ticket: Ticket, cast: Cast, pilot: User, client: Client
) -> None:
    seen = ticket.version
    ticket.set_route("unilogin", by=cast.superuser)
    held = press(client, ticket, "correct", **{"version": seen, "correct-route": "local_it"})
    assert held.status_code == 409
    form = held.content.decode().split('id="conflict-heading"')[1].split("</section>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', form))
    fields.pop("csrfmiddlewaretoken")
    assert fields == {"version": str(ticket.version), "correct-route": "local_it"}
    assert press(client, ticket, "correct", **fields).status_code == 302


def test_a_note_is_always_taken(ticket: Ticket, pilot: User, client: Client) -> None:
    seen = ticket.version
    ticket.reply("Hallo?")
    assert press(client, ticket, "note", **{"version": seen, "note-text": "Ringet."}).status_code == 302


def test_a_colleagues_note_and_ones_own_acts_hold_nothing_back(
    ticket: Ticket, cast: Cast, pilot: User, client: Client
) -> None:
    seen = ticket.version
    ticket.note("Jeg kigger.", by=cast.superuser)
    ticket.assign(pilot, by=pilot)
    assert press(client, ticket, "answer", **{"version": seen, "answer-text": "Hej"}).status_code == 302


def test_a_fault_report_is_not_written_over_one_that_came_in_between(
    ticket: Ticket, cast: Cast, pilot: User, client: Client
) -> None:
    seen = ticket.version
    FaultReport.record(ticket, {"device": "iPhone 15"}, by=cast.superuser)
    assert press(client, ticket, "report", **{"version": seen, "report-device": ""}).status_code == 409
    assert FaultReport.of(ticket).device == "iPhone 15"
    assert press(client, ticket, "answer", **{"version": seen, "answer-text": "Hej"}).status_code == 302


@pytest.mark.parametrize("way", ["body", "header"])
def test_the_api_answers_409_with_what_happened_and_the_version_to_send(
    way: str, ticket: Ticket, pilot: User, client: Client
) -> None:
    seen = ticket.version
    ticket.reply("Det virker nu igen.")
    body: dict[str, Any] = {"text": "Prøv at genstarte."}
    if way == "body":
        held = over_api(client, ticket, "answer", body | {"version": seen})
    else:
        held = over_api(client, ticket, "answer", body, if_match=f'"{seen}"')
    assert held.status_code == 409
    assert held.json()["version"] == ticket.version
    assert [(change["kind"], change["message"]["body"]) for change in held.json()["changes"]] == [
        ("replied", "Det virker nu igen.")
    ]
    sent = over_api(client, ticket, "answer", body | {"version": held.json()["version"]})
    assert sent.status_code == 200
    assert sent.headers["ETag"] == f'"{sent.json()["ticket"]["version"]}"'


@pytest.mark.parametrize("version", ["x", "-1", "1" * 40, "²"])
def test_a_version_that_is_none_is_refused(version: str, ticket: Ticket, pilot: User, client: Client) -> None:
    assert over_api(client, ticket, "answer", {"text": "Hej", "version": version}).status_code == 422


def test_who_names_no_version_is_not_held_back(ticket: Ticket, pilot: User, client: Client) -> None:
    ticket.reply("Hallo?")
    assert over_api(client, ticket, "answer", {"text": "Hej"}).status_code == 200


def test_every_form_of_the_case_page_names_the_version_it_was_made_from(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    client.force_login(cast.support_entitled, backend="django.contrib.auth.backends.ModelBackend")
    ticket.set_route("technical_fault", by=cast.support_entitled)
    page = client.get(CASE.format(ticket.pk)).content.decode()
    forms = re.findall(rf'<form[^>]*action="{CASE.format(ticket.pk)}\w+/".*?</form>', page, re.DOTALL)
    assert len(forms) > 8
    assert [form[:90] for form in forms if f'name="version" value="{ticket.version}"' not in form] == []
