"""What somebody sees to beside cases: flagged cases they are named for, boards, shared answers and shared views."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.queue.models import SavedView
from knowledgebase.models import Article, BoardHelper
from knowledgebase.words import Status
from organisation.models import User
from organisation.people.leaving import RoleKeys
from organisation.roles import RIGHTS, Verb
from triage.flags.models import NamedPerson


@dataclass
class Duties:
    """Of one person, those that they could no longer see to."""

    named: list[NamedPerson] = field(default_factory=list)
    boards: list[BoardHelper] = field(default_factory=list)
    answers: list[Article] = field(default_factory=list)
    views: list[SavedView] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.named) + len(self.boards) + len(self.answers) + len(self.views)

    @property
    def sentences(self) -> list[str]:
        sentences = []
        if self.named:
            kinds = ", ".join(sorted({str(row.get_kind_display()) for row in self.named}))
            sentence = _("Named for flagged cases: %(kinds)s. Where nobody else is, the support-entitled hear of them.")
            sentences.append(sentence % {"kinds": kinds})
        if self.boards:
            places = sorted({str(row.institution or _("the whole municipality")) for row in self.boards})
            sentences.append(_("Helps on the board of %(places)s.") % {"places": ", ".join(places)})
        if count := len(self.answers):
            sentence = ngettext("Owns %(count)s shared answer.", "Owns %(count)s shared answers.", count)
            sentences.append(sentence % {"count": count})
        if self.views:
            names = ", ".join(view.name for view in self.views)
            sentences.append(_("Has shared views of the queue with others: %(names)s.") % {"names": names})
        return sentences


def duties_left(after: Mapping[int, RoleKeys], before: Mapping[int, RoleKeys | None]) -> dict[int, Duties]:
    """By person what nobody would see to, were `after` all that each holds. Four queries, however many people.

    Anybody may be asked to help on a board, so one is left only where they worked `before`, or when they leave
    altogether; where nobody knows what they had (None), only then.
    """
    left = {person: Duties() for person in after}
    for named in NamedPerson.objects.filter(user__in=left).select_related("institution").order_by("id"):
        if not reaches(after[named.user_id], Verb.VIEW, named.institution_id):
            left[named.user_id].named.append(named)
    for helper in BoardHelper.objects.filter(user__in=left).select_related("institution").order_by("id"):
        role_keys, had, place = after[helper.user_id], before.get(helper.user_id), helper.institution_id
        if not role_keys or (had is not None and works_at(had, place) and not works_at(role_keys, place)):
            left[helper.user_id].boards.append(helper)
    owned = Article.objects.filter(owner__in=left).exclude(status__in=[Status.RETIRED, Status.TAKEN_IN]).order_by("id")
    for article in owned.only("pk", "owner", "institution", "title"):
        owner = article.owner_id
        if owner is not None and not reaches(after[owner], Verb.PROPOSE, article.institution_id):
            left[owner].answers.append(article)
    for view in SavedView.objects.filter(owner__in=left).exclude(shared_with=[]).order_by("id"):
        if not reaches(after[view.owner_id], Verb.VIEW, None):
            left[view.owner_id].views.append(view)
    return left


def reaches(role_keys: RoleKeys, verb: str, place: int | None) -> bool:
    """Whether somebody who holds this may do it there; without a place, anywhere at all."""
    return any(verb in RIGHTS[role] and (place is None or at is None or at == place) for role, at in role_keys)


def works_at(role_keys: RoleKeys, place: int | None) -> bool:
    return any(place is None or at is None or at == place for _role, at in role_keys)


def hand_over_duties(person: User, role_keys: RoleKeys, to: User | None, *, by: User, before: RoleKeys | None) -> None:
    """Each to who takes over, as far as it can be theirs and the giver may; else it is nobody's."""
    left = duties_left({person.pk: role_keys}, {person.pk: before})[person.pk]
    for named in left.named:
        named.pass_on(to, by=by)
    for helper in left.boards:
        try:
            helper.pass_on(to, by=by)
        except PermissionDenied:  # a board of the whole municipality; who has left is not asked there any more
            continue
    for article in left.answers:
        if by.may(Verb.PUBLISH, article):
            able = to is not None and reaches(to.own, Verb.PROPOSE, article.institution_id)
            article.give_to(to if able else None, by=by)
    for view in left.views:
        if to is not None:
            view.give_to(to, by=by)
