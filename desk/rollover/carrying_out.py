"""Does what a list of all staff says: each person by themselves, by the verbs of the forms, with the same news.

First everybody gets what is new, and then what is old is taken away: no institution stands without people in between,
and whoever takes over is there already. What is to be undone is undone the other way round.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from database.after_commit import start_after_commit
from desk.rollover.models import Rollover, RolloverStep, RowKind, StepQuerySet
from desk.rollover.plan import PersonChange, RolloverPlan
from desk.rollover.undoing import LeftBehind, state_of, undo
from organisation.models import Institution, User
from organisation.pages.refusals import UnableTo
from organisation.people.colleagues import invite, remove

AT_ONCE: Final = 40
"""So many steps are done while one waits; more are worked off by a task."""
IN_ONE_TASK: Final = 200
TASK: Final = "desk.tasks.work_off_rollover"
Act = RolloverStep.Act


def begin(rollover: Rollover, plan: RolloverPlan, *, leaving: Collection[int], to: Mapping[str, str]) -> bool:
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


def steps_of(
    rollover: Rollover, plan: RolloverPlan, leaving: Collection[int], to: Mapping[str, str]
) -> list[RolloverStep]:
    gives = [row for row in plan.rows if row.kind != RowKind.LEAVES and (row.gets or row.is_renamed)]
    takes = [row for row in plan.rows if row.loses and (row.kind != RowKind.LEAVES or row.user in leaving)]
    gets: list[tuple[PersonChange, dict[str, Any]]] = [
        (row, {"gets": as_list(row.gets), "rename": row.is_renamed, "language": row.language}) for row in gives
    ]
    loses: list[tuple[PersonChange, dict[str, Any]]] = [
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


def keys_of(row: PersonChange) -> list[str]:
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
        back = [] if keys else list(rollover.steps.to_undo().last_first().values_list("pk", flat=True)[:IN_ONE_TASK])
        for key in back:
            undo_step(key)
            rollover.keep_claim()
    if not rollover.let_go():
        start_after_commit(TASK, rollover.pk)
    return bool(keys or back)


def ask_back(rollover: Rollover, steps: StepQuerySet) -> None:
    """These steps are to be undone, as far as they were done. Raises `UnableTo` while the list is being worked off."""
    with transaction.atomic():
        fresh = Rollover.objects.select_for_update().get(pk=rollover.pk)
        if fresh.is_running:
            raise UnableTo(_("The list is still being carried out. Wait until it is done."))
        wanted = steps.filter(rollover=fresh).can_be_undone().update(undo_asked_at=timezone.now(), not_undone="")
        if not wanted:
            return
        fresh.finished_at = None
        fresh.save(update_fields=["finished_at"])
        if wanted > AT_ONCE:
            start_after_commit(TASK, fresh.pk)
    if wanted <= AT_ONCE:
        work_off(fresh)


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


@transaction.atomic
def undo_step(key: int) -> None:
    """One person; what has gone on since is left as it is, and said. Undone once, however often it is begun."""
    step = RolloverStep.objects.select_for_update().get(pk=key)
    if step.undone_at is not None or step.undo_asked_at is None:
        return
    by = User.objects.get(pk=step.rollover.by_id)
    try:
        with transaction.atomic():
            step.note_undone(undo(step, by), "")
    except UnableTo as refusal:
        step.note_undone(0, str(refusal.message))
    except PermissionDenied:
        step.note_undone(0, _("You may not do this any more."))
    except IntegrityError:
        step.note_undone(0, _("Somebody changed the person at the same time. Do it by hand."))


def give(step: RolloverStep, by: User) -> dict[str, Any]:
    was = state_of(User.objects.filter(email=step.email).first())
    for role, place in step.places("gets"):
        invite(by=by, email=step.email, name=step.name, role=role, institution=place)
    user = User.objects.filter(email=step.email).first()
    if user is None:
        raise UnableTo(_("The person is no longer here."))
    if step.kind == RowKind.NEW or step.what["rename"]:
        user.name, user.language = step.name, step.what["language"] or user.language
        user.save(update_fields=["name", "language"])
    undo_by = {"user": user.pk, "was": was, "is": state_of(user)}
    return {"invited": step.kind in {RowKind.NEW, RowKind.BACK}, "undo": undo_by}


def take(step: RolloverStep, by: User) -> dict[str, Any]:
    """Institution by institution, so that each one's cases go to who takes over there. What goes with the last goes to
    whom the page asked about it: the first of them (`Planner.places_left`)."""
    user = User.objects.filter(email=step.email).first()
    if user is None:
        raise UnableTo(_("The person is no longer here."))
    lost = [(role, place.pk if place else None) for role, place in step.places("loses")]
    role_keys = list(user.memberships.values_list("role", "institution_id"))
    after = [key for key in role_keys if key not in lost]
    was, left = state_of(user), LeftBehind(user, after, role_keys)
    for role, place in sorted(lost, key=lambda each: str(each[1]), reverse=True):
        to = User.objects.filter(email=step.what["to"].get(str(place or 0)), is_active=True).first()
        for membership in user.memberships.filter(role=role, institution=place).select_related("user"):
            remove(membership, by=by, to=to, nobody=True)
    passed = left.passed_on()
    kept = len(left.cases) - len(passed["cases"])
    names = Institution.objects.in_bulk([int(key) for key in step.what["to"] if key != "0"])
    to_whom = {str(names[int(key)]) if int(key) in names else "": email for key, email in step.what["to"].items()}
    undo_by = {"user": user.pk, "was": was, "is": state_of(User.objects.get(pk=user.pk)), "passed": passed}
    return {"passed": len(passed["cases"]), "kept": kept, "closed": not after, "to": to_whom, "undo": undo_by}
