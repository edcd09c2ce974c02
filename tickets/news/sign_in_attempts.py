"""Tells of tries to sign in that failed: the person whose account it was, and the administrators of what is larger.

Looked at afterwards and in the background, so that no answer takes longer for an account that is there.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from organisation.models import SignInPause, User
from organisation.models.people import as_stored
from organisation.roles import Role
from organisation.security.security_log import note
from organisation.sign_in import lockout
from tickets.news.caseless_mails import write_from

WITHIN: Final = timedelta(hours=1)
ONCE_IN: Final = timedelta(hours=24)
FROM_ONE_NETWORK: Final = 15
FROM_EVERYWHERE: Final = 40
"""So many accounts tried within the hour, none of which got in afterwards, are no forgetful colleagues."""
Axis = SignInPause.Axis


@dataclass(frozen=True)
class Wave:
    """Many accounts that somebody tried; `network` is a digest, or empty where they came from everywhere."""

    network: str
    accounts: int


def tell() -> int:
    """How many mails were made. Two sweeps at once make one of each."""
    now = timezone.now()
    return tell_of_one_account(now) + tell_persons(now) + tell_administrators(now)


@transaction.atomic
def tell_of_one_account(now: datetime) -> int:
    """Administrators hear of a colleague whose account is tried from many places, and of the emergency account once it
    waits anywhere. Before the person is told, which marks the rows."""
    paused = SignInPause.objects.select_for_update(skip_locked=True).filter(
        axis__in=[Axis.BOTH, Axis.ACCOUNT], until__isnull=False, told_at=None, last_at__gte=now - WITHIN
    )
    anywhere = {row.name for row in paused}
    everywhere = {row.name for row in paused if row.axis == Axis.ACCOUNT}
    if not anywhere:
        return 0
    anywhere -= told_lately(now)
    people = [
        user
        for user in User.objects.filter(is_active=True)
        if digest_of(user) in (everywhere | anywhere if user.break_glass else everywhere)
    ]
    administrators = list(User.objects.with_role(Role.MUNICIPAL_ADMIN)) if people else []
    for about in people:
        note("sign_in_account_tried", user=about.pk)
        for person in administrators:
            mail(person, "sign_in_account", {"about": about})
    return len(people) * len(administrators)


@transaction.atomic
def tell_persons(now: datetime) -> int:
    """Each person once in a day."""
    paused = SignInPause.objects.select_for_update(skip_locked=True).filter(
        axis__in=[Axis.BOTH, Axis.ACCOUNT, Axis.BROWSER], until__isnull=False, last_at__gte=now - WITHIN
    )
    names = set(paused.filter(told_at=None).values_list("name", flat=True))
    if not names:
        return 0
    to_tell = names - told_lately(now)
    people = [user for user in User.objects.filter(is_active=True) if digest_of(user) in to_tell]
    paused.filter(name__in=names).update(told_at=now)
    for user in people:
        note("sign_in_paused", user=user.pk)
        mail(user, "sign_in_attempts", {})
    return len(people)


def told_lately(now: datetime) -> set[str]:
    rows = SignInPause.objects.filter(told_at__gte=now - ONCE_IN).exclude(name="")
    return set(rows.values_list("name", flat=True))


@transaction.atomic
def tell_administrators(now: datetime) -> int:
    made = 0
    for wave in waves(now):
        row, _made = SignInPause.objects.select_for_update().get_or_create(
            key=lockout.digest(Axis.SPRAYING, wave.network), defaults={"axis": Axis.SPRAYING, "network": wave.network}
        )
        if row.told_at is not None and row.told_at > now - WITHIN:
            continue
        row.told_at = row.last_at = now
        row.tries = wave.accounts
        row.save(update_fields=["told_at", "last_at", "tries"])
        note("sign_in_spraying", accounts=wave.accounts, network=wave.network[:12] or None)
        for person in User.objects.with_role(Role.MUNICIPAL_ADMIN):
            mail(person, "sign_in_spraying", {"accounts": wave.accounts, "one_network": bool(wave.network)})
            made += 1
    return made


def waves(now: datetime) -> list[Wave]:
    tried = SignInPause.objects.filter(axis=Axis.BOTH, tries__gt=0, last_at__gte=now - WITHIN)
    pairs = set(tried.values_list("network", "name"))
    by_network = Counter(network for network, _name in pairs)
    detected = [Wave(network, number) for network, number in by_network.items() if number >= FROM_ONE_NETWORK]
    everywhere = len({name for _network, name in pairs})
    if not detected and everywhere >= FROM_EVERYWHERE:
        detected.append(Wave("", everywhere))
    return detected


def digest_of(user: User) -> str:
    return lockout.digest("name", as_stored(user.email))


def mail(person: User, kind: str, facts: dict[str, object]) -> None:
    facts = {"person": person, "link": settings.SITE_URL + reverse("forgotten_password")} | facts
    template = f"tickets/mail/{kind}.txt"
    write_from(template, facts, kind=kind, to=(person.email, person.language))
