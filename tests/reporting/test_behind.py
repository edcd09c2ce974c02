"""The cases behind a figure are exactly those that count in it."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from organisation.models import Municipality
from reporting.behind import BEHIND, OF_PARTIES, REOPENED, behind
from reporting.counting import count_stale, find_changes
from reporting.models import DailyNumber
from reporting.periods import Period
from tests.cast import Cast, open_ticket
from tests.plans import plan
from tests.reporting.histories import tell
from tests.reporting.slow_count import Slow, slow_count
from tickets.models import Event

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
AUTUMN = datetime(2026, 10, 25, 2, 30, tzinfo=COPENHAGEN)
SPRING = datetime(2026, 3, 29, 3, 30, tzinfo=COPENHAGEN)
NEW_YEAR = datetime(2027, 1, 1, 0, 10, tzinfo=COPENHAGEN)
PERIODS = [timedelta(hours=1), timedelta(days=3), timedelta(days=40)]


def cases(figure: str, period: Period, party: str = "") -> Counter[int]:
    """How often each case stands behind the figure."""
    return Counter(behind(figure, period.first, period.last, party=party).values_list("ticket", flat=True))


def cases_slowly(slow: list[Slow], figure: str, period: Period) -> Counter[int]:
    counted: Counter[int] = Counter()
    for case in slow:
        rows = case.lengths if figure == "waiting" else case.facts
        counted[case.ticket.pk] += sum(name == figure and period.first <= day <= period.last for day, name, _ in rows)
    return +counted


@pytest.mark.parametrize("around", [AUTUMN, SPRING, NEW_YEAR])
@pytest.mark.parametrize("seed", range(2))
def test_the_cases_behind_every_figure_are_those_that_a_slow_count_counts(
    seed: int, around: datetime, cast: Cast
) -> None:
    tell(cast, 20 + seed, around=around)
    slow = slow_count(Municipality.calendar())
    for length in PERIODS:
        period = Period((around - length).date(), (around + length).date())
        for figure in set(BEHIND) - OF_PARTIES:
            assert cases(figure, period) == cases_slowly(slow, figure, period), figure
        expect_parties(slow, period)


def expect_parties(slow: list[Slow], period: Period) -> None:
    def within(day: object) -> bool:
        return day is not None and period.first <= day <= period.last  # type: ignore[operator]

    turns = [(case.ticket.pk, *turn) for case in slow for turn in case.turns]
    for party in {turn[1] for turn in turns}:
        own = [turn for turn in turns if turn[1] == party]
        assert cases("party_sent", period, party) == Counter(turn[0] for turn in own if within(turn[2]))
        heard = [turn for turn in own if within(turn[3])]
        assert cases("party_returned", period, party) == Counter(turn[0] for turn in heard if turn[5])
        assert cases("party_answered", period, party) == Counter(turn[0] for turn in heard if not turn[5])


def test_cases_that_came_back_are_found_by_their_own_index(cast: Cast) -> None:
    """Nothing else is asked for, so that no other index can serve."""
    assert "event_came_back" in plan(Event.objects.filter(REOPENED).order_by())


def test_what_was_taken_back_stands_behind_no_figure(cast: Cast) -> None:
    """An act on many cases that was undone, the same done again, and an answer that never left."""
    from desk.queue import bulk  # noqa: PLC0415

    tickets = [open_ticket(cast.school) for _case in range(3)]
    bulk.press(cast.superuser, "resolve", tickets[:2], {}).undo(by=cast.superuser)
    bulk.press(cast.superuser, "resolve", tickets[:1], {})
    tickets[2].answer("Hov.", by=cast.superuser, hold=timedelta(minutes=2))
    tickets[2].take_back_answer(by=cast.superuser)
    find_changes()
    assert list(count_stale())
    row = DailyNumber.objects.get(is_whole=True, dimension="")
    today = Period(row.day, row.day)
    assert (row.solved, row.answered) == (1, 0)
    assert cases("solved", today) == {tickets[0].pk: 1}
    assert not cases("answered", today)


def test_events_of_earlier_versions_tell_by_their_kind(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.mark_forwarded(by=cast.support_entitled, party="Netcompany")
    ticket.resolve(by=cast.superuser)
    ticket.reopen(by=cast.superuser)
    for event in Event.objects.filter(ticket=ticket):
        event.data.pop("changed", None)
        event.save()
    find_changes()
    assert list(count_stale())
    row = DailyNumber.objects.get(is_whole=True, dimension="")
    for figure in ("solved", "reopened", "forwarded", "waiting"):
        expected = 1 if figure == "waiting" else getattr(row, figure)
        assert cases(figure, Period(row.day, row.day)).total() == expected == 1, figure
