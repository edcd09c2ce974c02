"""Columns for what people write: no CPR number reaches the database through them, whoever forgets to look.

The verbs mask first, and tell the sender how many were removed; these columns are the guard behind them, for every
way of writing a row: `save`, `update`, `bulk_create`, the admin. In the database, and so in migrations, they are
Django's own.
"""

from typing import Any, TypeVar

from django.db import models

from privacy.cpr import mask

Assigned_contra = TypeVar("Assigned_contra", contravariant=True)
Read_co = TypeVar("Read_co", covariant=True)
"""What is assigned to a column, and what is read from it; the type checker's business alone."""


def masked(value: Any) -> Any:
    """The value with the CPR numbers of every text in it masked."""
    if isinstance(value, str):
        return mask(str(value)).text
    if isinstance(value, list | tuple):
        return [masked(each) for each in value]
    if isinstance(value, dict):
        return {masked(key): masked(each) for key, each in value.items()}
    return value


class MaskedCharField(models.CharField[Assigned_contra, Read_co]):
    """A short text. What is longer than the column once it is masked is cut."""

    def get_prep_value(self, value: Any) -> Any:
        stored, clean = super().get_prep_value(value), masked(value)
        return stored if clean == value else super().get_prep_value(clean)[: self.max_length]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  Django's own signature
        return keep(self, model_instance, super().pre_save(model_instance, add))

    def deconstruct(self) -> Any:
        return as_plain(super().deconstruct(), "CharField")


class MaskedTextField(models.TextField[Assigned_contra, Read_co]):
    """A long text."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(masked(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  Django's own signature
        return keep(self, model_instance, super().pre_save(model_instance, add))

    def deconstruct(self) -> Any:
        return as_plain(super().deconstruct(), "TextField")


class MaskedJSONField(models.JSONField):
    """Lists and dictionaries with texts of people in them."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        return super().get_db_prep_value(masked(value), connection, prepared)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  Django's own signature
        return keep(self, model_instance, super().pre_save(model_instance, add))

    def deconstruct(self) -> Any:
        return as_plain(super().deconstruct(), "JSONField")


def keep(field: models.Field[Any, Any], row: models.Model, value: Any) -> Any:
    """Shows in the row in memory what its column will hold."""
    clean = masked(value)
    if clean != value:
        setattr(row, field.attname, clean)
    return clean


def as_plain(deconstructed: Any, kind: str) -> Any:
    name, _path, arguments, options = deconstructed
    return name, f"django.db.models.{kind}", arguments, options
