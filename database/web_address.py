"""Addresses of the web, as people type them."""

from typing import Any

from django import forms
from django.db import models


class WebAddressField(models.URLField[str, str]):
    """In a form, `example.dk` means `https://example.dk`. To migrations it is Django's own field."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
