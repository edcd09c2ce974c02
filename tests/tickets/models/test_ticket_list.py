"""Which cases: those one may see, those that are to be forgotten, and the one behind a private link."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisation.models import Absence, LentRole, Membership, Municipality, User
from tests.cast import Cast, open_ticket
from tickets.models import Follow, Safeguarding, Ticket


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


@pytest.fixture
def three(cast: Cast) -> list[Ticket]:
    """An ordinary case, a flagged one and one that somebody has seen to, all of the school."""
    tickets = [open_ticket(cast.school) for _each in range(3)]
    for ticket, sensitivity in zip(tickets, ["", "flagged", "confirmed"], strict=True):
        Ticket.objects.filter(pk=ticket.pk).update(sensitivity=sensitivity)
    Safeguarding.forget_cached()
    return [Ticket.objects.get(pk=ticket.pk) for ticket in tickets]


def seen_by(user: User) -> set[Ticket]:
    """Both in lists and by reading, which are the same for who follows nothing."""
    fresh = User.objects.get(pk=user.pk)
    assert set(Ticket.objects.visible_to(fresh)) == set(Ticket.objects.read_by(fresh))
    return set(Ticket.objects.visible_to(fresh))


def test_only_who_has_a_sensitive_case_or_was_let_in_sees_it_where_the_municipality_wants_so(
    three: list[Ticket], cast: Cast
) -> None:
    ordinary, flagged, confirmed = three
    assert seen_by(cast.institution_admin) == {ordinary, flagged, confirmed}
    Safeguarding.objects.create(id=1, need_to_know=True)
    Safeguarding.forget_cached()
    Ticket.objects.filter(pk=flagged.pk).update(assignee=cast.superuser)
    confirmed.let_in(cast.superuser)
    confirmed.let_in(cast.stranger)
    assert seen_by(cast.superuser) == {ordinary, flagged, confirmed}
    for name in ("institution_admin", "municipal_admin"):
        assert seen_by(getattr(cast, name)) == {ordinary}
    assert seen_by(cast.stranger) == set()


def test_a_deputy_sees_nothing_sensitive_where_they_only_stand_in(three: list[Ticket], cast: Cast) -> None:
    own = open_ticket(cast.daycare)
    Ticket.objects.filter(pk=own.pk).update(sensitivity="flagged")
    today = timezone.localdate()
    away = Absence.objects.create(user=cast.superuser, deputy=cast.stranger, starts_on=today, ends_on=today)
    lent = cast.superuser.memberships.get()
    LentRole.objects.create(absence=away, membership=lent, deputy=cast.stranger, given_by=cast.municipal_admin)
    assert seen_by(cast.stranger) == {own, three[0]}
    Ticket.objects.filter(pk=three[1].pk).update(assignee=cast.stranger)
    assert seen_by(cast.stranger) == {own, three[0], three[1]}


def test_who_follows_a_case_that_moved_away_reads_it_as_long_as_they_work_where_they_began_and_it_is_ordinary(
    cast: Cast,
) -> None:
    moved = open_ticket(cast.daycare)
    kept = Follow.objects.create(ticket=moved, user=cast.superuser, kept_from=cast.school)
    other = Follow.objects.create(ticket=open_ticket(cast.daycare), user=cast.pilot, kept_from=cast.school)
    assert set(Ticket.objects.read_by(cast.superuser)) == {moved}
    assert not Ticket.objects.visible_to(cast.superuser).exists()
    assert set(Ticket.objects.read_by(cast.observer)) == set()
    Ticket.objects.update(sensitivity="confirmed")
    assert not Ticket.objects.read_by(cast.superuser).exists()
    Ticket.objects.update(sensitivity="")
    Follow.objects.filter(pk__in=[kept.pk, other.pk]).update(kept_from=cast.daycare)
    assert not Ticket.objects.read_by(cast.superuser).exists()


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
