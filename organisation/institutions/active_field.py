"""A field in which one of the active schools and daycares is chosen, for the form that most people open.

It asks by prepared queries: what a field of Django's puts together anew each time takes longer than the answer.
"""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator

from database.prepared import FIRST, Prepared
from organisation.models import Institution

LONGEST_KEY: Final = 10
"""Digits."""


class ByName(ModelChoiceIterator[Institution]):
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", str(self.field.empty_label or "")
        for place in BY_NAME.rows({}):
            yield self.choice(place)


class ActiveInstitution(forms.ModelChoiceField[Institution]):
    iterator = ByName

    def __init__(self, **options: Any) -> None:
        super().__init__(Institution.objects.active(), **options)

    def to_python(self, value: Any) -> Institution | None:
        if value in self.empty_values:
            return None
        place = OF_KEY.first({FIRST: int(value)}) if is_key(str(value)) else None
        if place is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return place


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY


BY_NAME: Final = Prepared(lambda: Institution.objects.active().by_name().only("name"))
OF_KEY: Final = Prepared(lambda: Institution.objects.active().filter(pk=FIRST))
