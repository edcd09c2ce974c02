"""What people leave behind at the institutions where a list takes a role from them: counted for all at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.team.duties import Duties, duties_left
from desk.team.leaving import can_stand_in
from organisation.models import Absence
from organisation.people.leaving import RoleKeys, places_seen
from tickets.models import Follow, Ticket
from tickets.words import OPEN

Place = int | None


@dataclass
class Left:
    """Of one person. `cases` and `followed` are counted by institution; `alone` are those without a first level."""

    cases: dict[Place, int] = field(default_factory=dict)
    followed: dict[Place, int] = field(default_factory=dict)
    deputy_of: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    duties: Duties = field(default_factory=Duties)

    @property
    def sentences(self) -> list[str]:
        sentences = []
        if self.alone:
            sentences.append(_("The only first level of %(places)s.") % {"places": ", ".join(self.alone)})
        if count := sum(self.cases.values()):
            sentences.append(
                ngettext("Has %(count)s open case.", "Has %(count)s open cases.", count) % {"count": count}
            )
        if self.deputy_of:
            sentences.append(_("Is the deputy of %(names)s.") % {"names": ", ".join(self.deputy_of)})
        if count := sum(self.followed.values()):
            sentence = ngettext(
                "Follows %(count)s case there, and hears no more of it.",
                "Follows %(count)s cases there, and hears no more of them.",
                count,
            )
            sentences.append(sentence % {"count": count})
        return sentences + self.duties.sentences


def left_by_each(after: Mapping[int, RoleKeys], lost: Mapping[int, RoleKeys]) -> dict[int, Left]:
    """`after`: what each will hold; `lost`: what those had there who lose something. Eight queries, however many."""
    by_person = {person: Left() for person in lost}
    left_places = {person: {at for _role, at in role_keys} for person, role_keys in lost.items()}
    before = {person: [*after[person], *role_keys] for person, role_keys in lost.items()}
    duties = duties_left({person: after[person] for person in lost}, before)
    seen = {person: places_seen(role_keys) for person, role_keys in after.items()}
    for person, place, count in cases_of(by_person):
        own = seen[person]
        if own is not None and place not in own:
            by_person[person].cases[place] = count
    for person, place, count in follows_of(by_person):
        own = seen[person]
        if own is not None and place not in own and not left_places[person].isdisjoint({place, None}):
            by_person[person].followed[place] = count
    days = (
        Absence.objects.not_over().filter(deputy__in=by_person, user__is_active=True).in_order().select_related("user")
    )
    for day in days.prefetch_related("user__memberships"):
        role_keys = after.get(day.user_id) or [(row.role, row.institution_id) for row in day.user.memberships.all()]
        if day.deputy_id is not None and not can_stand_in(seen[day.deputy_id], places_seen(role_keys)):
            by_person[day.deputy_id].deputy_of.append(day.user.name)
    for person, own_duties in duties.items():
        by_person[person].duties = own_duties
    return by_person


def cases_of(people: Collection[int]) -> list[tuple[int, Place, int]]:
    """(person, institution, how many open cases they have there)."""
    cases = Ticket.objects.open().unmerged().filter(assignee__in=people).order_by()
    return list(cases.values_list("assignee", "institution").annotate(count=Count("pk")))


def follows_of(people: Collection[int]) -> list[tuple[int, Place, int]]:
    follows = Follow.objects.filter(user__in=people, ticket__status__in=OPEN, ticket__merged_into=None).order_by()
    return list(follows.values_list("user", "ticket__institution").annotate(count=Count("pk")))
