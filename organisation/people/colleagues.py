"""Colleagues who come and go at an institution, by whoever administers it there.

What one gives and takes is a role at institutions of one's own. Roles for the whole municipality, and people elsewhere,
are the municipal administrator's: the pages for colleagues have none of them, a list of all staff may have them.
"""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from database.dialects import danish_order
from organisation.models import Institution, Membership, SignInLink, User
from organisation.models.people import as_stored
from organisation.pages.refusals import UnableTo
from organisation.people.forms import ONLY_EMERGENCY, is_last_administrator, is_last_emergency
from organisation.people.leaving import RoleKeys, hand_over, left_behind
from organisation.roles import WHOLE_MUNICIPALITY, Role, Verb
from organisation.security.security_log import note
from organisation.sign_in import sessions

GIVEN: Final = (Role.SUPERUSER, Role.INSTITUTION_ADMIN, Role.PILOT, Role.OBSERVER)


class UnableToRemove(UnableTo):
    """Something would be nobody's."""


def places_of(by: User) -> QuerySet[Institution]:
    """Where somebody may invite and remove."""
    ids = by.institutions_for(Verb.INVITE)
    places = Institution.objects.active().by_name()
    return places if ids is None else places.filter(pk__in=ids)


def at_places_of(by: User) -> QuerySet[Membership]:
    """The roles that somebody may take away, by institution and name."""
    memberships = Membership.objects.filter(institution__in=places_of(by), role__in=GIVEN, user__is_active=True)
    return memberships.select_related("user", "institution").order_by(
        danish_order("institution__name"), danish_order("user__name"), "id"
    )


def may_give(by: User, role: str, institution: Institution | None) -> bool:
    """Whether somebody may give the role there; `institution` None is the whole municipality."""
    if Role.MUNICIPAL_ADMIN in by.roles:
        return institution.is_active and role not in WHOLE_MUNICIPALITY if institution else role in Role.values
    return role in GIVEN and institution is not None and places_of(by).filter(pk=institution.pk).exists()


@transaction.atomic
def invite(*, by: User, email: str, name: str, role: str, institution: Institution | None) -> User:
    """Gives the role to who has the address; somebody new gets a mail to choose a password. Twice is once."""
    if not may_give(by, role, institution):
        raise PermissionDenied
    user = User.objects.select_for_update(of=("self",)).filter(email=as_stored(email), api_client=None).first()
    if user is None:
        user = User(email=as_stored(email), name=name)
        user.set_unusable_password()
        user.save()
        user.want_link(SignInLink.INVITATION)
    elif not user.is_active:
        user.come_back()
    _row, is_new = Membership.objects.get_or_create(user=user, role=role, institution=institution)
    if is_new:
        note(
            "colleague_invited", user=user.pk, by=by.pk, role=role, institution=institution.pk if institution else None
        )
    return user


def role_keys_without(membership: Membership) -> RoleKeys:
    """What the person holds once they no longer hold this."""
    others = membership.user.memberships.exclude(pk=membership.pk)
    return [(row.role, row.institution_id) for row in others]


@transaction.atomic
def remove(membership: Membership, *, by: User, to: User | None = None, nobody: bool = False) -> None:
    """Takes the role away; who holds none after that has left. What strands goes to `to`, or, where that was said, to
    nobody by name."""
    if Role.MUNICIPAL_ADMIN not in by.roles and not at_places_of(by).filter(pk=membership.pk).exists():
        raise PermissionDenied
    if membership.user_id == by.pk:
        raise UnableToRemove(_("You cannot remove yourself. Ask a colleague or the municipal administrator."))
    keep_an_administrator(membership)
    role_keys = role_keys_without(membership)
    if to is None and not nobody and (left := left_behind(membership.user, role_keys)):
        raise UnableToRemove(
            " ".join([*left, str(_("Choose who takes over, or tick that nobody does by name."))]), left
        )
    membership.delete()
    person = User.objects.get(pk=membership.user_id)
    if not role_keys:
        person.is_active = False
        person.save(update_fields=["is_active"])
        sessions.end_all(person)
    hand_over(person, role_keys, to, by=by, before=[*role_keys, (membership.role, membership.institution_id)])
    note("colleague_removed", user=person.pk, by=by.pk, role=membership.role, institution=membership.institution_id)


def keep_an_administrator(membership: Membership) -> None:
    """Of two who take the last two away at the same time, one is second, and is refused."""
    if membership.role != Role.MUNICIPAL_ADMIN:
        return
    list(Membership.objects.select_for_update().filter(role=Role.MUNICIPAL_ADMIN).order_by("pk").values_list("pk"))
    if is_last_administrator(membership.user):
        raise UnableToRemove(
            _("This is the last municipal administrator. Make somebody else one first, or nobody can sign in here.")
        )
    if is_last_emergency(membership.user):
        raise UnableToRemove(ONLY_EMERGENCY)
