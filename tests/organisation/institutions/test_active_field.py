"""The field of the public form in which one of the active schools and daycares is chosen."""

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from organisation.institutions.active_field import ActiveInstitution, ByName
from organisation.models import Institution
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_active_ones_stand_in_danish_order(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    names = ["Ålykkeskolen", "Ærøskolen", "Zebraskolen", "Ødsted Skole"]
    for number, name in enumerate(names):
        Institution.objects.create(name=name, kind="school", code=f"90000{number}")
    Institution.objects.filter(name="Zebraskolen").update(is_active=False)
    with django_assert_num_queries(1):
        shown = [str(label) for _key, label in ByName(ActiveInstitution(empty_label="Choose"))]
    assert shown[0] == "Choose"
    assert [name for name in shown if name in names] == ["Ærøskolen", "Ødsted Skole", "Ålykkeskolen"]


def test_an_active_one_is_taken(cast: Cast) -> None:
    field = ActiveInstitution(required=False)
    assert field.clean(str(cast.school.pk)) == cast.school
    assert field.clean("") is None


@pytest.mark.parametrize("sent", ["abc", "-1", "0", "9" * 10, "9" * 400, "１", "1.0", " 1", "\ud800"])
def test_what_is_no_active_one_is_refused(sent: str, cast: Cast) -> None:
    with pytest.raises(ValidationError):
        ActiveInstitution().clean(sent)


def test_one_that_has_closed_is_refused(cast: Cast) -> None:
    Institution.objects.filter(pk=cast.school.pk).update(is_active=False)
    with pytest.raises(ValidationError):
        ActiveInstitution().clean(str(cast.school.pk))
