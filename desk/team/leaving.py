"""What somebody leaves behind in the work: open cases, institutions whose only first level they were, for whom they
stand in, and what else they see to (`desk.team.duties`)."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.team.duties import duties_left, hand_over_duties
from organisation.models import Absence, Institution, Membership, User
from organisation.people.leaving import RoleKeys, ask_for_what_is_left, places_seen
from organisation.roles import Verb
from tickets.models import Ticket
from tickets.models.refusals import UnableTo
from tickets.models.ticket_list import TicketQuerySet
from tickets.words import Tier
from tickets.work.staffing import ROLES_OF_TIER
from triage.flags.flagging import let_in_named


def declare() -> None:
    ask_for_what_is_left(left_by, hand_over)


def cases_left(person: User, role_keys: RoleKeys) -> TicketQuerySet:
    """Open cases that the person has and would see no longer."""
    cases, places = Ticket.objects.open().unmerged().filter(assignee=person), places_seen(role_keys)
    return cases.none() if places is None else cases.exclude(institution__in=places)


def left_by(person: User, role_keys: RoleKeys) -> list[str]:
    count = cases_left(person, role_keys).count()
    sentence = ngettext("%(name)s has %(count)s open case.", "%(name)s has %(count)s open cases.", count)
    cases = [sentence % {"name": person, "count": count}] if count else []
    alone = [place.name for place in left_alone(person, role_keys)]
    if alone:
        cases.append(
            _("%(name)s is the only first level of %(places)s.") % {"name": person, "places": ", ".join(alone)}
        )
    away = [day.user.name for day in stood_in(person, role_keys)]
    if away:
        cases.append(_("%(name)s is the deputy of %(names)s.") % {"name": person, "names": ", ".join(away)})
    before = [(row.role, row.institution_id) for row in person.memberships.all()]
    return cases + duties_left({person.pk: role_keys}, {person.pk: before})[person.pk].sentences


def stood_in(person: User, role_keys: RoleKeys) -> list[Absence]:
    """Days on which the person is the deputy of somebody none of whose institutions they would see."""
    days = Absence.objects.not_over().filter(deputy=person, user__is_active=True).in_order().select_related("user")
    return [day for day in days if not can_stand_in(places_seen(role_keys), day.user.institutions_for(Verb.VIEW))]


def can_stand_in(mine: list[int] | None, theirs: list[int] | None) -> bool:
    """By the institutions that each sees (None: all): whether one can do any of the other's work, if there is any."""
    if mine is None or theirs == []:
        return True
    return mine != [] and (theirs is None or not set(mine).isdisjoint(theirs))


def left_alone(person: User, role_keys: RoleKeys) -> list[Institution]:
    """Institutions at whose first level nobody would be left."""
    roles = ROLES_OF_TIER[Tier.FIRST_LEVEL]
    kept = {place for role, place in role_keys if role in roles}
    rows = Membership.objects.filter(role__in=roles, user__is_active=True)
    if None in kept or rows.filter(institution=None).exclude(user=person).exists():
        return []
    own = (
        Institution.objects.active()
        .filter(memberships__in=rows.filter(user=person))
        .exclude(pk__in=[place for place in kept if place])
    )
    others = rows.exclude(user=person).values("institution")
    return list(own.exclude(pk__in=others).distinct().by_name())


def hand_over(person: User, role_keys: RoleKeys, to: User | None, by: User, before: RoleKeys | None) -> None:
    """Each case by itself. Whom the person stood in for and what else they saw to, likewise; but where nobody has
    decided it, as when a work account's groups took the role at a sign-in, what they were named for waits for them."""
    if by != person:
        hand_over_duties(person, role_keys, to, by=by, before=before)
    for ticket in cases_left(person, role_keys).select_related("institution").order_by("pk"):
        pass_case_on(ticket, to, by)
    for day in stood_in(person, role_keys):
        theirs = day.user.institutions_for(Verb.VIEW)
        day.stand_down(to=to if to and can_stand_in(to.institutions_for(Verb.VIEW), theirs) else None)


def pass_case_on(ticket: Ticket, to: User | None, by: User) -> None:
    """To who takes over, if they may see it; else to nobody, and its tier is told. A sensitive one of which whoever
    does this need not know goes to the people named for such cases: nobody else would ever see it."""
    able = to is not None and to.may(Verb.VIEW, ticket)
    try:
        ticket.assign(to if able else None, by=by)
    except (UnableTo, PermissionDenied):
        if ticket.is_sensitive:
            let_in_named(ticket)
            ticket.lose_assignee()
