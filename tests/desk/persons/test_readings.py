"""Whoever is shown what stands in a case is in its reading log, by whatever door they came."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone

from organisation.models import Municipality
from organisation.roles import Role
from tests.cast import Cast, open_ticket, settle
from tests.desk.persons.test_everything_about_one_person import signed_in
from tests.desk.test_role_table import FIELDS
from tickets.models import Delivery, Draft, Merge, Reading, ReceivedMail, Ticket
from triage.known_errors.models import KnownError
from triage.learning.models import Example
from triage.wishes.models import ChangeRequest

SECRET = "Kragefoden ligger under brændestablen"
OURS = re.compile(r"^(admin/|api/v1/)")
LEFT = re.compile(r"logout|login|schema|password|adgangskode")


def patterns(resolver: Any, before: str = "") -> list[str]:
    routes: list[str] = []
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern)
        routes += patterns(pattern, here) if isinstance(pattern, URLResolver) else [here]
    return [each for each in routes if OURS.match(each) and not LEFT.search(each)]


def filled(pattern: str, keys: dict[str, int], kind: str) -> str:
    key = next((value for begin, value in keys.items() if pattern.startswith(begin)), 1)
    address = re.sub(r"\^|\$|\(\?P<\w+>.*?\)", lambda match: str(key) if "P<" in match[0] else "", pattern)
    address = re.sub(r"<uuid:\w+>", "3f2b8c9e-0000-4000-8000-000000000000", address)
    address = re.sub(r"<slug:part>", "timeline", address).replace("<slug:kind>", kind)
    return "/" + re.sub(r"<(\w+:)?\w+>", str(key), address).replace("\\Z", "")


def telling(cast: Cast) -> dict[str, int]:
    """A case whose words stand in its messages, in mail in and out, and in a draft; and where each lies."""
    ticket = open_ticket(cast.school, body=SECRET)
    ticket.answer(SECRET, by=cast.superuser)
    Draft.keep(ticket, cast.superuser, Draft.Kind.NOTE, SECRET)
    mail = ReceivedMail.objects.create(
        fingerprint="m", ticket=ticket, text=SECRET, outcome="reply", speaker="requester"
    )
    settle()
    delivery = Delivery.objects.filter(body__contains=SECRET).first()
    assert delivery is not None
    return {
        "admin/tickets/ticket": ticket.pk,
        "admin/tickets/receivedmail": mail.pk,
        "admin/tickets/delivery": delivery.pk,
        "api/v1/tickets": ticket.pk,
    }


@pytest.mark.parametrize("method", ["get", "post", "post_json"])
def test_who_is_shown_the_words_of_a_case_is_in_its_log(method: str, cast: Cast) -> None:
    """No page reads JSON, so that only the API is sent any."""
    keys = telling(cast)
    every = [filled(each, keys, "note") for each in patterns(get_resolver())]
    addresses = [each for each in every if method != "post_json" or each.startswith("/api/")]
    shown, unnoted = set(), []
    for person in (cast.municipal_admin, cast.superuser):
        client = signed_in(person)
        for address in addresses:
            Reading.objects.all().delete()
            if "_auth_user_id" not in client.session:  # the address before this one signed them out
                client = signed_in(person)
            client.raise_request_exception = False
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("tickets.models.reading.cache.add", lambda *_args: True)
                patch.setattr("tickets.models.reading.cache.get_many", lambda *_args: {})
                answer = send(client, address, method)
            if SECRET.encode() in b"".join(answer if answer.streaming else [answer.content]):
                shown.add(address)
                if not Reading.objects.filter(person=person, ticket=keys["api/v1/tickets"]).exists():
                    unnoted.append(address)
    assert len(every) > 150
    assert len(shown) > (3 if method == "get" else 1)
    assert unnoted == []


def send(client: Client, address: str, method: str) -> Any:
    if method == "get":
        return client.get(address)
    body = FIELDS.get(address.strip("/").rpartition("/")[2], {"text": ""})
    if method == "post":
        return client.post(address, body)
    return client.post(address, body, content_type="application/json")


def test_the_log_of_security_names_ids_and_nothing_else(
    ticket: Ticket, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="security"):
        Reading.note(ticket, cast.superuser)
    assert caplog.messages == [f"read case={ticket.pk} user={cast.superuser.pk}"]


@pytest.mark.parametrize("role", list(Role))
def test_what_somebody_has_read_is_for_those_who_answer_for_it(role: str, ticket: Ticket, cast: Cast) -> None:
    Reading.note(ticket, cast.pilot)
    address = reverse("admin:readings")
    answer = signed_in(cast.by_role(role)).get(address, {"person": cast.pilot.pk})
    entitled = role in {Role.SUPPORT_ENTITLED, Role.PROJECT_LEAD, Role.MUNICIPAL_ADMIN}
    assert answer.status_code == (200 if entitled else 403)
    if entitled:
        assert ticket.number in answer.content.decode()
        of_case = signed_in(cast.by_role(role)).get(address, {"case": ticket.number}).content.decode()
        assert cast.pilot.name in of_case


def test_readings_are_kept_as_long_as_the_municipality_says(ticket: Ticket, cast: Cast) -> None:
    Reading.note(ticket, cast.pilot)
    Municipality.objects.update(reading_days=0)
    Municipality.forget_cached()
    Reading.drop_old()
    assert not Reading.objects.exists()


@pytest.mark.parametrize("page", ["queue", "overview", "known error"])
def test_a_list_notes_once_a_day_whose_words_it_showed_and_not_what_it_kept_back(page: str, cast: Cast) -> None:
    told, kept_back = open_ticket(cast.school, body=SECRET), open_ticket(cast.school, body=SECRET, subject="")
    kept_back.flag("violence")
    kept_back.let_in(cast.superuser)
    settle()
    address = address_of(page)
    for _time in range(2):
        shown = signed_in(cast.superuser).get(address).content.decode()
    assert shown.count(SECRET) == 1
    seen = Reading.objects.filter(person=cast.superuser)
    assert [(row.ticket, row.in_list) for row in seen] == [(told, True)]


def test_a_wish_notes_whose_words_it_showed_and_shows_none_that_are_flagged(cast: Cast) -> None:
    told, flagged = open_ticket(cast.school, body=SECRET), open_ticket(cast.school, body=f"{SECRET} igen")
    for ticket in (told, flagged):
        ticket.set_route("change_request", by=cast.project_lead)
    request = ChangeRequest.collect_all([told, flagged], by=cast.project_lead)
    assert request is not None
    flagged.flag("violence")
    address = reverse("admin:triage_changerequest_change", args=[request.pk])
    assert signed_in(cast.project_lead).get(address).content.decode().count(SECRET) == 1
    assert [(row.ticket, row.in_list) for row in Reading.objects.filter(person=cast.project_lead)] == [(told, True)]


def address_of(page: str) -> str:
    """Where cases are listed; on the page of a known error those that hold the words."""
    if page == "known error":
        error = KnownError.objects.create(title="Kalenderen er tom", description="Alle ugeplaner er tomme.")
        return reverse("admin:known_error", args=[error.pk]) + "?find=Kragefoden"
    return reverse("admin:index" if page == "overview" else "admin:tickets_ticket_changelist")


def test_what_triage_has_learned_from_a_case_is_read_like_the_case(ticket: Ticket, cast: Cast) -> None:
    Example.objects.create(ticket=ticket, subject=SECRET, body=SECRET, route="unilogin", is_held_back=False)
    Example.objects.create(ticket=None, subject="Uden sag", body="Uden sag", route="unilogin", is_held_back=False)
    client, seen = signed_in(cast.municipal_admin), Reading.objects.filter(ticket=ticket)
    example = Example.objects.get(ticket=ticket)
    assert SECRET in client.get(reverse("admin:triage_example_changelist")).content.decode()
    assert [row.in_list for row in seen.all()] == [True]
    assert SECRET in client.get(reverse("admin:triage_example_change", args=[example.pk])).content.decode()
    assert sorted(row.in_list for row in seen.all()) == [False, True]
    client.post(reverse("admin:triage_example_delete", args=[example.pk]), {"post": "yes"})
    assert not LogEntry.objects.filter(object_repr__contains="Kragefoden").exists()
    assert LogEntry.objects.exists()


def test_who_opens_a_case_after_midnight_that_a_list_has_shown_has_read_it(
    ticket: Ticket, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=3, second=0, microsecond=0)
    monkeypatch.setattr("django.utils.timezone.now", lambda: midnight)
    Reading.note_listed([ticket], cast.superuser)
    Reading.note(ticket, cast.superuser)
    assert [row.in_list for row in Reading.objects.all()] == [False]
    Reading.note_listed([ticket], cast.superuser)
    assert [row.in_list for row in Reading.objects.all()] == [False]


def test_who_opens_a_case_reads_those_that_were_merged_into_it_and_the_answers_of_others_beside_it(cast: Cast) -> None:
    merged, common = open_ticket(cast.school, body=SECRET), open_ticket(cast.school)
    Merge.begin(merged, common, by=cast.superuser)
    client, seen = signed_in(cast.superuser), Reading.objects.filter(person=cast.superuser)
    assert SECRET in client.get(reverse("admin:tickets_ticket_change", args=[common.pk])).content.decode()
    assert {row.ticket for row in seen.all()} == {merged, common}


def test_who_is_offered_what_was_answered_elsewhere_is_in_the_log_there(cast: Cast) -> None:
    subject = "Kalenderen viser forkerte tidspunkter"
    solved, asked = open_ticket(cast.school, subject=subject), open_ticket(cast.school, subject=subject)
    solved.answer(SECRET, by=cast.superuser)
    solved.resolve(by=cast.superuser)
    settle()
    client, seen = signed_in(cast.superuser), Reading.objects.filter(person=cast.superuser, ticket=solved)
    assert SECRET in client.get(reverse("admin:ticket_part", args=[asked.pk, "help"])).content.decode()
    assert [row.in_list for row in seen.all()] == [True]


def test_a_program_that_lists_cases_is_in_the_log_of_each(ticket: Ticket, cast: Cast) -> None:
    client, seen = signed_in(cast.superuser), Reading.objects.filter(person=cast.superuser, ticket=ticket)
    settle()
    for query in ({}, {"q": ticket.subject}):
        seen.delete()
        cache.clear()
        assert ticket.subject in client.get("/api/v1/tickets/", query).content.decode()
        assert [row.in_list for row in seen.all()] == [True]
