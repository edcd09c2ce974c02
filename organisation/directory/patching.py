"""Reads a PATCH (RFC 7644, 3.5.2) in the spellings that directories use: paths, no paths, `"False"` for false."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from organisation.directory.errors import ScimError

OPERATIONS: Final = frozenset({"add", "replace", "remove"})
MOST: Final = 1000
MEMBER: Final = re.compile(r'members\[\s*value\s+eq\s+"([^"]+)"\s*\]', re.IGNORECASE)
URN: Final = re.compile(r"^urn:ietf:params:scim:schemas:core:2\.0:(user|group):", re.IGNORECASE)


@dataclass(frozen=True)
class Change:
    """`path` in small letters, without the name of the core schema."""

    operation: str
    path: str
    value: Any


def read_patch(data: Any) -> list[Change]:
    """Raises `ScimError`."""
    named = {str(name).lower(): value for name, value in data.items()} if isinstance(data, dict) else {}
    operations = named.get("operations")
    if not isinstance(operations, list) or not operations or len(operations) > MOST:
        raise ScimError(400, "invalidSyntax", "A PATCH has Operations, at most 1000.")
    return [change for each in operations for change in changes_in(each)]


def changes_in(sent: Any) -> Iterator[Change]:
    operation = str(sent.get("op", "")).lower() if isinstance(sent, dict) else ""
    if operation not in OPERATIONS:
        raise ScimError(400, "invalidSyntax", "An operation is add, replace or remove.")
    path, value = sent.get("path"), sent.get("value")
    if path:
        yield Change(operation, URN.sub("", str(path)).lower(), value)
    elif isinstance(value, dict) and operation != "remove":
        for name, inner in value.items():
            yield Change(operation, URN.sub("", str(name)).lower(), inner)
    else:
        raise ScimError(400, "noTarget", "The operation names no attribute.")


def as_bool(value: Any) -> bool:
    """Entra sends words in its older mode. Raises `ScimError`."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0].get("value") if isinstance(value[0], dict) else value[0]
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    raise ScimError(400, "invalidValue", "active is true or false.")


def members_in(change: Change) -> list[str]:
    """The ids of the members that it names. Raises `ScimError`."""
    if named := MEMBER.fullmatch(change.path):
        return [named[1]]
    value = change.value if isinstance(change.value, list) else [change.value] if change.value else []
    if not all(isinstance(each, dict) and each.get("value") for each in value):
        raise ScimError(400, "invalidValue", "A member is an object with a value.")
    return [str(each["value"]) for each in value]
