"""People by the directory: made, renamed, and their access taken at once. What strands waits for an administrator."""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from organisation.directory.errors import ScimError
from organisation.directory.patching import Change, as_bool
from organisation.models import Departure, DirectoryPerson, Identity, IdentityProvider, Membership, SignInNews, User
from organisation.models.people import as_stored
from organisation.people.forms import is_last_administrator
from organisation.security.security_log import note
from organisation.sign_in import sessions
from organisation.single_sign_on.groups import LONGEST_NAME, given_by, settle
from privacy.cpr import mask

SCHEMA: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
LONGEST: Final = 254
WORK_MAIL: Final = frozenset(
    {"emails", "emails.value", 'emails[type eq "work"].value', "emails[primary eq true].value"}
)


@dataclass(frozen=True)
class PersonData:
    """What the directory says of somebody, as far as it is kept."""

    user_name: str
    email: str
    name: str
    external_id: str
    active: bool


def read_person(data: Any) -> PersonData:
    """A whole resource. Raises `ScimError`."""
    if not isinstance(data, dict):
        raise ScimError(400, "invalidSyntax", "A user is an object.")
    user_name = str(data.get("userName") or "").strip()
    if not user_name:
        raise ScimError(400, "invalidValue", "userName is missing.")
    email = mail_in(data.get("emails")) or user_name
    name = name_in(data) or email.partition("@")[0]
    active = as_bool(data.get("active", True))
    return checked(
        PersonData(user_name, as_stored(email), name[:LONGEST_NAME], str(data.get("externalId") or ""), active)
    )


def mail_in(emails: Any) -> str:
    """The primary one, else the one for work, else the first."""
    if isinstance(emails, str):
        return emails
    rows = [each for each in emails if isinstance(each, dict)] if isinstance(emails, list) else []
    rows.sort(key=lambda each: (each.get("primary") is not True, each.get("type") != "work"))
    return str(rows[0].get("value") or "") if rows else ""


def name_in(data: dict[str, Any]) -> str:
    named = data.get("name")
    parts: dict[str, Any] = named if isinstance(named, dict) else {}
    whole = " ".join(str(parts[part]) for part in ("givenName", "familyName") if parts.get(part))
    return str(data.get("displayName") or parts.get("formatted") or whole).strip()


def checked(person: PersonData) -> PersonData:
    """Raises `ScimError`."""
    try:
        validate_email(person.email)
    except ValidationError:
        raise ScimError(400, "invalidValue", "Neither emails nor userName is an e-mail address.") from None
    if len(person.user_name) > LONGEST or len(person.external_id) > LONGEST:
        raise ScimError(400, "invalidValue", "userName and externalId have at most 254 characters.")
    if mask(f"{person.user_name}\n{person.external_id}").count:
        raise ScimError(400, "invalidValue", "CPR numbers are not kept here. Send another identifier.")
    return person


def person_of(row: DirectoryPerson) -> PersonData:
    return PersonData(
        row.user_name, row.user.email, row.user.name, row.external_id, row.user.is_active and not row.closed
    )


def patched(row: DirectoryPerson, changes: list[Change]) -> PersonData:
    """What somebody would be after the changes. What is not kept is passed over. Raises `ScimError`."""
    person = person_of(row)
    for change in changes:
        person = changed(person, change)
    return checked(person)


def changed(person: PersonData, change: Change) -> PersonData:
    path, value = change.path, change.value
    facts: dict[str, Any] = {}
    if path == "active":
        facts["active"] = change.operation != "remove" and as_bool(value)
    elif path == "externalid":
        facts["external_id"] = str(value or "")
    elif path == "username" and value:
        facts["user_name"] = str(value).strip()
    elif path in {"displayname", "name.formatted"} and value:
        facts["name"] = str(value)[:LONGEST_NAME]
    elif path == "name" and isinstance(value, dict):
        facts["name"] = name_in({"name": value})[:LONGEST_NAME] or person.name
    elif path in WORK_MAIL and change.operation != "remove":
        facts["email"] = as_stored(mail_in(value))
    return replace(person, **facts)


