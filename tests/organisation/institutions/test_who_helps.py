"""The contact page says who helps, and names nobody who has not agreed to it."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from organisation.institutions.who_helps import hours_at
from organisation.models import Membership, Municipality, OpeningWindow, User
from organisation.models.opening import names_no_weekday
from organisation.roles import Role
from tests.cast import Cast


def page(client: Client, cast: Cast) -> str:
    return client.get(reverse("contact", args=[cast.school.code])).content.decode()


def test_nobody_is_named_who_has_not_agreed(client: Client, cast: Cast) -> None:
    html = page(client, cast)
    assert [user.name for user in User.objects.all() if user.name in html] == []
    assert "Pædagogisk superbruger" in html
    assert "1 medarbejder" in html


def test_who_agrees_in_their_settings_is_named_where_they_help(client: Client, cast: Cast) -> None:
    staff = Client()
    staff.force_login(cast.superuser)
    settings = staff.get(reverse("admin:my_settings")).context["form"]
    told = {field.html_name: field.value() for field in settings if field.value() not in {None, False}}
    assert staff.post(reverse("admin:my_settings"), told | {"named_publicly": "on"}).status_code == 302
    assert cast.superuser.name in page(client, cast)
    User.objects.filter(pk=cast.superuser.pk).update(is_active=False)
    assert cast.superuser.name not in page(client, cast)


def test_a_place_without_people_says_whom_to_ask_instead(client: Client, cast: Cast) -> None:
    assert "Spørg kommunen i stedet" not in page(client, cast)
    Membership.objects.filter(role__in=[Role.SUPERUSER, Role.INSTITUTION_ADMIN, Role.PILOT]).delete()
    html = page(client, cast)
    assert "Spørg kommunen i stedet" in html
    assert "Supportberettiget" in html


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("da", ["Mandag til torsdag kl. 8.00–15.30", "Fredag kl. 8.00–12.00, 13.00–14.00"]),
        ("en", ["Monday to Thursday, 08:00–15:30", "Friday, 08:00–12:00, 13:00–14:00"]),
    ],
)
def test_days_with_the_same_hours_stand_together(language: str, told: list[str], cast: Cast) -> None:
    OpeningWindow.objects.all().delete()
    for day in range(4):
        OpeningWindow.objects.create(weekday=day, opens=time(8), closes=time(15, 30))
    OpeningWindow.objects.create(weekday=4, opens=time(8), closes=time(12))
    OpeningWindow.objects.create(weekday=4, opens=time(13), closes=time(14))
    with translation.override(language):
        assert hours_at(cast.school) == told
        OpeningWindow.objects.create(institution=cast.school, weekday=1, opens=time(9), closes=time(10))
        assert len(hours_at(cast.school)) == 1


def test_the_foot_of_each_page_says_the_hours_that_are_kept_in_the_readers_language(client: Client, cast: Cast) -> None:
    Municipality.objects.update(opening_hours_text="Telefonen er åben fra kl. 9.")
    OpeningWindow.objects.all().delete()
    for day in range(5):
        OpeningWindow.objects.create(weekday=day, opens=time(8), closes=time(15))
    Municipality.forget_cached()
    danish, english = (client.get("/", headers={"accept-language": each}).content.decode() for each in ("da", "en"))
    assert "Mandag til fredag kl. 8.00–15.00" in danish
    assert "Monday to Friday, 08:00–15:00" in english
    assert all('<p lang="da">Telefonen er åben fra kl. 9.</p>' in page for page in (danish, english))


@pytest.mark.parametrize("told", ["Mandag–fredag 8–15", "Alle hverdage fra 9", "Closed on Fridays"])
def test_hours_are_entered_in_one_place_alone(told: str) -> None:
    names_no_weekday("Telefonen er åben fra kl. 9.")
    with pytest.raises(ValidationError):
        names_no_weekday(told)


def test_the_page_can_be_printed_without_what_is_no_use_on_paper(client: Client, cast: Cast) -> None:
    html = page(client, cast)
    assert "data-print hidden" in html
    assert 'class="quiet no-print"><a href="' + reverse("enquiry_button") in html
