"""Every column of every table in which something of a person may stand, read from the models themselves.

So a new table is searched and erased in from its first day, whoever forgets to say so.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import models

from tickets.models import Ticket

Model = type[models.Model]

OTHERS: Final = frozenset({"organisation", "sessions", "axes", "knox", "auth", "contenttypes"})
"""Staff, institutions and suppliers, and who signed in: not what was written by or about those who write to us."""
ITSELF: Final = "tickets.PersonRequest"


def tables() -> list[Model]:
    """Where to look for somebody."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label not in OTHERS and model._meta.label != ITSELF and not model._meta.proxy
    ]


def text_columns(model: Model) -> "list[models.Field[Any, Any]]":
    """Columns for free text; not lists to choose from, tokens and digests."""
    return [field for field in model._meta.concrete_fields if is_text(field)]


def is_text(field: "models.Field[Any, Any]") -> bool:
    if not isinstance(field, models.CharField | models.TextField | models.JSONField):
        return False
    return not field.choices and not field.primary_key and not field.unique


def way_to_case(model: Model) -> str:
    """The lookup from a row of the table to its case, such as `message__ticket`; empty where it belongs to none."""
    if model is Ticket:
        return "pk"
    return next(iter(ways(model)), "")


def ways(model: Model, depth: int = 2) -> Iterator[str]:
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    for field in keys:
        if field.related_model is Ticket and field.name in {"ticket", "source"}:
            yield field.name
    for field in keys:
        related = field.related_model
        if depth and isinstance(related, type) and related not in {model, Ticket} and issubclass(related, models.Model):
            yield from (f"{field.name}__{way}" for way in ways(related, depth - 1))
