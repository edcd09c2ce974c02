from datetime import timedelta

import pytest
from django.utils import timezone

from organisation.models import Absence, StandIns
from organisation.people.publishers import Publishers
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_place_has_its_own_and_no_pilot_or_observer(cast: Cast) -> None:
    publishers = Publishers(StandIns())
    assert publishers.at(cast.school) == [cast.superuser, cast.institution_admin]
    assert publishers.at(cast.daycare) == [cast.stranger]
    assert publishers.at(None) == [cast.support_entitled, cast.project_lead, cast.municipal_admin]


def test_where_nobody_is_there_the_whole_municipality_hears_of_it(cast: Cast) -> None:
    cast.stranger.is_active = False
    cast.stranger.save()
    publishers = Publishers(StandIns())
    assert publishers.at(cast.daycare) == publishers.at(None) != []


def test_who_is_away_is_spoken_for_by_their_deputy(cast: Cast) -> None:
    today = timezone.localdate()
    Absence.enter(
        cast.stranger, starts_on=today, ends_on=today + timedelta(days=1), deputy=cast.pilot, by=cast.stranger
    )
    assert Publishers(StandIns()).at(cast.daycare) == [cast.pilot]
