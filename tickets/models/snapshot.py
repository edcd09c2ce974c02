"""Some fields of a row as JSON can hold them, and the way back: what an undo needs to know."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models


def take(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: plain(field_of(row, name).value_from_object(row)) for name in names}


def plain(value: Any) -> Any:
    """As JSON keeps it to the microsecond, which Django's own encoder does not."""
    return value.isoformat() if isinstance(value, datetime) else value


def give_back(row: models.Model, names: Iterable[str], before: dict[str, Any]) -> None:
    """Sets the fields as they were; the caller saves. A picture from before a field was there leaves it alone."""
    for name in set(names) & set(before):
        field = field_of(row, name)
        setattr(row, field.attname, field.to_python(before[name]))


def field_of(row: models.Model, name: str) -> "models.Field[Any, Any]":
    field = row._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field
