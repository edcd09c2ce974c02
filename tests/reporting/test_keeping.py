"""What takes long to add up is kept until something is counted again, or until the clock has made it anew."""

from datetime import UTC, date, datetime, timedelta

from django.core.cache import cache

from reporting.choice import Choice
from reporting.keeping import kept
from reporting.periods import Period

COUNTED = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_who_waits_gets_what_was_made_before_the_last_count_until_it_is_made_again() -> None:
    cache.clear()
    choice, made = Choice(Period(date(2026, 11, 1), date(2026, 11, 30)), {}, None), list[Choice]()

    def times(_choice: Choice) -> int:
        made.append(_choice)
        return len(made)

    again = COUNTED + timedelta(minutes=10)
    assert kept(times, choice, COUNTED, or_last=True) == 1
    assert kept(times, choice, again, or_last=True) == 1
    assert kept(times, choice, again) == 2
    assert kept(times, choice, again, or_last=True) == 2
