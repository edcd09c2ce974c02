"""Who must have a second factor, and from when."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from database.dialects import danish_order
from organisation.models import Municipality, SecondFactor, SecondFactorFor, User
from organisation.roles import Role, Verb

Forwards = Callable[[User], bool]
_forwards: list[Forwards] = []


def ask_who_forwards(forwards: Forwards) -> None:
    """The rooms above know who may pass cases on to others."""
    if forwards not in _forwards:
        _forwards.append(forwards)


def is_required(user: User) -> bool:
    """Whether the municipality asks it of what the person may do."""
    wanted = Municipality.current().second_factor_for
    if wanted == SecondFactorFor.EVERYBODY:
        return bool(user.roles)
    return wanted == SecondFactorFor.REACHING and reaches_far(user)


def reaches_far(user: User) -> bool:
    places = user.institutions_for(Verb.VIEW)
    sees_more_than_one = places is None or len(places) > 1
    administers = bool(user.roles & {Role.MUNICIPAL_ADMIN, Role.INSTITUTION_ADMIN})
    return sees_more_than_one or administers or any(forwards(user) for forwards in _forwards)


def is_lacking(user: User) -> bool:
    return is_required(user) and not SecondFactor.objects.filter(user=user).exists()


def people_lacking() -> list[User]:
    """Everybody who must have a second factor beside their password and has none yet, by name."""
    people = User.objects.filter(is_active=True, api_client=None, second_factors=None, memberships__isnull=False)
    people = people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).distinct()
    asked: dict[tuple[frozenset[str], bool], bool] = {}
    lacking = []
    for user in people.prefetch_related("memberships__given_by").order_by(danish_order("name"), "id"):
        rows = list(user.memberships.all())
        user.lend([(row.role, row.institution_id) for row in rows])
        comes_by_provider = any(row.given_by is not None and row.given_by.is_active for row in rows)
        if not user.break_glass and (comes_by_provider or not Municipality.current().local_passwords):
            continue
        places = user.institutions_for(Verb.VIEW)
        alike = user.roles, places is None or len(places) > 1  # what is asked of them follows from this alone
        if alike not in asked:
            asked[alike] = is_required(user)
        lacking += [user] if asked[alike] else []
    return lacking


def time_to_get_it(user: User) -> datetime:
    """Until when the password is enough. The time begins at the first sign-in at which one was asked for."""
    if user.second_factor_by is None:
        user.second_factor_by = timezone.now() + timedelta(days=Municipality.current().second_factor_days)
        user.save(update_fields=["second_factor_by"])
    return user.second_factor_by