@transaction.atomic
def add(provider: IdentityProvider, person: PersonData) -> DirectoryPerson:
    """Somebody new, or one of ours whom the directory keeps from now on. Raises `ScimError`."""
    if DirectoryPerson.objects.filter(provider=provider, user_name__iexact=person.user_name).exists():
        raise ScimError(409, "uniqueness", "There is a user of this userName.")
    user = User.objects.select_for_update(of=("self",)).filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, name=person.name)
    elif user.break_glass or hasattr(user, "api_client"):
        raise ScimError(409, "uniqueness", "This account is not kept by a directory.")
    elif DirectoryPerson.objects.filter(provider=provider, user=user).exists():
        raise ScimError(409, "uniqueness", "Another user has this e-mail address.")
    row = DirectoryPerson.objects.create(
        provider=provider, user=user, user_name=person.user_name, external_id=person.external_id
    )
    note("directory_joined", user=user.pk, provider=provider.pk)
    change(row, person)
    return row


@transaction.atomic
def change(row: DirectoryPerson, person: PersonData) -> None:
    """As the directory says from now on. Raises `ScimError`."""
    user = User.objects.select_for_update(of=("self",)).get(pk=row.user_id)
    others = DirectoryPerson.objects.filter(provider_id=row.provider_id).exclude(pk=row.pk)
    if others.filter(user_name__iexact=person.user_name).exists():
        raise ScimError(409, "uniqueness", "There is a user of this userName.")
    if User.objects.filter(email=person.email).exclude(pk=user.pk).exists():
        raise ScimError(409, "uniqueness", "Another user has this e-mail address.")
    user.name, user.email = person.name, person.email
    user.save(update_fields=["name", "email"])
    row.user, row.user_name, row.external_id = user, person.user_name, person.external_id
    row.changed_at = timezone.now()
    row.save(update_fields=["user_name", "external_id", "changed_at"])
    if person.active:
        come_back(row)
        settle_roles(row)
    else:
        close(row)


def close(row: DirectoryPerson) -> None:
    """No longer in, anywhere, from this moment; what strands is noted first. Twice is once.

    The last administrator and the emergency account stay: administrators hear of it.
    """
    user = row.user
    if not user.is_active:
        return
    if user.break_glass or is_last_administrator(user):
        SignInNews.tell_administrators(SignInNews.What.LAST_ADMINISTRATOR, about=user)
        return
    Departure.begin(user, [])
    Membership.objects.filter(user=user).delete()
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user)
    row.closed = True
    row.save(update_fields=["closed"])
    note("directory_closed", user=user.pk, provider=row.provider_id)


def come_back(row: DirectoryPerson) -> None:
    """Whom the directory closed, it opens; whom an administrator closed by hand, it does not."""
    if row.closed and not row.user.is_active:
        row.user.is_active = True
        row.user.set_unusable_password()
        row.user.save(update_fields=["is_active", "password"])
        note("directory_opened", user=row.user_id, provider=row.provider_id)
    if row.closed:
        row.closed = False
        row.save(update_fields=["closed"])


def settle_roles(row: DirectoryPerson) -> None:
    """The roles that the person's groups give now; what needs a level of assurance, by that of the last sign-in."""
    if not row.user.is_active:
        return
    identity = Identity.objects.filter(provider_id=row.provider_id, user_id=row.user_id).first()
    wanted = given_by(row.provider, row.groups(), identity.level if identity else "")
    settle(row.provider, User.objects.get(pk=row.user_id), wanted, asks=True)


@transaction.atomic
def remove(row: DirectoryPerson) -> None:
    """Gone from the directory. What they did here keeps their name."""
    close(row)
    row.delete()
