"""Daily numbers: every figure of every choice is what a slow count of the events says."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from desk.numbers.leads import Leads
from desk.numbers.pages import group_tables
from knowledgebase.models import Topic
from organisation.models import Municipality, OpeningWindow, User
from reporting import counting
from reporting.choice import Choice, values
from reporting.counting import NONE
from reporting.hiding import FLOWS, HOURS
from reporting.lengths import WorkingTime
from reporting.models import COUNTS, CountedDay, DailyNumber
from reporting.names import value_name
from reporting.periods import WEEKS, Period, weeks_until
from reporting.report import Report, report
from reporting.sums import SHARES
from reporting.tasks import count_days
from tests.cast import Cast, open_ticket
from tests.reporting.histories import tell
from tests.reporting.slow_count import Slow, counts, lengths, minutes_slowly, nearest_rank, slow_count
from tickets.models import Event, Ticket
from tickets.words import Actor
from triage.topics.models import CaseTopic
from triage.topics.noticing import notice

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
AUTUMN = datetime(2026, 10, 25, 2, 30, tzinfo=COPENHAGEN)
SPRING = datetime(2026, 3, 29, 3, 30, tzinfo=COPENHAGEN)
NEW_YEAR = datetime(2026, 1, 1, 0, 10, tzinfo=COPENHAGEN)
PERIODS = [timedelta(days=2), timedelta(days=9), timedelta(days=45)]


def count_everything() -> None:
    counting.find_changes()
    for _counted in counting.count_stale():
        pass


def numbers() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [dict(row) for row in DailyNumber.objects.values()]
    return sorted(({name: row[name] for name in row if name != "id"} for row in rows), key=str)


def of(slow: list[Slow], places: list[int] | None, dimension: str, value: str) -> list[Slow]:
    """The cases of a choice."""
    return [
        case
        for case in slow
        if (places is None or case.ticket.institution_id in places)
        and (not dimension or trait(case, dimension) == value)
    ]


def trait(case: Slow, dimension: str) -> str:
    return case.topic if dimension == "topic" else getattr(case.ticket, dimension) or NONE


def expect(sums: Any, slow: list[Slow], period: Period) -> None:
    """Every figure of the sums."""
    expected = counts(slow, period.first, period.last)
    assert {name: sums.counts[name] for name in FLOWS} == {name: expected[name] for name in FLOWS}
    for name in ("first_answer", "solution", "waiting"):
        values = lengths(slow, name, period.first, period.last)
        assert sums.usual(name) == nearest_rank(values, 0.5)
        assert sums.slow(name) == nearest_rank(values, 0.9)
    for name, (part, whole) in SHARES.items():
        assert sums.share(name) == (expected[part] / expected[whole] if expected[whole] else None)


@pytest.mark.parametrize("around", [AUTUMN, SPRING, NEW_YEAR])
@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_what_a_slow_count_of_the_events_says(seed: int, around: datetime, cast: Cast) -> None:
    tell(cast, seed, around=around)
    count_everything()
    slow = slow_count(Municipality.calendar())
    choices = [(dimension, value) for dimension, known in values().items() for value in known]
    for places in (None, [cast.school.pk], [cast.daycare.pk]):
        for length in PERIODS:
            period = Period((around - length).date(), (around + length).date())
            chosen = of(slow, places, "", "")
            counted = report(Choice(period, {}, places))
            expect(counted.now, chosen, period)
            expect(counted.before, chosen, period.before)
            assert counted.now.counts["still_open"] == counts(chosen, date.min, date.max)["still_open"]
            assert dict(counted.ages) == by_age(chosen)
            expect_parties(counted.parties, chosen, period)
            for step, sums in counted.steps:
                expect(sums, chosen, step)
            for (weekday, hour), number in counted.hours.items():
                facts = [fact for case in chosen for fact in case.facts if fact[1] == "opened"]
                within = [
                    day
                    for day, _name, at in facts
                    if period.first <= day <= period.last and max(begin for begin in HOURS if begin <= at) == hour
                ]
                assert number == sum(day.isoweekday() == weekday for day in within)
            assert sum(number or 0 for number in counted.hours.values()) == counted.now.counts["opened"]
            by = {(dimension, value): sums for dimension, rows in counted.by.items() for value, sums in rows}
            for dimension, value in choices:
                narrowed = of(slow, places, dimension, value)
                if (dimension, value) in by:
                    expect(by[dimension, value], narrowed, period)
                    assert by[dimension, value].still_open == still_open(narrowed)
                else:
                    assert not counts(narrowed, period.first, period.last)
                    assert not still_open(narrowed)
            for place, sums in counted.places:
                expect_place(sums, of(chosen, [place.pk if place else None], "", ""), period)  # type: ignore[list-item]
            expect_groups(counted, chosen, cast.project_lead)


def expect_parties(parties: list[tuple[str, Any]], slow: list[Slow], period: Period) -> None:
    def within(day: date | None) -> bool:
        return day is not None and period.first <= day <= period.last

    turns = [turn for case in slow for turn in case.turns if within(turn[1]) or within(turn[2])]
    assert {party for party, _sums in parties} == {turn[0] for turn in turns}
    for party, sums in parties:
        own = [turn for turn in turns if turn[0] == party]
        heard = [turn for turn in own if within(turn[2])]
        assert sums.forwarded == sum(within(turn[1]) for turn in own)
        assert sums.returned == sum(turn[4] for turn in heard)
        assert sums.answered == len(heard) - sums.returned
        assert sums.usual_waiting == nearest_rank(sorted(turn[3] for turn in heard), 0.5)
        assert sums.slow_waiting == nearest_rank(sorted(turn[3] for turn in heard), 0.9)


def still_open(slow: list[Slow]) -> int:
    return counts(slow, date.min, date.max)["still_open"]


def by_age(slow: list[Slow]) -> dict[str, int]:
    """Of today: up to a week, a month (30 days), a quarter (91 days), and longer."""
    days = [timezone.localdate() - fact[0] for case in slow for fact in case.facts if fact[1] == "still_open"]
    bounds = {"week": (-(10**6), 6), "month": (7, 29), "quarter": (30, 90), "older": (91, 10**6)}
    return {name: sum(least <= age.days <= most for age in days) for name, (least, most) in bounds.items()}


def expect_groups(counted: Report, slow: list[Slow], reader: User) -> None:
    """The tables by kind and by area of the institutions."""
    tables = group_tables(Leads(counted, reader))
    kinds = {place.kind for place, _sums in counted.places if place}
    assert ("kind" in {table.name for table in tables}) == (len(kinds) > 1)
    for table in tables:
        of_group: dict[str, list[Slow]] = {}
        for case in slow:
            if place := case.ticket.institution:
                name = place.get_kind_display() if table.name == "kind" else place.area or "Uden område"
                of_group.setdefault(name, []).append(case)
        for row in table.rows:
            expect_place(row.sums, of_group.get(row.name, []), counted.choice.period)


def expect_place(sums: Any, slow: list[Slow], period: Period) -> None:
    expected = counts(slow, period.first, period.last)
    assert {name: sums.counts[name] for name in FLOWS} == {name: expected[name] for name in FLOWS}
    assert sums.still_open == still_open(slow)
    assert sums.usual("first_answer") == nearest_rank(lengths(slow, "first_answer", period.first, period.last), 0.5)


def test_one_value_chosen_shows_its_figures_alone(cast: Cast) -> None:
    tell(cast, 9, around=AUTUMN)
    count_everything()
    slow = slow_count(Municipality.calendar())
    period = Period(AUTUMN.date() - timedelta(days=20), AUTUMN.date() + timedelta(days=20))
    for dimension, known in values().items():
        for value in known:
            counted = report(Choice(period, {}, None, dimension=str(dimension), value=value))
            expect(counted.now, of(slow, None, dimension, value), period)
            assert counted.by == {}
            assert counted.hours == {}


def test_a_day_counted_again_is_the_same(cast: Cast) -> None:
    tell(cast, 3, around=AUTUMN)
    count_everything()
    before = numbers()
    assert before
    counting.count(list(CountedDay.objects.values_list("day", flat=True)))
    call_command("count_days", "--from", "2026-10-10", "--to", "2026-11-10", stdout=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    assert numbers() == before


def test_the_numbers_stay_when_cases_are_forgotten_and_can_still_be_counted_again(cast: Cast) -> None:
    tell(cast, 5, around=AUTUMN)
    for ticket in Ticket.objects.all():
        if not ticket.is_done:
            ticket.end_standstill()
    count_everything()
    before = numbers()
    for ticket in Ticket.objects.all():
        ticket.forget()
    assert not Event.objects.filter(data__has_key="message").exists()
    assert numbers() == before
    counting.count(list(CountedDay.objects.values_list("day", flat=True)))
    assert numbers() == before


def test_what_is_put_right_later_moves_the_numbers_of_its_days(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    Event.objects.filter(ticket=ticket).update(at=AUTUMN)
    count_everything()
    of_school = DailyNumber.objects.filter(day=AUTUMN.date(), institution=cast.school, dimension="")
    assert of_school.get().opened == 1
    ticket.move(cast.daycare, by=cast.municipal_admin)
    ticket.set_route("unilogin", by=Actor.SYSTEM)
    count_everything()
    assert not of_school.exists()
    routes = DailyNumber.objects.filter(day=AUTUMN.date(), is_whole=True, dimension="route")
    assert [(row.value, row.opened) for row in routes] == [("unilogin", 1)]


def test_a_topic_that_is_read_or_put_right_later_moves_the_numbers_of_its_days(cast: Cast) -> None:
    ticket = open_ticket(cast.school, subject="Kalenderen er tom")
    Event.objects.filter(ticket=ticket).update(at=AUTUMN)
    count_everything()
    topics = DailyNumber.objects.filter(day=AUTUMN.date(), is_whole=True, dimension="topic")
    assert [(row.value, row.opened) for row in topics.all()] == [(NONE, 1)]
    notice(ticket)
    count_everything()
    assert [(row.value, row.opened) for row in topics.all()] == [("kalender", 1)]
    CaseTopic.say(ticket, Topic.objects.get(slug="login"), by=cast.superuser)
    count_everything()
    assert [(row.value, row.opened) for row in topics.all()] == [("login", 1)]


def test_a_topic_that_is_gone_still_shows_what_was_counted_under_it(cast: Cast) -> None:
    for _case in range(6):
        CaseTopic.say(open_ticket(cast.school), Topic.objects.get(slug="login"), by=cast.superuser)
    count_everything()
    Topic.objects.filter(slug="login").delete()
    Topic.forget_cached()
    today = counting.day_of(datetime.now(COPENHAGEN))
    rows = report(Choice(Period(today, today), {}, None)).by["topic"]
    assert [(value, sums.opened) for value, sums in rows] == [("login", 6)]
    assert value_name("topic", "login") == "login"


def test_an_enquiry_counts_on_its_danish_day(cast: Cast) -> None:
    for moment in ("2026-10-24T21:59:00+00:00", "2026-10-24T22:01:00+00:00", "2026-10-25T22:30:00+00:00"):
        Event.objects.filter(ticket=open_ticket(cast.school)).update(at=datetime.fromisoformat(moment))
    count_everything()
    rows = DailyNumber.objects.filter(is_whole=True, dimension="", opened__gt=0).order_by("day")
    assert [(row.day.day, row.opened) for row in rows] == [(24, 1), (25, 2)]
    hours = DailyNumber.objects.filter(is_whole=True, dimension="hour").order_by("day", "value")
    assert [(row.day.day, row.value) for row in hours] == [(24, "23"), (25, "00"), (25, "23")]


def test_what_was_undone_on_many_cases_has_not_been(cast: Cast) -> None:
    from desk.queue import bulk  # noqa: PLC0415

    ticket = open_ticket(cast.school)
    act = bulk.press(cast.superuser, "resolve", [ticket], {})
    act.undo(by=cast.superuser)
    count_everything()
    row = DailyNumber.objects.get(is_whole=True, dimension="")
    assert (row.opened, row.solved, row.reopened, row.still_open) == (1, 0, 0, 1)


def test_an_answer_taken_back_before_it_left_was_never_given(cast: Cast) -> None:
    ticket = open_ticket(cast.school)
    ticket.answer("Hov.", by=cast.superuser, hold=timedelta(minutes=2))
    ticket.take_back_answer(by=cast.superuser)
    count_everything()
    assert DailyNumber.objects.get(is_whole=True, dimension="").answered == 0


def test_nothing_new_counts_nothing_but_today(cast: Cast) -> None:
    tell(cast, 1, around=AUTUMN)
    count_everything()
    assert counting.find_changes(AUTUMN) >= 1
    for _counted in counting.count_stale():
        pass
    assert not CountedDay.objects.stale().exists()


@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 22)])
def test_working_time_is_that_of_the_calendar(day: date, cast: Cast) -> None:
    OpeningWindow.objects.create(weekday=6, opens=time(1), closes=time(5))
    for weekday in range(5):
        OpeningWindow.objects.create(weekday=weekday, opens=time(8), closes=time(12))
        OpeningWindow.objects.create(weekday=weekday, opens=time(12, 30), closes=time(15, 30))
    Municipality.forget_cached()
    calendar = Municipality.calendar()
    begin = datetime.combine(day, time(), COPENHAGEN)
    moments = [begin + timedelta(minutes=minutes) for minutes in range(0, 5 * 24 * 60, 97)]
    working = WorkingTime(calendar, moments[0], moments[-1])
    for place, first in enumerate(moments):
        for last in moments[place::7]:
            assert working.between(first, last) == pytest.approx(minutes_slowly(calendar, first, last))


def test_every_count_stands_in_the_table() -> None:
    assert set(COUNTS) <= {field.name for field in DailyNumber._meta.get_fields()}


def test_who_opens_the_numbers_waits_for_no_adding_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ticket(cast.school, route="usage_question").answer("Tak", by=cast.superuser)
    count_days()
    for slow in ("added_up", "Sums.add_lengths"):
        monkeypatch.setattr(f"reporting.report.{slow}", lambda *_rows: pytest.fail("added up while somebody waits"))
    for weeks in WEEKS:
        assert report(Choice(weeks_until(timezone.localdate(), weeks), {}, None)).places
