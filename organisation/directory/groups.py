"""Groups by the directory: whoever comes or goes has the role that the table gives, or has it no longer, at once."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from organisation.directory.errors import ScimError
from organisation.directory.patching import Change, members_in
from organisation.directory.people import settle_roles
from organisation.models import DirectoryGroup, DirectoryPerson, IdentityProvider

SCHEMA: Final = "urn:ietf:params:scim:schemas:core:2.0:Group"
LONGEST: Final = 200
MOST_DIGITS: Final = 18


def add(provider: IdentityProvider, data: Any) -> DirectoryGroup:
    """Raises `ScimError`."""
    row = DirectoryGroup(provider=provider)
    put(row, data)
    return row


@transaction.atomic
def put(row: DirectoryGroup, data: Any) -> None:
    """The whole of it. Raises `ScimError`."""
    if not isinstance(data, dict):
        raise ScimError(400, "invalidSyntax", "A group is an object.")
    hold(row)
    name_it(row, data.get("displayName"), data.get("externalId"))
    have(row, set(known_ids(row, members_in(Change("replace", "members", data.get("members"))))))


@transaction.atomic
def patch(row: DirectoryGroup, changes: list[Change]) -> None:
    """Raises `ScimError`."""
    hold(row)
    members = set(row.members.values_list("pk", flat=True))
    for change in changes:
        if change.path == "displayname":
            name_it(row, change.value, row.external_id)
        elif change.path == "externalid":
            name_it(row, row.name, change.value)
        elif change.path.startswith("members"):
            members = after(row, members, change)
    have(row, members)


def hold(row: DirectoryGroup) -> None:
    """Two changes at once come one after the other."""
    if row.pk:
        DirectoryGroup.objects.select_for_update().get(pk=row.pk)


def after(row: DirectoryGroup, members: set[int], change: Change) -> set[int]:
    named = set(known_ids(row, members_in(change), is_strict=change.operation != "remove"))
    if change.operation == "add":
        return members | named
    if change.operation == "replace":
        return named
    return members - named if named or change.value or "[" in change.path else set()


def name_it(row: DirectoryGroup, name: Any, external_id: Any) -> None:
    name = str(name or "").strip()
    if not 0 < len(name) <= LONGEST:
        raise ScimError(400, "invalidValue", "displayName is missing, or has more than 200 characters.")
    others = DirectoryGroup.objects.filter(provider_id=row.provider_id).exclude(pk=row.pk)
    if others.filter(name=name).exists():
        raise ScimError(409, "uniqueness", "There is a group of this displayName.")
    before, row.name, row.external_id = (row.name, row.external_id), name, str(external_id or "")[:LONGEST]
    row.changed_at = timezone.now()
    row.save()
    if before != (row.name, row.external_id):
        settle_all(row.members.all())


def known_ids(row: DirectoryGroup, ids: list[str], *, is_strict: bool = True) -> list[int]:
    """Those of the same directory. Raises `ScimError` for one that is not there, unless it is to go."""
    numbers = {int(each) for each in ids if each.isdecimal() and len(each) <= MOST_DIGITS}
    known = list(
        DirectoryPerson.objects.filter(provider_id=row.provider_id, pk__in=numbers).values_list("pk", flat=True)
    )
    if is_strict and len(known) != len(set(ids)):
        raise ScimError(400, "invalidValue", "One of the members is not known here.")
    return known


def have(row: DirectoryGroup, wanted: set[int]) -> None:
    """These members and no others."""
    before = set(row.members.values_list("pk", flat=True))
    if before == wanted:
        return
    row.members.set(wanted)
    row.changed_at = timezone.now()
    row.save(update_fields=["changed_at"])
    settle_all(DirectoryPerson.objects.filter(pk__in=before ^ wanted))


def settle_all(people: Iterable[DirectoryPerson]) -> None:
    for person in people:
        settle_roles(person)


@transaction.atomic
def remove(row: DirectoryGroup) -> None:
    people = list(row.members.all())
    row.delete()
    settle_all(people)
