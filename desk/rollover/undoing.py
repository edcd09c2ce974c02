"""Undoes what a list of all staff has done for one person, as long as nobody has changed anything about them since.

Each step notes how the person was before and after it, and where what they left behind went. Cases and duties with
which somebody has gone on since stay where they are.
"""

from typing import Any

from django.utils.translation import gettext as _

from desk.queue.models import SavedView
from desk.rollover.models import RolloverStep
from desk.team.duties import duties_left
from desk.team.leaving import cases_left, stood_in
from knowledgebase.models import Article, BoardHelper
from organisation.models import Absence, Membership, User
from organisation.pages.refusals import UnableTo
from organisation.people.colleagues import may_give, remove
from organisation.people.leaving import RoleKeys
from organisation.roles import Verb
from organisation.security.security_log import note
from tickets.models import Ticket
from triage.flags.models import NamedPerson

Noted = dict[str, Any]


def state_of(user: User | None) -> Noted | None:
    """How a person is, for comparing: roles, name, language, and whether they have access."""
    if user is None:
        return None
    role_keys = user.memberships.values_list("role", "institution_id")
    keys = sorted(([role, place] for role, place in role_keys), key=str)
    return {"held": keys, "name": user.name, "language": user.language, "active": user.is_active}


class LeftBehind:
    """What somebody would leave behind, noted before it goes, and then where it went."""

    def __init__(self, user: User, after: RoleKeys, before: RoleKeys) -> None:
        self.user = user
        self.cases = list(cases_left(user, after).values_list("pk", flat=True))
        self.days = [day.pk for day in stood_in(user, after)]
        self.duties = duties_left({user.pk: after}, {user.pk: before})[user.pk]

    def passed_on(self) -> Noted:
        """By kind: what is no longer the person's, and whose it is now (None: nobody's)."""
        cases = Ticket.objects.filter(pk__in=self.cases).exclude(assignee=self.user)
        named, boards = self.holders(NamedPerson, self.duties.named), self.holders(BoardHelper, self.duties.boards)
        answers = Article.objects.filter(pk__in=[row.pk for row in self.duties.answers]).exclude(owner=self.user)
        views = SavedView.objects.filter(pk__in=[row.pk for row in self.duties.views]).exclude(owner=self.user)
        days = Absence.objects.filter(pk__in=self.days).exclude(deputy=self.user)
        return {
            "cases": [list(row) for row in cases.order_by("pk").values_list("pk", "version", "assignee")],
            "days": [list(row) for row in days.order_by("pk").values_list("pk", "deputy")],
            "named": [[row.kind, row.institution_id, to] for row, to in named],
            "boards": [[row.institution_id, row.topic_id, to] for row, to in boards],
            "answers": [list(row) for row in answers.order_by("pk").values_list("pk", "owner")],
            "views": [list(row) for row in views.order_by("pk").values_list("pk", "owner")],
        }

    def holders(self, model: Any, rows: list[Any]) -> list[tuple[Any, int | None]]:
        """Each row that is not the person's any more, with whose it is."""
        kept = model.objects.filter(pk__in=[row.pk for row in rows])
        now = dict(kept.values_list("pk", "user")) if rows else {}
        return [(row, now.get(row.pk)) for row in rows if now.get(row.pk) != self.user.pk]


def undo(step: RolloverStep, by: User) -> int:
    """How much of what was passed on stayed where it is. Raises `UnableTo` where the person has changed since."""
    noted = step.told.get("undo")
    if noted is None:
        raise UnableTo(_("This was carried out before it could be undone. Do it by hand."))
    user = User.objects.select_for_update(of=("self",)).filter(pk=noted["user"]).first()
    if user is None or state_of(user) != noted["is"]:
        raise UnableTo(_("Somebody has changed the person since. Do it by hand."))
    if step.act == RolloverStep.Act.GIVE:
        undo_giving(user, noted, by)
        return 0
    return undo_taking(user, step, by)


