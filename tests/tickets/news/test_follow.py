"""follow and unfollow: who hears of a case without having it."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from organisation.models import Membership, User
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


def test_who_follows_keeps_sight_when_the_case_moves_and_reads_it_only(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    Follow.begin(ticket, by=cast.superuser)
    settle()
    mail.outbox.clear()
    ticket.move(cast.daycare, by=cast.support_entitled)
    settle()
    ticket.reply("Er der nyt?")
    settle()
    assert len(letters_to(cast.superuser.email)) == 2, "that it moved, and that the requester wrote"
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    page = client.get(address).content.decode()
    assert "Er der nyt?" in page
    assert "Sagen er flyttet til Havlunden" in page
    assert 'id="form-answer"' not in page
    assert client.post(f"{address}answer/", {"answer-text": "Hej"}).status_code == 403
    assert client.post(f"{address}resolve/").status_code == 403
    assert not Ticket.objects.visible_to(cast.superuser).filter(pk=ticket.pk).exists()
    client.force_login(cast.institution_admin, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 404, "who did not follow it has lost it"


def enter_anew(client: Client, user: User) -> None:
    """A session ends with the roles under which it began."""
    client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")


def test_sight_ends_with_following_with_the_work_and_where_it_becomes_sensitive(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    Follow.begin(ticket, by=cast.superuser)
    ticket.move(cast.daycare, by=cast.support_entitled)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    assert client.get(address).status_code == 200
    Ticket.objects.filter(pk=ticket.pk).update(sensitivity="flagged")
    assert client.get(address).status_code == 404
    Ticket.objects.filter(pk=ticket.pk).update(sensitivity="")
    held = Membership.objects.filter(user=cast.superuser)
    held.update(role="observer")
    enter_anew(client, cast.superuser)
    assert client.get(address).status_code == 404
    held.update(role="superuser")
    enter_anew(client, cast.superuser)
    assert client.post(f"{address}unfollow/").status_code in {302, 403}
    assert client.get(address).status_code == 404
    assert not Follow.objects.exists()
