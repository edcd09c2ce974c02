"""Which cases: those one may see, those that are to be forgotten, and the one behind a private link."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisation.models import Membership, Municipality
from tests.cast import Cast, open_ticket
from tickets.models import Ticket


def test_people_see_the_cases_of_their_institutions_and_those_of_no_place_are_for_who_sees_all(cast: Cast) -> None:
    here, there = open_ticket(cast.school), open_ticket(cast.daycare)
    nowhere = open_ticket(cast.school)
    Ticket.objects.filter(pk=nowhere.pk).update(institution=None)
    seen = {name: set(Ticket.objects.visible_to(getattr(cast, name))) for name in ("superuser", "stranger", "observer")}
    assert seen == {"superuser": {here}, "stranger": {there}, "observer": set()}
    for role in ("support_entitled", "project_lead", "municipal_admin"):
        assert set(Ticket.objects.visible_to(cast.by_role(role))) == {here, there, nowhere}
    Membership.objects.create(user=cast.stranger, role="pilot", institution=cast.school)
    assert set(Ticket.objects.visible_to(type(cast.stranger).objects.get(pk=cast.stranger.pk))) == {here, there}


def test_what_may_be_seen_narrows_what_was_asked_for(cast: Cast) -> None:
    here, other = open_ticket(cast.school), open_ticket(cast.school)
    assert list(Ticket.objects.filter(pk=here.pk).visible_to(cast.superuser)) == [here]
    assert list(Ticket.objects.exclude(pk=here.pk).visible_to(cast.municipal_admin)) == [other]


def test_a_private_link_leads_to_its_case_alone(ticket: Ticket, cast: Cast) -> None:
    open_ticket(cast.school)
    assert Ticket.objects.by_token(ticket.token) == ticket
    for wrong in ("", ticket.token[:-1], f"{ticket.token}x", ticket.token_digest):
        with pytest.raises(Ticket.DoesNotExist):
            Ticket.objects.by_token(wrong)


def ended(ticket: Ticket, days: float, status: str = "resolved") -> Ticket:
    at = timezone.now() - timedelta(days=days)
    Ticket.objects.filter(pk=ticket.pk).update(status=status, resolved_at=at, due_at=None)
    return ticket


def test_cases_are_forgotten_when_they_ended_longer_ago_than_they_are_kept(cast: Cast) -> None:
    Municipality.objects.update(retention_days=100)
    Municipality.forget_cached()
    old = ended(open_ticket(cast.school), 100.1)
    closed = ended(open_ticket(cast.school), 101, "closed")
    young, gone = ended(open_ticket(cast.school), 99.9), ended(open_ticket(cast.school), 200)
    Ticket.objects.filter(pk=gone.pk).update(forgotten_at=timezone.now())
    open_ticket(cast.school)
    assert set(Ticket.objects.to_forget()) == {old, closed}
    assert set(Ticket.objects.to_forget(timezone.now() + timedelta(days=1))) == {old, closed, young}
    assert set(Ticket.objects.filter(pk=old.pk).to_forget()) == {old}
