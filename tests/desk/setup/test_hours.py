"""A week of opening hours is entered at once, a half one asks, and it is told what follows from it."""

from datetime import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import OpeningWindow
from tests.cast import Cast, open_ticket

WHOLE_WEEK = {f"{end}_{day}_0": at for day in range(5) for end, at in (("opens", "09:00"), ("closes", "14:00"))}
MONDAY = {"opens_0_0": "09:00", "closes_0_0": "14:00"}


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.municipal_admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def guide() -> str:
    return reverse("admin:setup_step", args=["hours"])


def of(cast: Cast) -> str:
    return reverse("admin:institution_hours", args=[cast.school.pk])


def test_half_a_week_asks_before_the_other_days_are_closed(cast: Cast, client: Client) -> None:
    for address in (guide(), of(cast)):
        page = client.post(address, MONDAY | {"act": "hours"})
        assert page.status_code == 422
        assert "Tirsdag, Onsdag, Torsdag, Fredag" in page.content.decode()
        assert not OpeningWindow.objects.exists()
    assert client.post(guide(), MONDAY | {"act": "hours", "meant": "on"}).status_code == 302
    assert OpeningWindow.objects.get().opens == time(9)
    assert client.post(guide(), MONDAY | {"act": "hours"}).status_code == 302, "they were closed before"


def test_an_institution_gets_its_week_at_once_and_goes_back_to_everybodys(cast: Cast, client: Client) -> None:
    page: Any = client.get(of(cast))
    assert page.context["form"]["opens_0_0"].value() == time(8)
    assert client.post(of(cast), WHOLE_WEEK | {"act": "hours"}).status_code == 302
    assert OpeningWindow.objects.filter(institution=cast.school, opens=time(9)).count() == 5
    assert (
        of(cast) in client.get(reverse("admin:organisation_institution_change", args=[cast.school.pk])).content.decode()
    )
    assert client.post(of(cast), {"act": "usual"}).status_code == 302
    assert not OpeningWindow.objects.exists()


def test_nobody_else_enters_the_hours_of_an_institution(cast: Cast, client: Client) -> None:
    client.force_login(cast.institution_admin, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(of(cast), WHOLE_WEEK | {"act": "hours"}).status_code == 403
    assert not OpeningWindow.objects.exists()


@pytest.mark.parametrize("page", ["guide", "institution", "closing"])
def test_how_many_due_times_are_counted_anew_is_told_wherever_hours_are_changed(
    page: str, cast: Cast, client: Client
) -> None:
    open_ticket(cast.school)
    address = of(cast) if page == "institution" else guide()
    posted = {"act": "closing", "first": "2027-06-14", "name": "Fagdag"} if page == "closing" else WHOLE_WEEK
    answer = client.post(address, {"act": "hours"} | posted, follow=True)
    assert "Fristen for 1 åben sag beregnes igen." in answer.content.decode()


def test_a_single_window_says_which_days_are_closed_by_it(cast: Cast, client: Client) -> None:
    add = reverse("admin:organisation_openingwindow_add")
    at_school = {"weekday": 1, "opens": "08:00", "closes": "12:00", "institution": cast.school.pk}
    answer = client.post(add, at_school, follow=True).content.decode()
    assert "Mandag, Onsdag, Torsdag, Fredag" in answer
    assert of(cast) in answer
    answer = client.post(add, {"weekday": 0, "opens": "08:00", "closes": "12:00"}, follow=True).content.decode()
    assert "Tirsdag, Onsdag, Torsdag, Fredag" in answer
    assert guide() in answer
