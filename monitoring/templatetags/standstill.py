"""`{% standstill_bar user %}`: the red bar in the admin."""

from typing import Any

from django import template

from monitoring.watching import standing
from organisation.models import User
from organisation.roles import Role

register = template.Library()


@register.inclusion_tag("monitoring/bar_if_any.html")
def standstill_bar(user: Any) -> dict[str, Any]:
    """For administrators alone: nobody else can do anything about it."""
    is_administrator = isinstance(user, User) and Role.MUNICIPAL_ADMIN in user.roles
    return {"standing": standing() if is_administrator else []}
