"""A prepared query answers as the queryset it was made of."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from database.prepared import DAY, FIRST, FOURTH_WORD, MOMENT, WORD, Prepared
from organisation.models import Absence, Municipality, Party, User

PARTIES = Prepared(lambda: Party.objects.filter(kind=WORD).order_by("-id"))
AWAY = Prepared(lambda: Absence.objects.filter(user=FIRST, ends_on__gte=DAY).order_by("id").only("starts_on"))

SINCE = Prepared(lambda: User.objects.filter(last_login__gt=MOMENT, name=FOURTH_WORD))

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [*Party.Kind.values, "nothing", "' OR 1=1 --", "%s"])
def test_the_rows_are_those_of_the_queryset(kind: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Party.objects.create(kind=Party.Kind.WIDGET_VENDOR, name="Widgetfirmaet")
    with django_assert_num_queries(1):
        rows = PARTIES.rows({WORD: kind})
    assert rows == list(Party.objects.filter(kind=kind).order_by("-id"))
    assert PARTIES.first({WORD: kind}) == Party.objects.filter(kind=kind).order_by("-id").first()


def test_each_asking_has_its_own_values() -> None:
    Municipality.objects.get_or_create(id=1, defaults={"name": "Prøvekommune"})
    one, other = (User.objects.create_user(f"{name}@example.org", name=name) for name in ("ane", "bo"))
    today = timezone.localdate()
    away = {
        person.pk: Absence.objects.create(user=person, starts_on=today, ends_on=today + timedelta(days=days))
        for person, days in ((one, 1), (other, 5))
    }

    def absence_of(person: User, day: date) -> Absence | None:
        return AWAY.first({FIRST: person.pk, DAY: day})

    assert absence_of(one, today) == away[one.pk]
    assert absence_of(other, today) == away[other.pk]
    assert absence_of(one, today + timedelta(days=3)) is None
    assert absence_of(other, today + timedelta(days=3)) == away[other.pk]
    row = absence_of(one, today)
    assert row is not None
    assert row.get_deferred_fields() >= {"ends_on"}
    assert row.ends_on == today + timedelta(days=1)


def test_a_moment_is_one_to_the_microsecond() -> None:
    joined = timezone.now()
    one = User.objects.create_user("ane@example.org", name="Ane", last_login=joined)
    assert SINCE.first({MOMENT: joined - timedelta(microseconds=1), FOURTH_WORD: "Ane"}) == one
    assert SINCE.first({MOMENT: joined, FOURTH_WORD: "Ane"}) is None
    assert SINCE.first({MOMENT: joined - timedelta(days=1), FOURTH_WORD: "Bo"}) is None


def test_a_mark_for_nothing_finds_what_nothing_finds() -> None:
    assert PARTIES.rows({WORD: None}) == []


def test_a_query_that_reads_another_table_is_not_prepared() -> None:
    with pytest.raises(ValueError, match="one table"):
        Prepared(lambda: Absence.objects.select_related("user")).rows({})
