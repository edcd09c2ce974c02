"""A number that no row can have finds nothing, on either database."""

import pytest

from organisation.models import Institution
from tests.cast import Cast

LARGE = 10**20


@pytest.mark.parametrize("number", [LARGE, -LARGE, str(LARGE)])
def test_a_number_too_large_for_any_column_finds_nothing(cast: Cast, number: object) -> None:
    asked = Institution.objects.filter(pk__in=[number, cast.school.pk])
    assert str(LARGE) not in str(asked.query)
    assert list(asked) == [cast.school]
    assert not Institution.objects.filter(pk__in=[number]).exists()
