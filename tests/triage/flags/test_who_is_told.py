"""Who is told of a flag, who takes over from whom, and of which flags people are told again."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from organisation.models import Absence, Membership, User
from organisation.roles import Role
from tests.cast import Cast, open_ticket
from tickets.models import Safeguarding, Ticket
from triage.flags import flagging
from triage.flags.models import Flag, NamedPerson


@pytest.fixture(autouse=True)
def fresh() -> None:
    Safeguarding.forget_cached()


def told(ticket: Ticket, kind: str = "violence") -> list[User]:
    return NamedPerson.objects.people_for(ticket, kind)


def test_who_is_named_for_the_kind_here_or_everywhere_is_told_where_they_see_the_case(
    ticket: Ticket, cast: Cast
) -> None:
    for user, kind, place in (
        (cast.superuser, "violence", cast.school),
        (cast.pilot, "violence", None),
        (cast.institution_admin, "violence", cast.daycare),
        (cast.support_entitled, "custody", None),
        (cast.stranger, "violence", None),
    ):
        NamedPerson.objects.create(user=user, kind=kind, institution=place)
    assert told(ticket) == sorted([cast.superuser, cast.pilot], key=lambda user: user.pk)
    User.objects.filter(pk=cast.pilot.pk).update(is_active=False)
    assert told(ticket) == [cast.superuser]
    NamedPerson.objects.exclude(user=cast.stranger).delete()
    assert told(ticket) == [cast.support_entitled]


def test_where_nobody_is_named_it_does_not_lie_unseen(ticket: Ticket, cast: Cast) -> None:
    assert told(ticket) == [cast.support_entitled]
    assert set(told(ticket, "urgent")) == {cast.superuser, cast.institution_admin}
    today = timezone.localdate()
    Absence.objects.create(user=cast.support_entitled, deputy=cast.pilot, starts_on=today, ends_on=today)
    assert told(ticket) == [cast.pilot]
    Absence.objects.update(deputy=None)
    assert told(ticket) == [cast.support_entitled]
    Membership.objects.filter(role=Role.SUPPORT_ENTITLED).delete()
    assert told(ticket) == [cast.municipal_admin]


@pytest.mark.parametrize(
    ("to", "by", "named"),
    [
        ("institution_admin", "municipal_admin", ["institution_admin"]),
        ("stranger", "municipal_admin", []),
        ("institution_admin", "superuser", []),
        ("pilot", "municipal_admin", ["pilot"]),
        (None, "municipal_admin", []),
    ],
)
def test_whoever_follows_is_named_where_they_see_the_cases_and_once(
    to: str | None, by: str, named: list[str], cast: Cast
) -> None:
    facts = {"kind": "violence", "institution": cast.school}
    row = NamedPerson.objects.create(user=cast.superuser, **facts)
    if to == "pilot":
        NamedPerson.objects.create(user=cast.pilot, **facts)
    row.pass_on(getattr(cast, to) if to else None, by=getattr(cast, by))
    assert [each.user for each in NamedPerson.objects.all()] == [getattr(cast, name) for name in named]


def test_what_comes_over_from_a_sensitive_case_stands_there_as_it_did_here(ticket: Ticket, cast: Cast) -> None:
    other, known = open_ticket(cast.school), open_ticket(cast.school)
    Flag.raise_on(ticket, ["violence", "custody", "abuse", "urgent"])
    Flag.objects.get(ticket=ticket, kind="violence").clear(by=cast.superuser)
    Flag.objects.get(ticket=ticket, kind="custody").clear(by=cast.superuser, mistaken=True)
    Flag.objects.create(ticket=known, kind="violence")
    before = timezone.now() - timedelta(days=3)
    Flag.objects.filter(ticket=ticket).update(raised_at=before, told_at=before)
    for to in (other, known):
        Flag.hand_on(ticket, to)
    there = {flag.kind: (flag.cleared_by, flag.raised_at, flag.told_at) for flag in Flag.objects.filter(ticket=other)}
    assert there == {"abuse": (None, before, before), "violence": (cast.superuser, before, before)}
    assert Flag.objects.get(ticket=known, kind="violence").cleared_by is None


@pytest.mark.parametrize(
    ("minutes_ago", "flag", "case", "again", "count"),
    [
        ({"told_at": 31}, {}, {}, 30, 1),
        ({"told_at": 29}, {}, {}, 30, 0),
        ({"raised_at": 31}, {}, {}, 30, 1),
        ({"raised_at": 29}, {}, {}, 30, 0),
        ({"told_at": 31}, {}, {}, 0, 0),
        ({"told_at": 31, "cleared_at": 1}, {}, {}, 30, 0),
        ({"told_at": 31}, {"kind": "urgent"}, {}, 30, 0),
        ({"told_at": 31}, {}, {"forgotten_at": "2026-01-01T12:00Z"}, 30, 0),
    ],
)
def test_people_are_told_again_once_of_what_nobody_has_taken(
    minutes_ago: dict[str, int], flag: dict[str, str], case: dict[str, str], again: int, count: int, ticket: Ticket
) -> None:
    now = wait_again(ticket, again)
    Flag.objects.update(**{name: now - timedelta(minutes=minutes) for name, minutes in minutes_ago.items()}, **flag)
    Ticket.objects.filter(pk=ticket.pk).update(**case)
    assert (flagging.remind(now), flagging.remind(now)) == (count, 0)


def wait_again(ticket: Ticket, minutes: int) -> datetime:
    """A flag that people were not told of yet, and a municipality that tells of it again after so long."""
    Safeguarding.objects.create(id=1, again_after_minutes=minutes, at_any_time=True)
    Safeguarding.forget_cached()
    Flag.objects.create(ticket=ticket, kind="violence")
    return timezone.now()


def test_nobody_is_told_again_of_a_case_that_is_part_of_another(ticket: Ticket, cast: Cast) -> None:
    now = wait_again(ticket, 30)
    Flag.objects.update(told_at=now - timedelta(minutes=31))
    Ticket.objects.filter(pk=ticket.pk).update(merged_into=open_ticket(cast.school))
    assert flagging.remind(now) == 0
