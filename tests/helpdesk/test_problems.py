"""Whatever goes wrong under /api/ has one shape, wherever it goes wrong (RFC 9457)."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from knox.models import AuthToken

from helpdesk import api_errors
from organisation.models import Municipality, User
from organisation.security import limits
from tests.cast import Cast, open_ticket
from tickets.models import Ticket
from triage.wishes.models import ChangeRequest

TICKETS = "/api/v1/tickets/"


def signed_in(user: User, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def problem(answer: Any, status: int, code: str = "") -> dict[str, Any]:
    """What every error must be."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.content)
    assert {"type", "title", "status", "code", "detail"} <= set(body)
    assert body["status"] == status
    assert body["detail"]
    assert not code or body["code"] == code
    return body


@pytest.mark.parametrize("address", ["/api", "/api/", "/api/v2/", "/api/v1/nowhere/", "/api/v1/tickets/x/", "/api/v1/"])
def test_an_unknown_address(address: str, client: Client, cast: Cast) -> None:
    assert "<" not in problem(client.get(address), 404, "not_found")["detail"]


def test_a_case_of_another_place(cast: Cast) -> None:
    problem(signed_in(cast.superuser).get(f"{TICKETS}{open_ticket(cast.daycare).pk}/"), 404, "not_found")


def test_a_method_that_is_not_there(cast: Cast) -> None:
    answer = signed_in(cast.superuser).delete(TICKETS)
    problem(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]
    problem(Client().get("/api/v1/mail/"), 405)


