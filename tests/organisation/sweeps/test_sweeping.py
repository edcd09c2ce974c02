"""One word for all sweeps: a row that fails stops no other, is counted, rests, and goes away once it is dealt with."""

import logging
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import models
from django.urls import reverse
from django.utils import timezone

from organisation.models import Institution, SweepFailure
from organisation.sweeps import sweeping
from organisation.sweeps.sweeping import sweep_rows
from tests.cast import Cast
from tests.triage.forwarding.test_ways_out import signed_in

SECRET = "Maja Holm fra 3.B"


@pytest.fixture
def places(db: None) -> list[Institution]:
    return [Institution.objects.create(name=f"Skole {number}", kind="school", code=str(number)) for number in range(5)]


def keys(places: list[Institution]) -> "models.QuerySet[Institution, int]":
    return Institution.objects.filter(pk__in=[place.pk for place in places]).values_list("pk", flat=True)


def failing_at(bad: int, seen: list[int]) -> object:
    def act(key: int) -> bool:
        seen.append(key)
        if key == bad:
            raise ValueError(SECRET)
        return True

    return act


def later(minutes: int) -> None:
    again = models.F("again_at") - timedelta(minutes=minutes)
    SweepFailure.objects.update(again_at=again)


def test_a_row_that_fails_stops_no_other_and_is_counted(places: list[Institution]) -> None:
    seen: list[int] = []
    swept = sweep_rows("test", keys(places), failing_at(places[1].pk, seen))  # type: ignore[arg-type]
    assert seen == [place.pk for place in places]
    assert (swept.examined, swept.done, swept.failed) == (5, 4, 1)
    failure = SweepFailure.objects.get()
    assert (failure.sweep, failure.key, failure.error, failure.times) == ("test", places[1].pk, "ValueError", 1)
    assert failure.place.startswith("tests/organisation/sweeps/test_sweeping.py:")
    assert SweepFailure.objects.counted() == {"test": 1}


def test_neither_the_log_nor_the_row_says_what_the_error_says(
    places: list[Institution], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        sweep_rows("test", keys(places), failing_at(places[1].pk, []))  # type: ignore[arg-type]
    assert f"test: row {places[1].pk} failed: ValueError" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in str(SweepFailure.objects.values())


def test_a_row_that_failed_rests_longer_each_time_and_holds_no_place_in_the_batch(places: list[Institution]) -> None:
    bad, seen = places[0].pk, list[int]()
    act = failing_at(bad, seen)
    for _each in range(3):
        sweep_rows("test", keys(places), act, at_most=2)  # type: ignore[arg-type]
    assert seen.count(bad) == 1
    assert places[2].pk in seen
    later(minutes=2)
    sweep_rows("test", keys(places), act, at_most=2)  # type: ignore[arg-type]
    failure = SweepFailure.objects.get()
    assert (seen.count(bad), failure.times) == (2, 2)
    assert failure.again_at - failure.last_at == timedelta(minutes=2)


def test_a_row_that_is_dealt_with_fails_no_longer(places: list[Institution]) -> None:
    sweep_rows("test", keys(places), failing_at(places[1].pk, []))  # type: ignore[arg-type]
    later(minutes=2)
    sweep_rows("test", keys(places), failing_at(0, []))  # type: ignore[arg-type]
    assert not SweepFailure.objects.exists()


def test_a_failure_that_never_came_again_is_settled(db: None) -> None:
    SweepFailure.note("test", 7, error="ValueError", place="")
    assert not SweepFailure.objects.settled().exists()
    later(minutes=13 * 60)
    assert SweepFailure.objects.settled().exists()


def test_a_sweep_of_more_than_a_batch_reaches_every_row_once(
    places: list[Institution], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    seen: list[int] = []
    sweep_rows("test", keys(places), seen.append)
    assert seen == [place.pk for place in places]


def test_when_the_time_of_the_task_is_up_the_sweep_ends_and_the_row_is_noted(places: list[Institution]) -> None:
    seen: list[int] = []

    def act(key: int) -> None:
        seen.append(key)
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        sweep_rows("test", keys(places), act)
    assert len(seen) == 1
    assert SweepFailure.objects.get().error == "SoftTimeLimitExceeded"


def test_an_administrator_sees_what_failed_and_has_it_tried_again(cast: Cast) -> None:
    SweepFailure.note("escalate", 4217, error="ValueError", place="tickets/models/ticket.py:180")
    page = reverse("admin:organisation_sweepfailure_changelist")
    browser = signed_in(cast.municipal_admin)
    shown = browser.get(page).content.decode()
    assert "4217" in shown
    assert "tickets/models/ticket.py:180" in shown
    row = SweepFailure.objects.get()
    browser.post(page, {"action": "try_again", "_selected_action": [row.pk]})
    assert SweepFailure.objects.get().again_at <= timezone.now()


def test_nobody_else_sees_what_failed(cast: Cast) -> None:
    browser = signed_in(cast.support_entitled)
    assert browser.get(reverse("admin:organisation_sweepfailure_changelist")).status_code == 403
