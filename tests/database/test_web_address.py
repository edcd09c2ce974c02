"""Who types an address of the web without its beginning means the safe one."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

FIELDS = [
    field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, models.URLField)
]


def test_there_are_such_fields() -> None:
    assert len(FIELDS) > 9


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_an_address_without_a_scheme_is_a_safe_one_in_every_form(field: Any) -> None:
    assert field.formfield().to_python("kommune.example/aula") == "https://kommune.example/aula"
