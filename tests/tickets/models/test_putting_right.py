"""Facts that were not right: a case moves, its requester is put right, it becomes urgent."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.queue.models import BulkAct
from organisation.models import Institution, Municipality
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, EscalationPolicy, Notice, SearchEntry, Ticket
from tickets.models.putting_right import UnableToMove
from tickets.words import Priority, Tier


def recipients(ticket: Ticket, kind: str) -> set[str]:
    return set(Delivery.objects.filter(event__ticket=ticket, kind=kind).values_list("recipient", flat=True))


def test_a_moved_case_is_seen_by_the_new_place_and_no_longer_by_the_old(ticket: Ticket, cast: Cast) -> None:
    ticket.move(cast.daycare, by=cast.superuser)
    assert list(Ticket.objects.visible_to(cast.stranger)) == [ticket]
    assert not Ticket.objects.visible_to(cast.superuser).exists()
    assert kinds(ticket) == ["opened", "moved"]
    with pytest.raises(PermissionDenied):
        ticket.answer("Hej", by=cast.superuser)


def test_moving_tells_the_new_place_and_is_found_there(ticket: Ticket, cast: Cast) -> None:
    settle()
    ticket.move(cast.daycare, by=cast.superuser)
    settle()
    assert recipients(ticket, "tier_moved") == {cast.stranger.email}
    assert SearchEntry.objects.get(ticket=ticket).institution == cast.daycare


def test_moving_twice_to_the_same_place_is_once(ticket: Ticket, cast: Cast) -> None:
    for _time in range(2):
        ticket.move(cast.daycare, by=cast.support_entitled)
    assert kinds(ticket).count("moved") == 1


def test_who_has_the_case_keeps_it_where_they_may_see_it_and_loses_it_where_not(ticket: Ticket, cast: Cast) -> None:
    ticket.assign(cast.support_entitled, by=cast.support_entitled)
    ticket.move(cast.daycare, by=cast.support_entitled)
    assert ticket.assignee == cast.support_entitled
    ticket.move(cast.school, by=cast.support_entitled)
    ticket.assign(cast.superuser, by=cast.superuser)
    ticket.move(cast.daycare, by=cast.superuser)
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_the_clock_starts_anew_where_the_case_has_come(ticket: Ticket, cast: Cast) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() - timedelta(days=3))
    ticket.move(cast.daycare, by=cast.superuser)
    assert ticket.due_at is not None
    assert ticket.due_at > timezone.now()


def test_no_case_moves_to_an_institution_that_is_closed(ticket: Ticket, cast: Cast) -> None:
    Institution.objects.filter(pk=cast.daycare.pk).update(is_active=False)
    cast.daycare.refresh_from_db()
    with pytest.raises(UnableToMove):
        ticket.move(cast.daycare, by=cast.superuser)


def test_a_case_without_an_institution_finds_its_home(cast: Cast) -> None:
    ticket = open_ticket(None)
    ticket.move(cast.school, by=cast.support_entitled)
    settle()
    assert cast.superuser.email in recipients(ticket, "tier_moved")


def test_who_pressed_while_the_case_moved_away_is_refused(ticket: Ticket, cast: Cast) -> None:
    old_picture = Ticket.objects.get(pk=ticket.pk)
    ticket.move(cast.daycare, by=cast.support_entitled)
    with pytest.raises(PermissionDenied):
        old_picture.answer("Hej", by=cast.superuser)


def test_whoever_moves_a_case_away_lands_in_the_queue(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    done = client.post(reverse("admin:ticket_move", args=[ticket.pk]), {"move-to": cast.daycare.pk}, follow=True)
    assert done.status_code == 200
    assert done.redirect_chain == [(reverse("admin:tickets_ticket_changelist"), 302)]


def test_many_moved_by_mistake_come_back_to_who_moved_them(cast: Cast, client: Client) -> None:
    tickets = [open_ticket(cast.school) for _ in range(2)]
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    body = {"verb": "move", "case": [each.pk for each in tickets], "go": "1", "here": "", "to": cast.daycare.pk}
    client.post(reverse("admin:queue_act"), body)
    act = BulkAct.objects.get()
    assert len(act.done) == 2
    act.undo(by=cast.superuser)
    assert act.kept == []
    assert set(Ticket.objects.values_list("institution", flat=True)) == {cast.school.pk}


def test_a_misspelt_address_is_put_right_and_gets_a_link_of_its_own(ticket: Ticket, cast: Cast) -> None:
    settle()
    before = ticket.token
    ticket.amend(by=cast.superuser, email="maja.holm@example.org", name="Maja Holm Jensen")
    settle()
    ticket.refresh_from_db()
    assert ticket.requester_email == "maja.holm@example.org"
    assert ticket.token != before
    assert recipients(ticket, "requester_link_renewed") == {"maja.holm@example.org"}
    assert ticket.messages.get().author_name == "Maja Holm Jensen"
    assert "maja.holm@example.org" in SearchEntry.objects.get(ticket=ticket).text


def test_what_was_right_already_changes_nothing(ticket: Ticket, cast: Cast) -> None:
    version = ticket.version
    ticket.amend(by=cast.superuser, name=ticket.requester_name, phone="", subject=ticket.subject)
    assert (ticket.version, kinds(ticket)) == (version, ["opened"])


def test_a_cpr_number_in_what_is_put_right_is_masked(ticket: Ticket, cast: Cast) -> None:
    ticket.amend(by=cast.superuser, subject="Om 010190-1234")
    assert "1234" not in Ticket.objects.get(pk=ticket.pk).subject


def test_the_page_leaves_what_was_not_told(ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/api/v1/tickets/{ticket.pk}/amend/", {"phone": "12 34 56 78"}, content_type="application/json")
    ticket.refresh_from_db()
    assert (ticket.requester_phone, ticket.requester_email) == ("12 34 56 78", "maja@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(("priority", "percent"), [("low", 100), ("normal", 100), ("high", 50), ("urgent", 25)])
def test_what_is_urgent_is_due_earlier_by_policy(priority: str, percent: int) -> None:
    whole = EscalationPolicy.minutes(Tier.FIRST_LEVEL, Priority.NORMAL)
    assert EscalationPolicy.minutes(Tier.FIRST_LEVEL, priority) == whole * percent // 100


def test_a_case_made_urgent_has_its_due_time_anew_and_its_owner_hears(ticket: Ticket, cast: Cast) -> None:
    settle()
    ticket.assign(cast.superuser, by=cast.institution_admin)
    began = ticket.touched_at
    ticket.prioritise("urgent", by=cast.institution_admin)
    settle()
    assert ticket.due_at == Municipality.calendar().add_minutes(
        began, EscalationPolicy.minutes(Tier.FIRST_LEVEL, Priority.URGENT)
    )
    assert Notice.objects.filter(user=cast.superuser, kind="assignee_prioritised").count() == 1
    ticket.prioritise("urgent", by=cast.institution_admin)
    assert kinds(ticket).count("prioritised") == 1


def test_a_case_opened_as_urgent_is_due_as_one(cast: Cast) -> None:
    normal, urgent = open_ticket(cast.school), open_ticket(cast.school, priority="urgent")
    assert urgent.due_at is not None
    assert normal.due_at is not None
    assert urgent.due_at < normal.due_at


@pytest.mark.parametrize("verb", ["move", "amend", "prioritise"])
def test_the_fields_stand_on_the_page_when_asked_for(verb: str, ticket: Ticket, cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk]), {"open": "facts"})
    assert reverse(f"admin:ticket_{verb}", args=[ticket.pk]) in page.content.decode()
