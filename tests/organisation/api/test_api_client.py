"""Programs that use the API: what an administrator allows, where, until when, and what anybody else gets."""

import re
import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.api.access import PerMinute
from organisation.models import ApiClient, Institution, User
from organisation.people.leaving import hand_over, left_behind
from organisation.roles import Role, Scope
from organisation.security import limits
from tests.cast import Cast, open_ticket
from tickets.models import Reading, Ticket

TICKETS = "/api/v1/tickets/"
NEW = {"subject": "Fra skolens system", "body": "En forælder har ringet.", "audience": "parent"}
REQUESTER = {"requester_name": "Maja Holm", "requester_email": "maja@example.org"}


def bearer(token: str) -> Client:
    return Client(headers={"authorization": f"Bearer {token}"})


def client_with(cast: Cast, *scopes: str, at: Institution | None = None, **facts: Any) -> tuple[ApiClient, Client]:
    facts.setdefault("everywhere", at is None)
    expires_on = facts.pop("expires_on", timezone.localdate() + timedelta(days=30))
    facts.setdefault("contact", "it@example.org")
    row = ApiClient(name=f"Program {ApiClient.objects.count()}", scopes=list(scopes), **facts)
    row.expires_on = expires_on
    token = row.open_account(by=cast.municipal_admin)
    if at is not None:
        row.institutions.add(at)
    return row, bearer(token)


def administrator(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    defaults = {
        "name": "Skolens intranet",
        "contact": "it@example.org",
        "scopes": [Scope.READ, Scope.OPEN],
        "institutions": [cast.school.pk],
        "expires_on": (timezone.localdate() + timedelta(days=90)).isoformat(),
        "per_minute": "60",
    }
    return defaults | changes


def token_on(page: Any) -> str:
    match = re.search(r"aula_[\w-]+", page.content.decode())
    assert match
    return match[0]


def test_a_client_made_in_the_admin_reads_and_opens_where_it_may(cast: Cast, ticket: Ticket) -> None:
    elsewhere = open_ticket(cast.daycare)
    page = administrator(cast).post(reverse("admin:organisation_apiclient_add"), form(cast))
    program = bearer(token_on(page))
    assert [row["id"] for row in program.get(TICKETS).json()["results"]] == [ticket.pk]
    assert program.get(f"{TICKETS}{ticket.pk}/").status_code == 200
    assert program.get(f"{TICKETS}{elsewhere.pk}/").status_code == 404
    body = NEW | REQUESTER
    opened = program.post(TICKETS, body | {"institution": cast.school.pk}, content_type="application/json")
    assert opened.status_code == 201
    refused = program.post(TICKETS, body | {"institution": cast.daycare.pk}, content_type="application/json")
    assert refused.status_code == 403
    row = ApiClient.objects.get()
    assert row.last_used_at is not None
    assert Reading.objects.filter(person=row.account, ticket=ticket).exists()


def test_the_token_is_shown_once_and_kept_nowhere(cast: Cast) -> None:
    admin = administrator(cast)
    page = admin.post(reverse("admin:organisation_apiclient_add"), form(cast))
    token, row = token_on(page), ApiClient.objects.get()
    again = admin.get(reverse("admin:organisation_apiclient_change", args=[row.pk])).content.decode()
    assert token not in again
    assert token not in str(ApiClient.objects.values())
    assert "no-store" in page["Cache-Control"]
    assert all(token not in cookie.value for cookie in admin.cookies.values())


def test_what_no_scope_allows_is_refused(cast: Cast, ticket: Ticket) -> None:
    _row, reader = client_with(cast, Scope.READ)
    address = f"{TICKETS}{ticket.pk}/"
    assert reader.post(f"{address}note/", {"text": "Nej."}, content_type="application/json").status_code == 403
    assert reader.post(TICKETS, NEW | REQUESTER | {"institution": cast.school.pk}).status_code == 403
    assert reader.get("/api/v1/change-requests/").status_code == 403
    _row, opener = client_with(cast, Scope.OPEN)
    assert opener.get(address).status_code == 404
    _row, worker = client_with(cast, Scope.WORK)
    for verb in ("forward", "publish"):
        assert worker.post(f"{address}{verb}/", {"title": "x"}, content_type="application/json").status_code in {
            403,
            422,
        }
    _row, collector = client_with(cast, Scope.COLLECT)
    assert collector.get("/api/v1/change-requests/").status_code == 200
    assert collector.get(address).status_code == 404


def test_no_case_is_left_to_a_program(cast: Cast, ticket: Ticket) -> None:
    row, worker = client_with(cast, Scope.WORK)
    sent = worker.post(f"{TICKETS}{ticket.pk}/answer/", {"text": "Vi ser på det."}, content_type="application/json")
    assert sent.status_code == 200, sent.content
    ticket.refresh_from_db()
    assert ticket.assignee is None
    assert row.name in ticket.messages.values_list("author_name", flat=True)
    assert worker.post(f"{TICKETS}{ticket.pk}/take/").status_code == 409


def test_its_account_is_no_person(cast: Cast) -> None:
    row, _program = client_with(cast, *Scope.values)
    account = User.objects.get(pk=row.account_id)
    assert (account.is_active, account.role_keys, account.has_usable_password()) == (False, [], False)
    page = administrator(cast).get(reverse("admin:organisation_user_changelist")).content.decode()
    assert row.name not in page
    assert reverse("admin:organisation_user_change", args=[account.pk]) not in page
    signed_in = Client()
    signed_in.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert signed_in.get(reverse("admin:index")).status_code == 302


def test_a_client_that_was_ended_or_has_run_out_gets_in_no_longer(cast: Cast) -> None:
    row, program = client_with(cast, Scope.READ)
    assert program.get(TICKETS).status_code == 200
    assert administrator(cast).post(reverse("admin:revoke_client", args=[row.pk])).status_code == 302
    answer = program.get(TICKETS)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    _row, late = client_with(cast, Scope.READ, expires_on=timezone.localdate() - timedelta(days=1))
    assert late.get(TICKETS).status_code == 401


def test_a_new_token_ends_the_one_before(cast: Cast) -> None:
    row, program = client_with(cast, Scope.READ)
    page = administrator(cast).post(reverse("admin:renew_client_token", args=[row.pk]))
    assert program.get(TICKETS).status_code == 401
    assert bearer(token_on(page)).get(TICKETS).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.MUNICIPAL_ADMIN])
