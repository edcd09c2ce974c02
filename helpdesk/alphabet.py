"""The lists of the administration stand in the order of the Danish alphabet, which not every database knows."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

from database.dialects import danish_order


def in_danish(get_ordering: Callable[..., Sequence[Any]]) -> Callable[..., list[Any]]:
    """The order of a form of the administration, for its list and for every select of its rows."""

    def ordering(self: Any, request: HttpRequest) -> list[Any]:
        return [as_danes_sort(self.model, each) for each in get_ordering(self, request)]

    return ordering


class DanishList(ChangeList):
    """Also where somebody sorts by a heading."""

    def get_ordering(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> list[Any]:
        return [as_danes_sort(self.model, each) for each in super().get_ordering(request, queryset)]


def as_danes_sort(model: type[models.Model], part: Any) -> Any:
    """A column of words by the Danish alphabet; anything else as it is."""
    name = part.lstrip("-") if isinstance(part, str) else ""
    if not name or not holds_words(model, name):
        return part
    words = danish_order(name)
    return words.desc() if part.startswith("-") else words.asc()


def holds_words(model: type[models.Model], path: str) -> bool:
    """Whether the column is one of words, and not of the keys of choices."""
    for name in path.split(LOOKUP_SEP):
        try:
            field: Any = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        model = field.related_model or model
    return isinstance(field, models.CharField | models.TextField) and not field.choices
