"""follow and unfollow: who hears of a case without having it."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from organisation.models import Membership
from tests.cast import Cast, kinds, settle
from tickets.models import Follow, Ticket


def letters_to(email: str) -> list[str]:
    return [str(letter.subject) for letter in mail.outbox if letter.to == [email]]


def test_who_follows_hears_what_happens(ticket: Ticket, cast: Cast) -> None:
    Follow.begin(ticket, by=cast.pilot)
    settle()
    mail.outbox.clear()
    ticket.answer("Prøv i morgen.", by=cast.superuser)
    ticket.reply("Det virker ikke.")
    ticket.resolve(by=cast.superuser)
    settle()
    assert len(letters_to(cast.pilot.email)) == 3


def test_internal_notes_are_not_told(ticket: Ticket, cast: Cast) -> None:
    Follow.begin(ticket, by=cast.pilot)
    ticket.note("Ringet.", by=cast.superuser)
    settle()
    assert letters_to(cast.pilot.email) == []


def test_who_has_the_case_and_follows_it_is_told_once(ticket: Ticket, cast: Cast) -> None:
    Follow.begin(ticket, by=cast.superuser)
    ticket.assign(cast.superuser, by=cast.superuser)
    settle()
    mail.outbox.clear()
    ticket.reply("Hvornår?")
    settle()
    assert len(letters_to(cast.superuser.email)) == 1


def test_the_new_tier_is_told_once_though_it_follows(ticket: Ticket, cast: Cast) -> None:
    Follow.begin(ticket, by=cast.pilot)
    settle()
    mail.outbox.clear()
    ticket.escalate(by=cast.superuser, reason="Op.")
    settle()
    assert len(letters_to(cast.pilot.email)) == 1


def test_who_may_no_longer_see_the_case_is_not_told(ticket: Ticket, cast: Cast) -> None:
    Follow.begin(ticket, by=cast.pilot)
    Membership.objects.filter(user=cast.pilot).delete()
    ticket.reply("Hvornår?")
    settle()
    assert letters_to(cast.pilot.email) == []


def test_following_twice_is_following_once(ticket: Ticket, cast: Cast) -> None:
    for _time in range(2):
        Follow.begin(ticket, by=cast.pilot)
    for _time in range(2):
        Follow.end(ticket, by=cast.pilot)
    assert kinds(ticket) == ["opened", "followed", "unfollowed"]


def test_a_stranger_cannot_follow(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        Follow.begin(ticket, by=cast.stranger)


def test_the_page_names_who_follows(ticket: Ticket, cast: Cast) -> None:
    page = Client()
    page.force_login(cast.pilot, backend="django.contrib.auth.backends.ModelBackend")
    page.post(reverse("admin:ticket_follow", args=[ticket.pk]))
    text = page.get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).content.decode()
    assert "Følges af" in text
    assert reverse("admin:ticket_unfollow", args=[ticket.pk]) in text
