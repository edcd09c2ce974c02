"""Who must have a second factor, and from when."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

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


def time_to_get_it(user: User) -> datetime:
    """Until when the password is enough. The time begins at the first sign-in at which one was asked for."""
    if user.second_factor_by is None:
        user.second_factor_by = timezone.now() + timedelta(days=Municipality.current().second_factor_days)
        user.save(update_fields=["second_factor_by"])
    return user.second_factor_by
