"""What the groups of a person give them here, and who would get what."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from database.dialects import danish_order
from organisation.models import (
    Departure,
    DirectoryPerson,
    GroupRole,
    Identity,
    IdentityProvider,
    Institution,
    Membership,
    Nsis,
    SignInNews,
    User,
)
from organisation.models.identity_provider import reaches
from organisation.models.people import as_stored
from organisation.people.forms import is_last_administrator
from organisation.people.leaving import hand_over
from organisation.roles import Role
from organisation.security.security_log import note
from organisation.single_sign_on.troubles import Refused

RoleKeys = set[tuple[str, int | None]]
"""(role, institution id or None for all)."""
MOST_GROUPS: Final = 500
LONGEST_NAME: Final = 120
NSIS: Final = "https://data.gov.dk/concept/core/nsis/loa"
ADMINISTERS: Final = (Role.MUNICIPAL_ADMIN.value, None)


@dataclass(frozen=True)
class Claimed:
    """What a provider says of somebody. `name_id` is what a SAML provider calls them when it signs them out."""

    subject: str
    email: str
    name: str
    groups: list[str]
    level: str = ""
    name_id: str = ""


def claimed(provider: IdentityProvider, claims: dict[str, Any]) -> Claimed:
    """Raises `Refused`."""
    email = as_stored(str(claims.get(provider.email_claim) or claims.get("email") or ""))
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("no_email") from None
    if claims.get("email_verified") is False:
        raise Refused("unverified")
    name = str(claims.get("name") or email.partition("@")[0])[:LONGEST_NAME]
    return Claimed(claims["sub"], email, name, groups_in(provider, claims), level_of(str(claims.get(NSIS, ""))))


def level_of(claim: str) -> str:
    """The NSIS level by its name or by its address; empty for anything else."""
    word = claim.strip().removeprefix(f"{NSIS}/").lower()
    return word if word in Nsis else ""


def groups_in(provider: IdentityProvider, claims: dict[str, Any]) -> list[str]:
    """Entra leaves the groups out where there are too many, and says so; then nobody loses anything."""
    if provider.groups_claim in claims.get("_claim_names", {}) or claims.get("hasgroups"):
        raise Refused("too_many_groups")
    groups = claims.get(provider.groups_claim, [])
    return [str(group) for group in (groups if isinstance(groups, list) else [groups])][:MOST_GROUPS]


def given_by(provider: IdentityProvider, groups: list[str], level: str) -> RoleKeys:
    """What the table gives whoever is in these groups, and has proved who they are as surely as that."""
    role_keys: RoleKeys = set()
    for row in GroupRole.objects.filter(provider=provider).exclude(institution__is_active=False):
        if not reaches(level, row.least_level):
            continue
        if row.by_limit:
            role_keys |= {(row.role, place) for place in places_named(row.names_places(groups))}
        elif row.group in groups:
            role_keys.add((row.role, row.institution_id))
    return role_keys


def places_named(codes: set[str]) -> list[int]:
    """Ids of the institutions with these codes; of one that has closed, that of its successor."""
    named = Institution.objects.filter(code__in=codes).select_related("successor") if codes else []
    return sorted({place.pk for each in named if (place := each.in_place_of()).is_active})


def nothing_for(provider: IdentityProvider, claimed: Claimed) -> str:
    """Why somebody gets no role: they would, had they proved more surely who they are, or they would not."""
    return "level" if given_by(provider, claimed.groups, Nsis.HIGH) else "no_role"


def admit(provider: IdentityProvider, claimant: Claimed) -> User:
    """Who has signed in, with the roles that their groups give from now on. Raises `Refused`.

    Rights that are lost are lost also where nobody is let in.
    """
    with transaction.atomic():
        user, trouble = known(provider, claimant)
        if user is not None and trouble is None:
            claimant = replace(claimant, groups=counting(provider, user, claimant.groups))
            settle(provider, user, given_by(provider, claimant.groups, claimant.level))
            trouble = None if Membership.objects.filter(user=user).exists() else nothing_for(provider, claimant)
    if user is None or trouble:
        raise Refused(trouble or "no_role")
    return User.objects.get(pk=user.pk)


def known(provider: IdentityProvider, claimant: Claimed) -> tuple[User | None, str | None]:
    """(the person, why they are not let in). Whom we do not know is made, if a group gives them something."""
    identity = Identity.objects.select_for_update().filter(provider=provider, subject=claimant.subject).first()
    if identity is None:
        user, trouble = first_time(provider, claimant)
        if user is None or trouble:
            return user, trouble
        facts = {"subject": claimant.subject, "groups": claimant.groups, "level": claimant.level}
        Identity.objects.create(provider=provider, user=user, name_digest=name_digest(claimant.name_id), **facts)
        note("work_account_joined", user=user.pk, provider=provider.pk)
        return user, None
    identity.groups, identity.level, identity.seen_at = claimant.groups, claimant.level, timezone.now()
    identity.name_digest = name_digest(claimant.name_id)
    identity.save(update_fields=["groups", "level", "seen_at", "name_digest"])
    if identity.user.break_glass:
        return identity.user, "emergency"
    return identity.user, None if identity.user.is_active else "closed"


def counting(provider: IdentityProvider, user: User, groups: list[str]) -> list[str]:
    """The groups by which a person has roles: those of the directory where it keeps them here, else those that came."""
    row = DirectoryPerson.objects.filter(provider=provider, user=user).first() if provider.directory_id else None
    return row.groups() if row is not None else groups


def name_digest(name_id: str) -> str:
    return hashlib.sha256(name_id.encode()).hexdigest() if name_id else ""


def first_time(provider: IdentityProvider, claimant: Claimed) -> tuple[User | None, str | None]:
    user = User.objects.filter(email=claimant.email).first()
    if user is None:
        if not given_by(provider, claimant.groups, claimant.level):
            return None, nothing_for(provider, claimant)
        return User.objects.create_user(claimant.email, name=claimant.name), None
    if user.break_glass:
        return user, "emergency"
    if Identity.objects.filter(provider=provider, user=user).exists():
        return user, "other_person"
    if user.is_active:
        SignInNews.tell(user, SignInNews.What.JOINED, by=None)
    return user, None if user.is_active else "closed"


def settle(provider: IdentityProvider, user: User, wanted: RoleKeys, *, asks: bool = False) -> None:
    """Gives and takes what comes from the provider; what somebody gave by hand stays. What strands goes back to where
    it came from or, if it `asks`, waits until an administrator has said who takes it."""
    role_keys = {(row.role, row.institution_id): row for row in Membership.objects.filter(user=user)}
    of_provider = {key for key, row in role_keys.items() if row.given_by_id == provider.pk}
    lost = of_provider - wanted
    if ADMINISTERS in lost and (user.break_glass or is_last_administrator(user)):
        lost.discard(ADMINISTERS)
        SignInNews.tell_administrators(SignInNews.What.LAST_ADMINISTRATOR, about=user)
    for role, place in sorted(wanted - role_keys.keys(), key=str):
        Membership.objects.create(user=user, role=role, institution_id=place, given_by=provider)
    if lost:
        kept = [key for key in {*role_keys, *wanted} if key not in lost]
        if asks:
            Departure.begin(user, kept)
        else:  # while they still may: it is they who give their cases back
            hand_over(user, kept, None, by=user)
        Membership.objects.filter(pk__in=[role_keys[key].pk for key in lost]).delete()


@dataclass(frozen=True)
class Outlook:
    """What one person has, and what the next sign-in would make of it."""

    user: User
    groups: list[str]
    stays: list[str]
    gets: list[str]
    loses: list[str]


def outlook(provider: IdentityProvider) -> list[Outlook]:
    """Who would get what, by the groups that each had at their last sign-in."""
    people = (
        Identity.objects.filter(provider=provider).select_related("user").order_by(danish_order("user__name"), "id")
    )
    return [expected(provider, identity) for identity in people]


def expected(provider: IdentityProvider, identity: Identity) -> Outlook:
    groups = counting(provider, identity.user, identity.groups)
    wanted = given_by(provider, groups, identity.level)
    rows = list(Membership.objects.filter(user=identity.user).select_related("institution"))
    role_keys = {(row.role, row.institution_id) for row in rows}
    lost = {(row.role, row.institution_id) for row in rows if row.given_by_id == provider.pk} - wanted
    return Outlook(identity.user, groups, worded(role_keys - lost), worded(wanted - role_keys), worded(lost))


def worded(role_keys: RoleKeys) -> list[str]:
    """In words, sorted."""
    rows = [Membership(role=role, institution_id=place) for role, place in role_keys]
    return sorted(row.in_words() for row in rows)
