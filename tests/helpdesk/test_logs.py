"""What the logs hold for a SIEM: one object a line, a line for each act of security, and nobody's words or names."""

import json
import logging
import sys

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from helpdesk.logs import REQUEST, JSONLines, Lines
from organisation.models import Membership
from tests.cast import PASSWORD, Cast, settle
from tickets.models import Event, Ticket


def record(words: str, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("tickets", logging.ERROR, "file.py", 7, "sending %s", (words,), None)
    vars(made).update(more)
    return made


def failing(words: str) -> logging.LogRecord:
    try:
        int(words)
    except ValueError:
        return record("12", exc_info=sys.exc_info())
    raise AssertionError(words)


def test_a_line_for_machines_is_one_object_with_its_facts_and_the_request() -> None:
    token = REQUEST.set("the-request")
    try:
        line = JSONLines().format(record("a\nb", facts={"case": 7}))
    finally:
        REQUEST.reset(token)
    assert "\n" not in line
    entry = json.loads(line)
    assert (entry["level"], entry["logger"], entry["message"]) == ("ERROR", "tickets", "sending a\nb")
    assert (entry["request"], entry["case"]) == ("the-request", 7)
    assert entry["time"].endswith("+00:00")


@pytest.mark.parametrize("form", [JSONLines(), Lines()], ids=["json", "text"])
def test_of_an_error_a_line_names_kind_and_place_and_never_its_words(form: logging.Formatter) -> None:
    line = form.format(failing("Maja Holm skrev"))
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert "Maja" not in line


def acts(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was noted, with its ids; and forgotten, so that the next act stands alone."""
    noted = [entry for entry in caplog.records if entry.name == "security"]
    told = [f"{entry.getMessage().split()[0]} {vars(entry)['facts']}" for entry in noted]
    assert all("@" not in line and "Person" not in line for line in told), told
    caplog.clear()
    return told


@pytest.fixture
def security(caplog: pytest.LogCaptureFixture, cast: Cast) -> pytest.LogCaptureFixture:
    """Listens after the cast has come on."""
    cache.clear()
    caplog.set_level(logging.WARNING)
    caplog.set_level(logging.INFO, "security")
    caplog.clear()
    return caplog


def test_signing_in_failing_and_signing_out_are_noted(security: pytest.LogCaptureFixture, cast: Cast) -> None:
    client, person = Client(), cast.observer
    client.post(reverse("admin:login"), {"username": person.email, "password": "forkert"})
    (failed,) = [line for line in acts(security) if line.startswith("sign_in_failed")]
    assert "network" in failed
    client.post(reverse("admin:login"), {"username": person.email, "password": PASSWORD})
    assert any(line.startswith(f"signed_in {{'user': {person.pk}, 'network'") for line in acts(security))
    client.post(reverse("admin:logout"))
    assert f"signed_out {{'user': {person.pk}}}" in acts(security)


def test_a_role_that_is_given_changed_and_taken_is_noted(security: pytest.LogCaptureFixture, cast: Cast) -> None:
    held = Membership.objects.create(user=cast.stranger, role="pilot", institution=cast.school)
    held.institution = cast.daycare
    held.save()
    held.delete()
    facts = {"user": cast.stranger.pk, "role": "pilot"}
    assert acts(security) == [
        f"role_given {facts | {'institution': cast.school.pk}}",
        f"role_changed {facts | {'institution': cast.daycare.pk}}",
        f"role_taken {facts | {'institution': cast.daycare.pk}}",
    ]


def test_a_token_that_is_made_and_ended_is_noted_by_its_beginning(
    security: pytest.LogCaptureFixture, cast: Cast
) -> None:
    row, whole = AuthToken.objects.create(cast.pilot)
    row.delete()
    told = acts(security)
    assert told == [
        f"{act} {{'user': {cast.pilot.pk}, 'token': '{row.token_key}'}}" for act in ("token_made", "token_deleted")
    ]
    assert whole not in "".join(told)


def test_what_is_taken_out_as_a_file_is_noted(security: pytest.LogCaptureFixture, cast: Cast, client: Client) -> None:
    client.force_login(cast.project_lead)
    acts(security)
    assert client.get(reverse("admin:queue_csv")).status_code == 200
    assert [line for line in acts(security) if line.startswith("exported")] == [
        f"exported {{'page': '/admin/tickets/ticket/cases.csv', 'user': {cast.project_lead.pk}}}"
    ]


def test_what_leaves_the_house_is_noted(security: pytest.LogCaptureFixture, cast: Cast, ticket: Ticket) -> None:
    settle()
    acts(security)
    event = Event.record(ticket, "forwarded", by=cast.support_entitled)
    settle()
    (told,) = [line for line in acts(security) if line.startswith("forwarded")]
    assert told == f"forwarded {{'case': {ticket.pk}, 'event': {event.pk}, 'user': {cast.support_entitled.pk}}}"
