"""Absence: new work goes to the deputy, and what is there already when somebody says so."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import Absence, StandIns, User
from tests.cast import Cast, kinds, open_ticket, person, settle
from tickets.models import Ticket


def away(user: User, deputy: User | None, *, days: int = 7) -> Absence:
    today = timezone.localdate()
    return Absence.enter(user, starts_on=today, ends_on=today + timedelta(days=days), deputy=deputy, by=user)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_case_given_to_who_is_away_goes_to_the_deputy(ticket: Ticket, cast: Cast) -> None:
    away(cast.superuser, cast.institution_admin)
    ticket.assign(cast.superuser, by=cast.pilot)
    assert ticket.assignee == cast.institution_admin
    assert kinds(ticket) == ["opened", "assigned"]


def test_who_takes_a_case_while_away_gets_it(ticket: Ticket, cast: Cast) -> None:
    away(cast.superuser, cast.institution_admin)
    ticket.assign(cast.superuser, by=cast.superuser)
    assert ticket.assignee == cast.superuser


def test_deputies_have_deputies(cast: Cast) -> None:
    away(cast.superuser, cast.institution_admin)
    away(cast.institution_admin, cast.pilot)
    assert StandIns().of(cast.superuser) == cast.pilot


def test_a_circle_of_deputies_ends(ticket: Ticket, cast: Cast) -> None:
    away(cast.superuser, cast.institution_admin)
    away(cast.institution_admin, cast.superuser)
    assert StandIns().of(cast.superuser) is None
    ticket.assign(cast.superuser, by=cast.pilot)
    assert ticket.assignee == cast.superuser


def test_a_deputy_who_may_not_see_the_case_does_not_get_it(ticket: Ticket, cast: Cast) -> None:
    away(cast.superuser, cast.stranger)
    ticket.assign(cast.superuser, by=cast.pilot)
    assert ticket.assignee == cast.superuser


def test_days_to_come_and_days_that_are_over_change_nothing(ticket: Ticket, cast: Cast) -> None:
    today = timezone.localdate()
    for first in (today - timedelta(days=9), today + timedelta(days=2)):
        Absence.enter(
            cast.superuser,
            starts_on=first,
            ends_on=first + timedelta(days=3),
            deputy=cast.institution_admin,
            by=cast.superuser,
        )
    assert StandIns().of(cast.superuser) == cast.superuser


def test_the_deputy_hears_of_new_cases_instead(cast: Cast) -> None:
    deputy = person("superuser", cast.school, name="Vikar", email="vikar@example.org")
    away(cast.superuser, deputy)
    open_ticket(cast.school)
    settle()
    recipients = {address for letter in mail.outbox for address in letter.to}
    assert deputy.email in recipients
    assert cast.superuser.email not in recipients


def test_nobody_notes_the_days_of_others_but_the_administrator(cast: Cast) -> None:
    today = timezone.localdate()
    with pytest.raises(PermissionDenied):
        Absence.enter(cast.superuser, starts_on=today, ends_on=today, by=cast.pilot)
    Absence.enter(cast.superuser, starts_on=today, ends_on=today, by=cast.municipal_admin)


def test_a_person_notes_their_days_on_the_page_and_takes_them_back(cast: Cast) -> None:
    client, today = signed_in(cast.superuser), timezone.localdate()
    posted = {"starts_on": today, "ends_on": today + timedelta(days=4), "deputy": cast.institution_admin.pk}
    assert client.post(reverse("admin:absences"), posted).status_code == 302
    absence = Absence.objects.get(user=cast.superuser, deputy=cast.institution_admin)
    assert signed_in(cast.pilot).post(reverse("admin:absence_cancel", args=[absence.pk])).status_code == 404
    assert client.get(reverse("admin:absence_cancel", args=[absence.pk])).status_code == 405
    assert client.post(reverse("admin:absence_cancel", args=[absence.pk])).status_code == 302
    assert not Absence.objects.exists()


@pytest.mark.parametrize("days", [-1, 0])
def test_days_that_cannot_be_are_refused_in_words(days: int, cast: Cast) -> None:
    first = timezone.localdate() + timedelta(days=1 if days else -9)
    posted = {"starts_on": first, "ends_on": first + timedelta(days=days)}
    answer = signed_in(cast.superuser).post(reverse("admin:absences"), posted)
    assert answer.status_code == 422
    assert not Absence.objects.exists()


def test_open_cases_are_handed_over_at_one_press(ticket: Ticket, cast: Cast) -> None:
    done = open_ticket(cast.school)
    for one in (ticket, done):
        one.assign(cast.superuser, by=cast.superuser)
    done.resolve(by=cast.superuser)
    absence = away(cast.superuser, cast.institution_admin)
    client = signed_in(cast.superuser)
    assert "Overdrag 1 åben sag til" in client.get(reverse("admin:absences")).content.decode()
    for _time in range(2):
        client.post(reverse("admin:absence_hand_over", args=[absence.pk]))
    ticket.refresh_from_db()
    done.refresh_from_db()
    assert (ticket.assignee, done.assignee) == (cast.institution_admin, cast.superuser)
    assert kinds(ticket) == ["opened", "assigned", "assigned"]


def test_a_case_says_that_who_has_it_is_away(ticket: Ticket, cast: Cast) -> None:
    ticket.assign(cast.superuser, by=cast.superuser)
    away(cast.superuser, cast.institution_admin)
    text = signed_in(cast.pilot).get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).content.decode()
    assert "Person superuser er væk til" in text


def test_a_case_is_handed_over_with_a_note_in_one_event(ticket: Ticket, cast: Cast) -> None:
    ticket.assign(cast.pilot, by=cast.superuser, note="Ring til moderen.")
    settle()
    assert kinds(ticket) == ["opened", "assigned", "routed"] or kinds(ticket) == ["opened", "assigned"]
    assert ticket.messages.filter(kind="note").count() == 1
    (letter,) = [letter for letter in mail.outbox if letter.to == [cast.pilot.email]]
    assert "Ring til moderen." in letter.body
