"""The quality of forwarded faults in numbers: each person those of their own institutions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk.templatetags.durations import hours
from organisation.models import Municipality, User
from tests.cast import Cast, open_ticket
from tests.desk.test_role_table import complete_fault
from tickets.models import Ticket
from triage.faults import questions
from triage.faults.models import FaultReport
from triage.forwarding.models import Forwarding
from triage.quality.fault_figures import FaultQuality
from triage.quality.suggestion_figures import SuggestionFilters

PAGE, SHEET = "/admin/quality/faults/", "/admin/quality/faults.csv"


def forwarded_fault(cast: Cast, place: object, outcome: str = "") -> Ticket:
    ticket = open_ticket(place)  # type: ignore[arg-type]
    complete_fault(cast, ticket)
    sent = Forwarding.forward(ticket, by=cast.support_entitled)
    if outcome == "solved":
        sent.settle(by=cast.support_entitled)
    elif outcome:
        sent.reject(by=cast.support_entitled, reason=outcome)
    return ticket


@pytest.fixture
def faults(cast: Cast) -> Cast:
    """Of the school: one solved, one wrong use, one for a later release, one waits. Of the daycare one wrong use."""
    for outcome in ("solved", "usage", "later_release", ""):
        forwarded_fault(cast, cast.school, outcome)
    forwarded_fault(cast, cast.daycare, "usage")
    return cast


def quality(user: User, **query: str) -> FaultQuality:
    return FaultQuality.of(user, SuggestionFilters.read(query))


def signed_in(user: User, client: Client) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def count_colleagues() -> None:
    Municipality.objects.update_or_create(id=1, defaults={"name": "Aula", "counts_colleagues": True})
    Municipality.forget_cached()


def test_it_counts_what_came_back_as_no_fault(faults: Cast) -> None:
    numbers = quality(faults.municipal_admin)
    whole = numbers.all
    assert (whole.forwarded, whole.no_fault, whole.rejected, whole.solved, whole.waiting) == (5, 2, 1, 1, 1)
    assert whole.no_fault_share == 2 / 4
    assert [(name, figures.no_fault) for name, figures in numbers.by_place()] == [
        ("Grøndal Skole", 1),
        ("Havlunden", 1),
    ]
    assert numbers.by_person(faults.municipal_admin) == []
    count_colleagues()
    assert [(name, figures.forwarded) for name, figures in numbers.by_person(faults.municipal_admin)] == [
        (faults.support_entitled.name, 5)
    ]
    assert [count for _reason, count, _width in numbers.by_reason] == [2, 1]
    assert round(sum(width for _kind, _left, width in whole.bar)) == 100


def test_what_was_taken_back_does_not_count(faults: Cast) -> None:
    sent = Forwarding.objects.waiting().get()
    sent.retriage(by=faults.support_entitled)
    assert quality(faults.municipal_admin).all.forwarded == 4


def test_a_report_takes_from_the_first_word_until_it_is_complete(cast: Cast) -> None:
    for waited, asks in ((2, 0), (10, 1), (30, 2)):
        ticket = open_ticket(cast.school)
        ticket.set_route("technical_fault", by=cast.superuser)
        for number in range(asks):
            FaultReport.record(ticket, {"device": f"iPhone {number}"}, by=cast.superuser)
            questions.ask_for_the_rest(ticket, by=cast.superuser)
        ticket.ask("Hej?", by=cast.superuser)
        complete_fault(cast, ticket)
        opened = timezone.now() - timedelta(hours=waited)
        Ticket.objects.filter(pk=ticket.pk).update(opened_at=opened)
    whole = quality(cast.municipal_admin).all
    assert whole.reports == 3
    assert round(whole.usual_hours or 0) == 10
    assert (whole.asked_share, whole.asked_usually) == (2 / 3, 1)
    assert [hours(value) for value in (None, 0.5, 5, 60)] == ["–", "30 minutter", "5 timer", "2,5 dage"]


@pytest.mark.parametrize(
    ("role", "count", "people"),
    [("superuser", 4, 0), ("observer", 4, 0), ("stranger", 1, 0), ("support_entitled", 5, 1), ("project_lead", 5, 0)],
)
def test_everybody_sees_the_numbers_of_their_own_places(faults: Cast, role: str, count: int, people: int) -> None:
    user = faults.by_role(role)
    numbers = quality(user)
    assert (numbers.all.forwarded, len(numbers.by_person(user))) == (count, people)
    count_colleagues()
    assert len(numbers.by_person(user)) == (role in {"support_entitled", "project_lead"})


def test_filters_narrow(faults: Cast) -> None:
    user = faults.municipal_admin
    assert quality(user, institution=str(faults.daycare.pk)).all.forwarded == 1
    Forwarding.objects.update(forwarded_at=timezone.now() - timedelta(days=62))
    assert quality(user, months="1").all.forwarded == 0
    assert quality(user, months="12").all.forwarded == 5


def test_the_page_and_the_spreadsheet_show_the_same(faults: Cast, client: Client) -> None:
    observer = signed_in(faults.observer, client)
    page = observer.get(PAGE).content.decode()
    assert "Grøndal Skole" in page
    assert "Havlunden" not in page
    assert faults.support_entitled.name not in page
    sheet = observer.get(SHEET).content.decode("utf-8-sig")
    assert "Grøndal Skole;4;1;1;1;1;4" in sheet
    assert "Havlunden" not in sheet
    assert faults.support_entitled.name not in sheet
    assert PAGE in observer.get("/admin/").content.decode()
    lead = signed_in(faults.project_lead, client)
    assert faults.support_entitled.name not in lead.get(PAGE).content.decode() + lead.get(SHEET).content.decode()
    count_colleagues()
    assert faults.support_entitled.name in lead.get(PAGE).content.decode()


def test_nobody_without_a_role_sees_numbers(faults: Cast, client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    faults.observer.memberships.all().delete()
    assert signed_in(faults.observer, client).get(PAGE).status_code == 302
    assert client.post(PAGE).status_code in {302, 405}


def test_an_empty_house_has_an_empty_page(cast: Cast, client: Client) -> None:
    assert signed_in(cast.municipal_admin, client).get(PAGE).status_code == 200
    assert signed_in(cast.municipal_admin, client).get(SHEET).status_code == 200
