"""Who hears: every event by every situation of the case. Never nobody, never who may not see it, never who did it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

import pytest
from django.utils import timezone

from organisation.models import Absence, Membership, User
from organisation.roles import Role
from tests.cast import Cast, open_ticket, person, settle, taken_back
from tickets.event_kinds import Hearer, telling
from tickets.models import Delivery, Event, Follow, Merge, Notice, Safeguarding, Ticket
from tickets.words import Actor
from triage.flags.models import Flag

FIRST_LEVEL: Final = {"superuser", "institution_admin"}
SITUATIONS: Final = {
    "unassigned": FIRST_LEVEL,
    "assignee there": {"owner"},
    "assignee away with a deputy": {"deputy"},
    "assignee away, the deputy may not see it": FIRST_LEVEL,
    "assignee away without a deputy": FIRST_LEVEL,
    "assignee works at another school now": FIRST_LEVEL,
    "assignee deactivated": FIRST_LEVEL,
    "account of the assignee gone": FIRST_LEVEL,
    "the case moved away from its assignee": {"stranger"},
    "a follower and nobody else": FIRST_LEVEL | {"follower"},
    "first level away": {"pilot"},
    "no first level at all": {"pilot"},
    "nobody below the support-entitled": {"support_entitled"},
    "nobody at any tier": {"municipal_admin"},
    "without an institution": {"support_entitled"},
}
"""Who hears what somebody else did, in each situation."""


def reply(ticket: Ticket, cast: Cast) -> None:
    ticket.reply("Er der nyt?")


def reopen(ticket: Ticket, cast: Cast) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="resolved", resolved_at=timezone.now(), due_at=None)
    ticket.reopen(by=Actor.REQUESTER)


def party_answers(ticket: Ticket, cast: Cast) -> None:
    ticket.hear_from_party("Det er rettet.", party="Skemahuset")


def bounce(ticket: Ticket, cast: Cast) -> None:
    Event.record(ticket, "mail_bounced", by=Actor.SYSTEM, code="5.1.1", outward=True)


def text_fails(ticket: Ticket, cast: Cast) -> None:
    Event.record(ticket, "text_failed", by=Actor.SYSTEM, code="400", unsure=False)


def take_in(ticket: Ticket, cast: Cast) -> None:
    Merge.begin(open_ticket(ticket.institution), ticket, by=cast.project_lead)


def hold_mail(ticket: Ticket, cast: Cast) -> None:
    Event.record(ticket, "mail_held", by=Actor.SYSTEM, mail=1)


def party_is_silent(ticket: Ticket, cast: Cast) -> None:
    Event.record(ticket, "party_silent", by=Actor.SYSTEM, party="Skemahuset")


def flag(ticket: Ticket, cast: Cast) -> None:
    Flag.raise_on(ticket, ["urgent"])


def correct(ticket: Ticket, cast: Cast) -> None:
    ticket.amend(by=cast.project_lead, phone="12 34 56 78")


def prioritise(ticket: Ticket, cast: Cast) -> None:
    ticket.prioritise("high", by=cast.project_lead)


def only_recorded(kind: str, **facts: object) -> Callable[[Ticket, Cast], None]:
    def record(ticket: Ticket, cast: Cast) -> None:
        Event.record(ticket, kind, by=Actor.SYSTEM, **facts)

    return record


EVENTS: Final[dict[str, tuple[Callable[[Ticket, Cast], None], frozenset[str]]]] = {
    "reply": (reply, frozenset({"replied"})),
    "reopening": (reopen, frozenset({"reopened"})),
    "party's answer": (party_answers, frozenset({"party_answered"})),
    "bounce": (bounce, frozenset({"mail_bounced"})),
    "text that failed": (text_fails, frozenset({"text_failed"})),
    "merge": (take_in, frozenset({"took_in"})),
    "held mail": (hold_mail, frozenset({"mail_held"})),
    "silent party": (party_is_silent, frozenset({"party_silent"})),
    "flag": (flag, frozenset({"flagged"})),
    "correction": (correct, frozenset({"amended"})),
    "priority": (prioritise, frozenset({"prioritised"})),
    "files": (only_recorded("files_added"), frozenset({"files_added"})),
    "end of a rest": (only_recorded("woke"), frozenset({"woke"})),
    "deadline ahead": (only_recorded("due_soon"), frozenset({"due_soon"})),
    "target ahead": (only_recorded("target_soon", target="first_answer"), frozenset({"target_soon"})),
    "target missed": (only_recorded("target_missed", target="first_answer"), frozenset({"target_missed"})),
    "loop": (only_recorded("loop_suspected"), frozenset({"loop_suspected"})),
    "standstill": (only_recorded("stood_still"), frozenset({"stood_still"})),
    "message put here": (only_recorded("put_here"), frozenset({"put_here"})),
}
FOLLOWED: Final = {"reply", "reopening", "party's answer", "priority", "files", "message put here"}
"""Events that followers hear of too."""


def be_away(user: User, deputy: User | None = None) -> None:
    today = timezone.localdate()
    Absence.objects.create(user=user, deputy=deputy, starts_on=today, ends_on=today + timedelta(days=3))


def people(cast: Cast) -> dict[str, User]:
    """By the names that the tables use; the owner, the deputy and the follower work for the school."""
    owner, deputy, follower = (
        person("pilot", cast.school, name=name.title(), email=f"{name}@example.org")
        for name in ("owner", "deputy", "follower")
    )
    Membership.objects.filter(user__in=[owner, deputy, follower]).update(role=Role.INSTITUTION_ADMIN)
    roles = {role.value: cast.by_role(role) for role in Role}
    return {"owner": owner, "deputy": deputy, "follower": follower, "stranger": cast.stranger, **roles}


def without_others(named: dict[str, User]) -> None:
    """The owner, the deputy and the follower hear for what they are in the case, not for their tier."""
    Membership.objects.filter(user__in=[named["owner"], named["deputy"], named["follower"]]).update(role=Role.PILOT)
    Membership.objects.filter(user=named["pilot"]).update(role=Role.PILOT)


def leave(*users: User) -> None:
    User.objects.filter(pk__in=[user.pk for user in users]).update(is_active=False)


def arrange(situation: str, cast: Cast, named: dict[str, User]) -> Ticket:  # noqa: C901, PLR0912  a line for each
    """A case in the situation, of which everybody has heard what there was."""
    ticket = open_ticket(None if situation == "without an institution" else cast.school)
    owner, extra = named["owner"], [named["owner"], named["deputy"], named["follower"]]
    if "assignee" in situation:
        Ticket.objects.filter(pk=ticket.pk).update(assignee=owner)
    if situation == "assignee away with a deputy":
        be_away(owner, named["deputy"])
    elif situation == "assignee away, the deputy may not see it":
        be_away(owner, cast.stranger)
    elif situation == "assignee away without a deputy":
        be_away(owner)
    elif situation == "assignee works at another school now":
        owner.memberships.update(institution=cast.daycare)
    elif situation == "assignee deactivated":
        leave(owner)
    elif situation == "account of the assignee gone":
        Membership.objects.filter(user=owner).delete()
        Ticket.objects.filter(pk=ticket.pk).update(assignee=None)
        owner.delete()
    elif situation == "the case moved away from its assignee":
        Ticket.objects.filter(pk=ticket.pk).update(institution=cast.daycare)
    elif situation == "a follower and nobody else":
        Follow.objects.create(ticket=ticket, user=named["follower"])
    elif situation == "first level away":
        leave(*extra)
        for user in (cast.superuser, cast.institution_admin):
            be_away(user)
    elif situation == "no first level at all":
        leave(*extra, cast.superuser, cast.institution_admin)
    elif situation in {"nobody below the support-entitled", "nobody at any tier"}:
        leave(*extra, cast.superuser, cast.institution_admin, cast.pilot)
    if situation == "nobody at any tier":
        leave(cast.support_entitled)
    settle()
    Delivery.objects.all().delete()
    Notice.objects.all().delete()
    return Ticket.objects.get(pk=ticket.pk)


def hearers(event: str, case: int, cast: Cast, names: dict[int, str]) -> set[str]:
    """Who hears of the event when it happens to the case; somebody without a name by the number of the person."""
    act, kinds = EVENTS[event]
    act(Ticket.objects.get(pk=case), cast)
    settle()
    heard = Notice.objects.filter(event__kind__in=kinds, event__ticket=case).values_list("user", flat=True)
    return {names.get(pk, str(pk)) for pk in heard}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_event_is_heard_in_every_situation(situation: str, cast: Cast) -> None:
    named = people(cast)
    without_others(named)
    ticket = arrange(situation, cast, named)
    names = {user.pk: name for name, user in named.items()}
    heard = {event: taken_back(partial(hearers, event, ticket.pk, cast, names)) for event in EVENTS}
    assert heard == {event: SITUATIONS[situation] - (set() if event in FOLLOWED else {"follower"}) for event in EVENTS}


def test_the_table_holds_every_event_that_whoever_works_on_a_case_hears_of() -> None:
    assert {kind for _act, kinds in EVENTS.values() for kind in kinds} >= set(telling(Hearer.WORKERS))


@pytest.mark.parametrize("event", ["correction", "priority", "merge"])
def test_who_did_it_does_not_hear_of_it(event: str, cast: Cast) -> None:
    ticket = arrange("unassigned", cast, people(cast))
    Ticket.objects.filter(pk=ticket.pk).update(assignee=cast.project_lead)
    EVENTS[event][0](Ticket.objects.get(pk=ticket.pk), cast)
    settle()
    assert not Notice.objects.filter(user=cast.project_lead, event__by=cast.project_lead).exists()


def test_a_reply_through_a_merged_case_reaches_who_has_the_common_one(cast: Cast) -> None:
    mine, other = open_ticket(cast.school), open_ticket(cast.school, requester_email="ida@example.org")
    mine.assign(cast.superuser, by=cast.superuser)
    other.assign(cast.pilot, by=cast.pilot)
    Merge.begin(other, mine, by=cast.institution_admin, confirmed=True)
    settle()
    assert set(Notice.objects.filter(event__kind="took_in").values_list("user", flat=True)) == {cast.superuser.pk}
    assert set(Notice.objects.filter(event__kind="merged").values_list("user", flat=True)) == {cast.pilot.pk}
    Ticket.objects.get(pk=other.pk).reply("Også hos mig.")
    settle()
    assert set(Notice.objects.filter(event__kind="replied").values_list("user", flat=True)) == {cast.superuser.pk}


@pytest.mark.parametrize(
    ("situation", "expected"),
    [("there", "pilot"), ("away with a deputy", "superuser"), ("away without a deputy", "pilot")],
)
def test_a_mention_reaches_the_colleague_or_who_stands_in(situation: str, expected: str, cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    settle()
    Notice.objects.all().delete()
    if situation != "there":
        be_away(cast.pilot, cast.superuser if situation == "away with a deputy" else None)
    ticket.note("Se her, @Person pilot", by=cast.institution_admin)
    settle()
    assert [notice.user for notice in Notice.objects.all()] == [cast.by_role(expected)]


@pytest.mark.parametrize(
    ("situation", "expected"),
    [("pilots there", {"pilot"}), ("pilots away", {"support_entitled"}), ("no pilots", {"support_entitled"})],
)
def test_a_passed_deadline_reaches_somebody_who_is_there(situation: str, expected: set[str], cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    if situation == "pilots away":
        be_away(cast.pilot)
    if situation == "no pilots":
        leave(cast.pilot)
    settle()
    Notice.objects.all().delete()
    Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    ticket.climb()
    settle()
    heard = set(Notice.objects.filter(event__kind="escalated").values_list("user", flat=True))
    assert heard == {cast.by_role(role).pk for role in expected}


def test_a_new_case_of_a_school_without_staff_is_told_to_the_next_tier_at_once(cast: Cast) -> None:
    leave(cast.superuser, cast.institution_admin)
    open_ticket(cast.school)
    settle()
    assert [notice.user for notice in Notice.objects.filter(kind="tier_opened")] == [cast.pilot]


def test_only_who_needs_to_know_hears_of_a_sensitive_case(cast: Cast) -> None:
    Safeguarding.objects.update_or_create(id=1, defaults={"need_to_know": True})
    Safeguarding.forget_cached()
    ticket = open_ticket(cast.school)
    Flag.raise_on(ticket, ["violence"])
    settle()
    Notice.objects.all().delete()
    Ticket.objects.get(pk=ticket.pk).reply("Er der nyt?")
    settle()
    heard = {notice.user for notice in Notice.objects.filter(event__kind="replied")}
    assert heard == {cast.support_entitled}
