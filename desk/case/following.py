"""The buttons of who follows a case."""

from typing import Any

from django.utils.translation import gettext as _

from organisation.models import User
from tickets.models import Follow, Ticket

FormData = dict[str, Any]


def follow(ticket: Ticket, user: User, _data: FormData) -> str:
    Follow.begin(ticket, by=user)
    return _("You follow the case. You hear when something happens.")


def unfollow(ticket: Ticket, user: User, _data: FormData) -> str:
    Follow.end(ticket, by=user)
    return _("You follow the case no longer.")
