"""Does what a list of all staff says: each person by themselves, by the verbs of the forms, with the same news.

First everybody gets what is new, and then what is old is taken away: no institution stands without people in between,
and whoever takes over is there already.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from database.after_commit import start_after_commit
from desk.rollover.models import Rollover, RolloverStep, RowKind
from desk.rollover.plan import Plan, Row
from desk.team.leaving import cases_left
from organisation.colleagues import invite, remove
from organisation.models import Institution, User
from organisation.refusals import UnableTo

AT_ONCE: Final = 40
"""So many steps are done while one waits; more are worked off by a task."""
IN_ONE_TASK: Final = 200
TASK: Final = "desk.tasks.work_off_rollover"
Act = RolloverStep.Act


def begin(rollover: Rollover, plan: Plan, *, leaving: Collection[int], to: Mapping[str, str]) -> bool:
    """Notes what is to be done for each person. `leaving`: ids of those not on the list who leave; `to`: by institution
    the address of who takes over. False where it has begun already."""
    with transaction.atomic():
        fresh = Rollover.objects.select_for_update().get(pk=rollover.pk)
        if fresh.begun_at is not None:
            return False
        steps = steps_of(fresh, plan, leaving, to)
        RolloverStep.objects.bulk_create(steps, batch_size=500)
        fresh.begun_at, fresh.text = timezone.now(), ""
        fresh.finished_at = None if steps else timezone.now()
        fresh.save(update_fields=["begun_at", "text", "finished_at"])
        if len(steps) > AT_ONCE:
            start_after_commit(TASK, fresh.pk)
    if len(steps) <= AT_ONCE:
        work_off(fresh)
    return True


def steps_of(rollover: Rollover, plan: Plan, leaving: Collection[int], to: Mapping[str, str]) -> list[RolloverStep]:
    gives = [row for row in plan.rows if row.kind != RowKind.LEAVES and (row.gets or row.is_renamed)]
    takes = [row for row in plan.rows if row.loses and (row.kind != RowKind.LEAVES or row.user in leaving)]
    gets: list[tuple[Row, dict[str, Any]]] = [
        (row, {"gets": as_list(row.gets), "rename": row.is_renamed, "language": row.language}) for row in gives
    ]
    loses: list[tuple[Row, dict[str, Any]]] = [
        (row, {"loses": as_list(row.loses), "to": {key: to[key] for key in keys_of(row) if to.get(key)}})
        for row in takes
    ]
    return [
        RolloverStep(
            rollover=rollover,
            act=act,
            kind=row.kind,
            email=row.email,
            name=row.name,
            before=", ".join(row.before),
            after=", ".join(row.after),
            what=what,
        )
        for act, asked in ((Act.GIVE, gets), (Act.TAKE, loses))
        for row, what in asked
    ]


def as_list(keys: Collection[tuple[str, int | None]]) -> list[list[Any]]:
    return [list(key) for key in sorted(keys, key=str)]


def keys_of(row: Row) -> list[str]:
    return [str(place or 0) for _role, place in row.loses]


def work_off(rollover: Rollover) -> bool:
    """Goes on where it stands. What is left when the task has done its share, the next one does."""
    if not rollover.claim():
        return False
    with translation.override(rollover.by.language):
        keys = list(rollover.steps.waiting().in_order().values_list("pk", flat=True)[:IN_ONE_TASK])
        for key in keys:
            take_step(key)
            rollover.keep_claim()
    if not rollover.let_go():
        start_after_commit(TASK, rollover.pk)
    return bool(keys)


@transaction.atomic
def take_step(key: int) -> None:
    """One person; what is refused is noted with its reason. Done once, however often it is begun."""
    step = RolloverStep.objects.select_for_update().get(pk=key)
    if step.done_at is not None:
        return
    by = User.objects.get(pk=step.rollover.by_id)
    try:
        with transaction.atomic():
            step.note(give(step, by) if step.act == Act.GIVE else take(step, by), "")
    except UnableTo as refusal:
        step.note({}, str(refusal.message))
    except PermissionDenied:
        step.note({}, _("You may not do this any more."))
    except IntegrityError:
        step.note({}, _("Somebody changed the person at the same time. Do it by hand."))


def give(step: RolloverStep, by: User) -> dict[str, Any]:
    for role, place in places_of(step, "gets"):
        invite(by=by, email=step.email, name=step.name, role=role, institution=place)
    user = User.objects.filter(email=step.email).first()
    if user is None:
        raise UnableTo(_("The person is no longer here."))
    if step.kind == RowKind.NEW or step.what["rename"]:
        user.name, user.language = step.name, step.what["language"] or user.language
        user.save(update_fields=["name", "language"])
    return {"invited": step.kind in {RowKind.NEW, RowKind.BACK}}


def take(step: RolloverStep, by: User) -> dict[str, Any]:
    """Institution by institution, so that each one's cases go to who takes over there."""
    user = User.objects.filter(email=step.email).first()
    if user is None:
        raise UnableTo(_("The person is no longer here."))
    lost = [(role, place.pk if place else None) for role, place in places_of(step, "loses")]
    held = list(user.memberships.values_list("role", "institution_id"))
    after = [key for key in held if key not in lost]
    before = cases_left(user, after).count()
    for role, place in lost:
        to = User.objects.filter(email=step.what["to"].get(str(place or 0)), is_active=True).first()
        for membership in user.memberships.filter(role=role, institution=place).select_related("user"):
            remove(membership, by=by, to=to, nobody=True)
    kept = cases_left(user, after).count()
    names = Institution.objects.in_bulk([int(key) for key in step.what["to"] if key != "0"])
    to_whom = {str(names[int(key)]) if int(key) in names else "": email for key, email in step.what["to"].items()}
    return {"passed": before - kept, "kept": kept, "closed": not after, "to": to_whom}


def places_of(step: RolloverStep, what: str) -> list[tuple[str, Institution | None]]:
    """The roles of the step with their institutions. Raises `UnableTo` where one of these is gone."""
    asked = step.what[what]
    found = Institution.objects.in_bulk([place for _role, place in asked if place is not None])
    if any(place is not None and place not in found for _role, place in asked):
        raise UnableTo(_("The institution is no longer there."))
    return [(role, found[place] if place is not None else None) for role, place in asked]