def test_nobody(client: Client, cast: Cast) -> None:
    answer = client.get(TICKETS)
    problem(answer, 401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    problem(client.get(TICKETS, headers={"authorization": "Bearer nix"}), 401, "invalid_token")
    problem(client.get(TICKETS, headers={"authorization": "Token nix"}), 401)


def test_somebody_who_may_not(cast: Cast, ticket: Ticket) -> None:
    posted = {"subject": "x", "body": "y", "audience": "parent", "institution": cast.daycare.pk, "requester_name": "M"}
    problem(signed_in(cast.superuser).post(TICKETS, posted | {"requester_email": "m@example.org"}), 403)
    problem(signed_in(cast.superuser).get("/api/v1/change-requests/"), 403)
    assert ticket.pk


def test_what_the_state_does_not_allow_says_what_it_lacks(cast: Cast, ticket: Ticket) -> None:
    ticket.close(by=cast.superuser)
    address = f"{TICKETS}{ticket.pk}/answer/"
    body = problem(signed_in(cast.superuser).post(address, {"text": "Hej", "version": ticket.version}), 409, "conflict")
    assert body["lacks"] == []


def test_a_decision_on_an_old_picture_tells_what_happened(cast: Cast, ticket: Ticket) -> None:
    ticket.refresh_from_db()
    seen = ticket.version
    ticket.answer("Vi ser på det.", by=cast.institution_admin)
    answer = signed_in(cast.superuser).post(f"{TICKETS}{ticket.pk}/answer/", {"text": "Hej", "version": seen})
    body = problem(answer, 409, "changed")
    assert body["version"] > seen
    assert body["changes"]


def test_every_field_that_is_wrong_is_named(cast: Cast, ticket: Ticket) -> None:
    body = problem(signed_in(cast.superuser).post(TICKETS, {"subject": ""}), 400, "invalid")
    assert "#/subject" in [each["pointer"] for each in body["errors"]]
    assert "subject" in body["detail"]
    body = problem(signed_in(cast.superuser).post(f"{TICKETS}{ticket.pk}/note/", {}), 422, "invalid")
    assert [each["pointer"] for each in body["errors"]] == ["#/text"]
    body = problem(signed_in(cast.superuser).post(f"{TICKETS}{ticket.pk}/note/", {"text": "x", "version": "y"}), 422)
    assert [each["pointer"] for each in body["errors"]] == ["#/version"]
    body = problem(signed_in(cast.superuser).get(f"{TICKETS}?status=forkert"), 400, "invalid")
    assert [each["parameter"] for each in body["errors"]] == ["status"]


@pytest.mark.parametrize("body", ["{", '{"a": nul}', "\xff", "[" * 50_000])
def test_bad_json(body: str, cast: Cast) -> None:
    answer = signed_in(cast.superuser).post(TICKETS, body, content_type="application/json")
    problem(answer, 400)


def test_a_body_of_a_kind_that_is_not_read(cast: Cast) -> None:
    problem(signed_in(cast.superuser).post(TICKETS, "<a/>", content_type="application/xml"), 415)
    problem(signed_in(cast.superuser).get(TICKETS, headers={"accept": "text/csv"}), 406)


def test_a_page_of_a_list_that_is_not_there(cast: Cast) -> None:
    problem(signed_in(cast.superuser).get(f"{TICKETS}?cursor=forkert"), 404)


def test_a_session_without_its_token_against_forgery(cast: Cast, ticket: Ticket) -> None:
    client = signed_in(cast.superuser, enforce_csrf_checks=True)
    problem(client.post(f"{TICKETS}{ticket.pk}/note/", {"text": "x"}), 403, "csrf_failed")


def test_more_than_is_taken(client: Client, cast: Cast) -> None:
    problem(client.post(TICKETS, '{"body": "' + "x" * 2_200_000 + '"}', "application/json"), 413)


def test_an_address_that_is_too_long(client: Client, cast: Cast) -> None:
    problem(client.get(TICKETS + "?q=" + "x" * api_errors.LONGEST_ADDRESS), 414)


def test_too_often(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("organisation.api.access.OF_A_PERSON", 1)
    _row, token = AuthToken.objects.create(cast.superuser)
    headers = {"authorization": f"Token {token}"}
    answers = [Client().get(TICKETS, headers=headers) for _turn in range(4)]
    late = next(answer for answer in answers if answer.status_code == 429)
    problem(late, 429)
    assert int(late.headers["Retry-After"]) > 0
    monkeypatch.setitem(limits.PER_HOUR, "api-tickets-list", 1)
    Municipality.objects.update(enquiries_per_hour=5)
    Municipality.forget_cached()
    answers = [Client().post(TICKETS, {}) for _turn in range(3)]
    problem(answers[-1], 429)


def test_an_error_of_ours_tells_nothing_of_itself(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError("Maja Holm bor på Strandvejen")

    monkeypatch.setattr(ChangeRequest.objects.__class__, "standing", fail, raising=False)
    answer = signed_in(cast.project_lead).get("/api/v1/change-requests/")
    body = problem(answer, 500, "internal_server_error")
    assert "Maja" not in str(body)


def test_the_mail_server_hears_it_in_the_same_shape(client: Client, cast: Cast, settings: Any) -> None:
    settings.MAIL_TOKEN = "hemmelig"
    assert "MAIL_TOKEN" in problem(client.post("/api/v1/mail/"), 401)["detail"]
    known = {"authorization": "Bearer hemmelig"}
    problem(client.post("/api/v1/mail/", "", content_type="message/rfc822", headers=known), 400)


@pytest.mark.parametrize(("language", "words"), [("da", "adresse"), ("en", "address")])
def test_in_the_language_of_who_asks(language: str, words: str, client: Client, cast: Cast) -> None:
    body = problem(client.get("/api/v1/nowhere/", headers={"accept-language": language}), 404)
    assert words in body["detail"]


def api_addresses(resolver: URLResolver, before: str = "") -> list[str]:
    addresses: list[str] = []
    for entry in resolver.url_patterns:
        route = before + re.sub(r"\^|\$|\\Z", "", str(entry.pattern))
        if isinstance(entry, URLResolver):
            addresses += api_addresses(entry, route)
        elif isinstance(entry, URLPattern) and route.startswith("api/v1/"):
            addresses.append(route)
    return addresses


def test_no_address_takes_a_parameter_that_it_does_not_know(cast: Cast, ticket: Ticket) -> None:
    """Also one that is added tomorrow."""
    client, ignored = signed_in(cast.project_lead), []
    wish = ChangeRequest.objects.create(title="x", summary="y")
    addresses = [each for each in api_addresses(get_resolver()) if "mail" not in each and "format" not in each]
    assert len(addresses) > 60
    for address in addresses:
        key = ticket.pk if "tickets" in address else wish.pk
        filled = "/" + re.sub(r"<int:pk>|\(\?P<pk>.*?\)", str(key), address)
        answers = [client.get(f"{filled}?ukendt=1"), client.post(f"{filled}?ukendt=1")]
        known = [answer for answer in answers if answer.status_code not in {404, 405}]
        refusals = [(answer.status_code, answer.json().get("code")) for answer in known]
        ignored += [(filled, each) for each in refusals if each != (400, "unknown_parameter")]
    assert ignored == []


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "trace"])
def test_every_address_says_it_in_this_shape_to_nobody(method: str, client: Client, cast: Cast) -> None:
    """Also one that is added tomorrow, whatever is done to it."""
    other = []
    for address in api_addresses(get_resolver()):
        filled = "/" + re.sub(r"<\w+:\w+>|\(\?P<\w+>.*?\)", "1", address)
        answer = getattr(client, method)(filled)
        if answer.status_code >= 400 and answer.headers["Content-Type"] != "application/problem+json":
            other.append((filled, answer.status_code))
    assert other == []


def test_a_misspelled_filter_is_named_with_those_that_there_are(cast: Cast) -> None:
    body = problem(signed_in(cast.superuser).get(f"{TICKETS}?sattus=closed"), 400, "unknown_parameter")
    assert [each["parameter"] for each in body["errors"]] == ["sattus"]
    assert "status" in body["detail"]


def test_the_schema_says_how_errors_look_and_how_programs_come_in(client: Client, cast: Cast) -> None:
    schema = client.get("/api/v1/schema/?format=json").json()
    assert "bearer" in str(schema["components"]["securitySchemes"])
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
