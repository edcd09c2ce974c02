"""People and groups as the directory gets to see them: what it sent, and no more."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from organisation.directory import groups, people
from organisation.directory.errors import ScimError
from organisation.directory.filters import read_filter
from organisation.models import DirectoryGroup, DirectoryPerson

LIST: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
MOST: Final = 100
OF_PEOPLE: Final = {
    "id": "pk",
    "username": "user_name__iexact",
    "externalid": "external_id",
    "emails.value": "user__email",
    "emails": "user__email",
    'emails[type eq "work"].value': "user__email",
}
OF_GROUPS: Final = {"id": "pk", "displayname": "name", "externalid": "external_id", "members.value": "members"}


def address(kind: str, pk: int) -> str:
    return f"{settings.SITE_URL}{reverse(f'scim_{kind.lower()}', args=[pk])}"


def meta(kind: str, row: DirectoryPerson | DirectoryGroup) -> dict[str, str]:
    return {
        "resourceType": kind,
        "created": row.made_at.isoformat(),
        "lastModified": row.changed_at.isoformat(),
        "location": address(kind, row.pk),
    }


def as_person(row: DirectoryPerson) -> dict[str, Any]:
    person, own = people.person_of(row), sorted(row.directory_groups.all(), key=lambda group: group.pk)
    return {
        "schemas": [people.SCHEMA],
        "id": str(row.pk),
        "userName": person.user_name,
        **({"externalId": person.external_id} if person.external_id else {}),
        "displayName": person.name,
        "name": {"formatted": person.name},
        "emails": [{"value": person.email, "type": "work", "primary": True}],
        "active": person.active,
        "groups": [{"value": str(group.pk), "display": group.name} for group in own],
        "meta": meta("User", row),
    }


def as_group(row: DirectoryGroup, *, with_members: bool = True) -> dict[str, Any]:
    members = [{"value": str(each.pk), "display": each.user_name} for each in row.members.all()] if with_members else []
    return {
        "schemas": [groups.SCHEMA],
        "id": str(row.pk),
        "displayName": row.name,
        **({"externalId": row.external_id} if row.external_id else {}),
        **({"members": members} if with_members else {}),
        "meta": meta("Group", row),
    }


def narrowed(rows: QuerySet[Any], text: str, known: dict[str, str]) -> QuerySet[Any]:
    """Raises `ScimError` for an attribute that is not asked for here."""
    for name, value in read_filter(text) if text else []:
        if name not in known:
            raise ScimError(400, "invalidFilter", f"Known are: {', '.join(sorted(known))}.")
        if known[name] in {"pk", "members"} and not value.isdecimal():
            return rows.none()
        rows = rows.filter(**{known[name]: value})
    return rows


def listed(rows: QuerySet[Any], asked: dict[str, str], show: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """One page of it (RFC 7644, 3.4.2.4). Raises `ScimError`."""
    try:
        start = max(int(asked.get("startIndex", 1)), 1)
        count = min(max(int(asked.get("count", MOST)), 0), MOST)
    except ValueError:
        raise ScimError(400, "invalidValue", "startIndex and count are numbers.") from None
    page = [show(row) for row in rows.order_by("id")[start - 1 : start - 1 + count]]
    return {
        "schemas": [LIST],
        "totalResults": rows.count(),
        "startIndex": start,
        "itemsPerPage": len(page),
        "Resources": page,
    }
