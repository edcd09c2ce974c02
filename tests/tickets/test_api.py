"""Opening, listing and reading cases over the API."""

from typing import Any

import pytest
from django.test import Client
from knox.models import AuthToken

from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from tickets.models import Ticket

TICKETS = "/api/v1/tickets/"


def token_of(user: User) -> dict[str, str]:
    _row, token = AuthToken.objects.create(user)
    return {"authorization": f"Token {token}"}


def fields(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "subject": "Fra skolens system",
        "body": "En forælder har ringet.",
        "audience": "parent",
        "institution": cast.school.pk,
        "requester_name": "Maja Holm",
        "requester_email": "maja@example.org",
    } | changes


def post(client: Client, data: object, headers: dict[str, str]) -> Any:
    return client.post(TICKETS, data, content_type="application/json", headers=headers)


def test_a_token_opens_a_case_for_its_own_institution(client: Client, cast: Cast) -> None:
    answer = post(client, fields(cast), token_of(cast.superuser))
    assert answer.status_code == 201
    ticket = Ticket.objects.get()
    assert (ticket.channel, answer.json()["number"]) == ("api", ticket.number)
    assert ticket.token not in answer.content.decode()


def test_another_institution_is_refused(client: Client, cast: Cast) -> None:
    assert post(client, fields(cast, institution=cast.daycare.pk), token_of(cast.superuser)).status_code == 403
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"authorization": "Token nix"}])
def test_nobody_without_a_token_gets_in(headers: dict[str, str], client: Client, cast: Cast) -> None:
    assert post(client, fields(cast), headers).status_code == 401
    assert client.get(TICKETS, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": ""},
        {"body": "x" * 20_001},
        {"audience": "konge"},
        {"institution": 99},
        {"body": "\ud800"},
        {"body": "\0"},
    ],
)
def test_bad_input_is_named(changes: dict[str, Any], client: Client, cast: Cast) -> None:
    answer = post(client, fields(cast, **changes), token_of(cast.superuser))
    assert answer.status_code == 400
    assert {error["pointer"] for error in answer.json()["errors"]} == {f"#/{name}" for name in changes}


def test_a_case_is_read_with_its_conversation_but_not_its_private_link(
    client: Client, cast: Cast, ticket: Ticket
) -> None:
    ticket.note("Internt.", by=cast.superuser)
    answer = client.get(f"{TICKETS}{ticket.pk}/", headers=token_of(cast.pilot)).json()
    assert [message["kind"] for message in answer["messages"]] == ["requester", "note"]
    assert "token" not in answer


def test_the_list_is_narrowed_and_a_wrong_filter_is_named(client: Client, cast: Cast, ticket: Ticket) -> None:
    headers = token_of(cast.superuser)
    ticket.set_route("unilogin", by=cast.superuser)
    assert len(client.get(f"{TICKETS}?route=unilogin", headers=headers).json()["results"]) == 1
    assert client.get(f"{TICKETS}?status=resolved", headers=headers).json()["results"] == []
    assert client.get(f"{TICKETS}?status=nix", headers=headers).status_code == 400


def test_a_search_is_paged_newest_first_and_shows_what_the_person_may_see(client: Client, cast: Cast) -> None:
    made = [open_ticket(cast.school, subject=f"Kalenderen {number}") for number in range(53)]
    open_ticket(cast.daycare, subject="Kalenderen hos dem")
    open_ticket(cast.school, subject="Noget andet")
    settle()
    headers = token_of(cast.superuser)
    first = client.get(f"{TICKETS}?q=kalenderen&status=new", headers=headers).json()
    second = client.get(first["next"], headers=headers).json()
    assert [row["id"] for row in first["results"] + second["results"]] == [ticket.pk for ticket in reversed(made)]
    assert (len(first["results"]), second["next"]) == (50, None)
    named = client.get(f"{TICKETS}?q={made[0].number}", headers=headers).json()
    assert [row["id"] for row in named["results"]] == [made[0].pk]
    assert client.get(f"{TICKETS}?q=kalenderen&status=closed", headers=headers).json()["results"] == []


def test_a_fault_that_lacks_something_is_refused_with_the_list(client: Client, cast: Cast, ticket: Ticket) -> None:
    ticket.set_route("technical_fault", by=cast.superuser)
    answer = client.post(f"{TICKETS}{ticket.pk}/forward/", headers=token_of(cast.support_entitled))
    assert answer.status_code == 409
    assert len(answer.json()["lacks"]) >= 8


def test_the_schema_names_every_verb(client: Client) -> None:
    schema = client.get("/api/v1/schema/", headers={"accept": "application/json"}).content.decode()
    for verb in (
        "answer",
        "note",
        "ask",
        "accept",
        "correct",
        "escalate",
        "hand_back",
        "forward",
        "collect",
        "resolve",
    ):
        assert f"/api/v1/tickets/{{id}}/{verb}/" in schema or f"/api/v1/tickets/{{pk}}/{verb}/" in schema