def test_nobody_but_the_municipal_administrator_makes_or_ends_one(role: str, cast: Cast) -> None:
    row, program = client_with(cast, Scope.READ)
    client = Client()
    client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("admin:organisation_apiclient_changelist")).status_code == 403
    assert client.post(reverse("admin:organisation_apiclient_add"), form(cast)).status_code == 403
    for name in ("revoke_client", "renew_client_token"):
        assert client.get(reverse(f"admin:{name}", args=[row.pk])).status_code == 405
        assert client.post(reverse(f"admin:{name}", args=[row.pk])).status_code == 403
    assert program.get(TICKETS).status_code == 200
    assert ApiClient.objects.count() == 1


@pytest.mark.parametrize(
    "token", ["", "aula_", "aula__x", "aula_abc_def", "æøå", "x" * 5000, "a b", "../../etc/passwd", "\x00", "aula_\x00"]
)
def test_a_token_that_is_none_is_refused(token: str, cast: Cast) -> None:
    answer = Client().get(TICKETS, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_a_token_with_the_right_key_and_a_wrong_secret_is_refused(cast: Cast) -> None:
    row, _program = client_with(cast, Scope.READ)
    assert bearer(f"aula_{row.key}_gættet").get(TICKETS).status_code == 401


def test_who_guesses_tokens_is_slowed_and_the_program_beside_them_is_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.PER_HOUR, "wrong_token", 3)
    _row, program = client_with(cast, Scope.READ)
    answers = [bearer("aula_x_y").get(TICKETS).status_code for _turn in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    assert program.get(TICKETS).status_code == 200


def test_a_client_is_let_in_as_often_a_minute_as_its_row_says(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row, _program = client_with(cast, Scope.READ, per_minute=2)
    asked: Any = SimpleNamespace(auth=row)
    page: Any = None
    for minute in (1_000_000, 1_000_001):
        monkeypatch.setattr(time, "time", lambda now=60.0 * minute: now)
        assert [PerMinute().allow_request(asked, page) for _turn in range(3)] == [True, True, False]


def test_a_client_that_asks_too_often_waits(cast: Cast) -> None:
    _row, program = client_with(cast, Scope.READ, per_minute=2)
    answers = [program.get(TICKETS) for _turn in range(6)]
    assert 429 in [answer.status_code for answer in answers]
    assert 0 < int(answers[-1].headers.get("Retry-After", 60)) <= 60
    _row, other = client_with(cast, Scope.READ)
    assert other.get(TICKETS).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"contact": "ingen"},
        {"expires_on": (timezone.localdate() + timedelta(days=1000)).isoformat()},
        {"scopes": [Scope.COLLECT]},
        {"institutions": []},
        {"everywhere": "on"},
        {"name": ""},
    ],
)
def test_what_cannot_be_is_said_on_the_form(changes: dict[str, Any], cast: Cast) -> None:
    answer = administrator(cast).post(reverse("admin:organisation_apiclient_add"), form(cast, **changes))
    assert not ApiClient.objects.exists()
    assert "errorlist" in answer.content.decode() or "error" in answer.content.decode()


def test_a_client_whose_institution_is_deleted_reaches_nothing(cast: Cast) -> None:
    place = Institution.objects.create(name="Lukket Skole", kind="school", code="731999")
    case = open_ticket(cast.school)
    _row, program = client_with(cast, Scope.READ, at=place)
    place.delete()
    assert program.get(TICKETS).json()["results"] == []
    assert program.get(f"{TICKETS}{case.pk}/").status_code == 404


def test_a_client_of_everywhere_reaches_the_whole_municipality(cast: Cast, ticket: Ticket) -> None:
    elsewhere = open_ticket(cast.daycare)
    _row, program = client_with(cast, Scope.READ)
    assert {row["id"] for row in program.get(TICKETS).json()["results"]} == {ticket.pk, elsewhere.pk}


def test_a_program_is_not_left_without_anybody_who_answers_for_it(cast: Cast) -> None:
    row, program = client_with(cast, Scope.READ, contact=cast.pilot.email)
    ended, _program = client_with(cast, Scope.READ, contact=cast.pilot.email)
    ended.revoke(by=cast.municipal_admin)
    assert left_behind(cast.pilot, cast.pilot.role_keys) == []
    assert any(row.name in sentence and ended.name not in sentence for sentence in left_behind(cast.pilot, []))
    hand_over(cast.pilot, [], None, by=cast.municipal_admin)
    row.refresh_from_db()
    assert row.contact == cast.municipal_admin.email
    assert program.get(TICKETS).status_code == 200
    hand_over(cast.municipal_admin, [], cast.project_lead, by=cast.project_lead)
    row.refresh_from_db()
    assert row.contact == cast.project_lead.email