def undo_giving(user: User, noted: Noted, by: User) -> None:
    """Takes the new roles away again. Nothing strands by that: who has begun to work there is left alone."""
    was = noted["was"] or {"held": [], "name": user.name, "language": user.language, "active": False}
    role_keys = [tuple(key) for key in was["held"]] if was["active"] else []
    now = [tuple(key) for key in noted["is"]["held"]]
    added = [key for key in now if key not in role_keys]
    if added and how_much_strands(user, role_keys, now) > how_much_strands(user, now, now):
        raise UnableTo(_("The person has begun to work there. Remove them as a colleague, and say who takes over."))
    for role, place in added:
        for membership in user.memberships.filter(role=role, institution=place).select_related("user"):
            remove(membership, by=by, nobody=True)
    user.refresh_from_db()
    user.name, user.language = was["name"], was["language"]
    user.link_wanted = user.link_wanted if user.is_active else ""
    user.save(update_fields=["name", "language", "link_wanted"])
    if noted["was"] is None and is_unused(user):
        user.delete()


def how_much_strands(user: User, role_keys: RoleKeys, before: RoleKeys) -> int:
    duties = duties_left({user.pk: role_keys}, {user.pk: before})[user.pk]
    return cases_left(user, role_keys).count() + len(stood_in(user, role_keys)) + duties.count


def is_unused(user: User) -> bool:
    """Whether the account is as it was made: nobody has ever signed in with it, and no directory knows it."""
    known = user.identities.exists() or user.directory_people.exists()
    return user.last_login is None and not user.has_usable_password() and not known


def undo_taking(user: User, step: RolloverStep, by: User) -> int:
    for role, place in step.places("loses"):
        if not may_give(by, role, place):
            raise UnableTo(_("You can no longer give this role at this institution."))
        Membership.objects.create(user=user, role=role, institution=place)
        note("colleague_invited", user=user.pk, by=by.pk, role=role, institution=place.pk if place else None)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    fresh = User.objects.get(pk=user.pk)  # with the rights that they have again
    return give_back(fresh, step.told["undo"]["passed"], by)


def give_back(user: User, passed: Noted, by: User) -> int:
    stayed = sum(not give_case_back(user, row, by) for row in passed["cases"])
    for key, deputy in passed["days"]:
        Absence.objects.filter(pk=key, deputy=deputy).exclude(user=user).update(deputy=user)
    for kind, place, holder in passed["named"]:
        stayed += not hold_again(NamedPerson, user, holder, kind=kind, institution_id=place)
    for place, topic, holder in passed["boards"]:
        stayed += not hold_again(BoardHelper, user, holder, institution_id=place, topic_id=topic)
    for key, owner in passed["answers"]:
        article = Article.objects.filter(pk=key, owner=owner).first()
        if article is None or not by.may(Verb.PUBLISH, article):
            stayed += 1
        else:
            article.give_to(user, by=by)
    for key, owner in passed["views"]:
        view = SavedView.objects.filter(pk=key, owner=owner).first()
        if view is not None:
            view.give_to(user, by=by)
    return stayed


def give_case_back(user: User, row: list[Any], by: User) -> bool:
    """If it lies as it was passed on, and whoever undoes it may see it."""
    key, version, holder = row
    ticket = Ticket.objects.visible_to(by).select_related("institution").filter(pk=key, assignee=holder).first()
    if ticket is None or ticket.version != version or ticket.is_done:
        return False
    try:
        ticket.assign(user, by=by)
    except UnableTo:
        return False
    return True


def hold_again(model: type[NamedPerson] | type[BoardHelper], user: User, holder: int | None, **duty: Any) -> bool:
    """The duty as before. Whoever has it instead has it no more, unless somebody has changed that."""
    if model.objects.filter(user=user, **duty).exists():
        return True
    if holder is None:
        model.objects.create(user=user, **duty)
        return True
    return bool(model.objects.filter(user=holder, **duty).update(user=user))
