"""The account that gets in when the provider of sign-ins is down, and whether there is one that has been tried."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisation.models import User
from organisation.roles import Role

TRIED_EVERY: Final = timedelta(days=365)
"""A password that nobody has typed for longer lies in a drawer that nobody finds."""


@dataclass(frozen=True)
class Gap:
    """Why nobody can be sure to get in without the provider, what to do, and where. `shuts_out`: nobody could."""

    sentence: str
    act: str
    address: str
    shuts_out: bool = False


def gap() -> Gap | None:
    """None where an administrator has signed in with the emergency account within a year."""
    accounts = list(User.objects.emergency_accounts())
    tried = [(each.emergency_tried_at, each) for each in accounts if each.emergency_tried_at and has_password(each)]
    if not accounts:
        return none_made()
    if not tried:
        first = accounts[0]
        sentence = _("Nobody has signed in with the emergency account yet: %(name)s.") % {"name": first.name}
        return Gap(sentence, _("Sign in with it once, in another browser"), page_of(first))
    last, account = max(tried, key=lambda each: each[0])
    if timezone.now() - last <= TRIED_EVERY:
        return None
    day = date_format(timezone.localtime(last), "DATE_FORMAT")
    sentence = _("The emergency account was last used on %(day)s: %(name)s.") % {"day": day, "name": account.name}
    return Gap(sentence, _("Sign in with it once, in another browser"), page_of(account))


def none_made() -> Gap:
    act, address = _("Make an emergency account"), reverse("admin:organisation_user_add")
    administrators = User.objects.with_role(Role.MUNICIPAL_ADMIN)
    by_password = [each.name for each in administrators if has_password(each)]
    if by_password:
        sentence = _("There is no emergency account. With a password get in: %(names)s.")
        return Gap(sentence % {"names": ", ".join(by_password)}, act, address)
    sentence = _(
        "Every administrator gets in by single sign-on alone. On a day when the provider is down, nobody can sign in."
    )
    return Gap(sentence, act, address, shuts_out=True)


def has_password(person: User) -> bool:
    """Whether a password opens the site to them today."""
    return person.has_usable_password() and person.may_use_password()


def page_of(account: User) -> str:
    return reverse("admin:organisation_user_change", args=[account.pk])
