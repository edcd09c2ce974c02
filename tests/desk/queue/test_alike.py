"""Open cases about one matter are found and brought together by picking; nobody types a number."""

import re

from django.test import Client

from desk.queue.models import BulkAct
from organisation.models import User
from tests.cast import Cast, open_ticket, settle
from tickets.models import Delivery, Ticket
from triage.known_errors.models import KnownError, KnownErrorCase
from triage.suggestions.alike import open_like

QUEUE = "/admin/tickets/ticket/"
WRITERS = (("Maja Holm", "maja@example.org"), ("Bo Lund", "bo@example.org"), ("Ida Krag", "ida@example.org"))
WORDS = (
    ("Ugeplanen er tom", "Ugeplanen for 3.b er helt tom i denne uge."),
    ("Ugeplan tom", "Vi kan ikke se nogen ugeplan i 3.b, den er tom."),
    ("Tom ugeplan i 3.b", "Der står ingenting i ugeplanen."),
)


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def three(cast: Cast) -> list[Ticket]:
    """From three parents of one school, and two that are no part of it."""
    open_ticket(cast.school, subject="Kan ikke logge ind", body="MitID siger fejl.")
    open_ticket(cast.daycare, subject=WORDS[0][0], body=WORDS[0][1])
    return [
        open_ticket(cast.school, subject=subject, body=body, requester_name=name, requester_email=email)
        for (subject, body), (name, email) in zip(WORDS, WRITERS, strict=True)
    ]


def test_three_empty_weekly_plans_of_one_school_are_found_and_nothing_else(cast: Cast) -> None:
    made = three(cast)
    for ticket in made:
        found = {each.ticket.pk for each in open_like(ticket, cast.support_entitled)}
        assert found == {other.pk for other in made} - {ticket.pk}


def test_what_is_over_or_sensitive_or_on_another_way_is_not_offered(cast: Cast) -> None:
    first, second, third = three(cast)
    second.resolve(by=cast.superuser)
    assert [each.ticket for each in open_like(first, cast.superuser)] == [third]
    first.set_route("widget_vendor", by=cast.superuser)
    third.set_route("usage_question", by=cast.superuser)
    assert open_like(first, cast.superuser) == []


def test_the_queue_says_how_many_are_alike_and_leads_to_them(cast: Cast, client: Client) -> None:
    made = three(cast)
    enter(client, cast.superuser)
    page = client.get(QUEUE).content.decode()
    assert page.count("2 lignende sager") == 3
    answer = client.get(f"{QUEUE}{made[0].pk}/alike/")
    ticked = re.findall(r'name="case" value="(\d+)" checked', answer.content.decode())
    assert {int(key) for key in ticked} == {ticket.pk for ticket in made}
    assert f"{QUEUE}{made[0].pk}/alike/" in client.get(f"{QUEUE}{made[0].pk}/?open=help").content.decode()


def test_they_are_merged_into_the_one_that_is_kept_and_parted_again(cast: Cast, client: Client) -> None:
    made = three(cast)
    settle()
    before = [Ticket.objects.get(pk=ticket.pk).state for ticket in made]
    mails = Delivery.objects.count()
    enter(client, cast.superuser)
    told = {"verb": "merge", "go": "1", "case": [each.pk for each in made], "into": made[0].number, "here": "?list=all"}
    client.post(f"{QUEUE}bulk/", told)
    act = BulkAct.objects.get()
    assert (act.done, len(act.refused)) == ([], 2), "different people are asked about first"
    client.post(f"{QUEUE}bulk/", told | {"confirmed": "on"})
    act = BulkAct.objects.latest("id")
    assert [each["number"] for each in act.done] == [each.number for each in made[1:]]
    assert Ticket.objects.filter(merged_into=made[0]).count() == 2
    client.post(f"{QUEUE}bulk/{act.pk}/undo/")
    settle()
    assert not Ticket.objects.exclude(merged_into=None).exists()
    assert [Ticket.objects.get(pk=ticket.pk).state for ticket in made] == before
    assert Delivery.objects.count() == mails


def test_they_are_joined_to_a_known_error_and_nobody_hears_of_it_when_that_is_undone(
    cast: Cast, client: Client
) -> None:
    made, error = three(cast), KnownError.objects.create(title="Ugeplaner er tomme", description="x")
    settle()
    mails = Delivery.objects.count()
    enter(client, cast.superuser)
    told = {"verb": "attach", "go": "1", "case": [each.pk for each in made], "known_error": error.pk}
    client.post(f"{QUEUE}bulk/", told)
    assert KnownErrorCase.objects.filter(known_error=error).count() == 3
    assert {ticket.status for ticket in Ticket.objects.filter(known_errors=error)} == {"forwarded"}
    client.post(f"{QUEUE}bulk/{BulkAct.objects.get().pk}/undo/")
    settle()
    assert not KnownErrorCase.objects.exists()
    assert {Ticket.objects.get(pk=ticket.pk).status for ticket in made} == {"new"}
    assert Delivery.objects.count() == mails


def test_others_are_found_by_words_or_number_and_strangers_find_no_page(cast: Cast, client: Client) -> None:
    made = three(cast)
    other = open_ticket(cast.school, subject="Skemaet mangler", body="Intet skema.")
    settle()
    enter(client, cast.superuser)
    for words in ("skemaet", other.number):
        page = client.get(f"{QUEUE}{made[0].pk}/alike/", {"q": words}).content.decode()
        assert f'name="case" value="{other.pk}"> ' in page
    enter(client, cast.stranger)
    assert client.get(f"{QUEUE}{made[0].pk}/alike/").status_code == 404
