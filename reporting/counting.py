"""Counts days from events. The same day counted again is the same, as long as nothing of its cases has changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import groupby
from time import monotonic
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from knowledgebase.models import Article, Deflection, Feedback
from organisation.models import Municipality
from reporting.course import Course, Happening, course
from reporting.lengths import WorkingTime, rounded
from reporting.models import (
    COUNTS,
    LONGEST_VALUE,
    TIMES,
    CountedDay,
    CountingState,
    DailyAnswers,
    DailyMail,
    DailyNumber,
    Dimension,
)
from tickets.models import Delivery, Event, ReceivedMail, Ticket
from triage.topics.models import CaseTopic

ZONE: Final = ZoneInfo("Europe/Copenhagen")
TOGETHER: Final = 7
"""Days that are counted at once, since a case has its events on days close to each other."""
BATCH: Final = 2_000
IN_FLIGHT: Final = 1_000
"""Ids before the newest one looked at, whose transactions may have been open still."""
WRITING: Final = timedelta(minutes=10)
"""Before the last look, for topics whose transactions may have been open still."""
SILENT: Final = frozenset({"forgotten", "disclosed", "followed", "unfollowed"})
"""Kinds after which no number is another."""
NONE: Final = "none"
"""Stands for a case type that nobody has set yet, and for a topic that nobody knows."""

Place = int | None
Traits = tuple[Place, str, str, str | None, str | None, str]
"""Institution, audience, channel, route, topic and tier of a case."""
TRAITS: Final = tuple(
    each.value for each in (Dimension.AUDIENCE, Dimension.CHANNEL, Dimension.ROUTE, Dimension.TOPIC, Dimension.TIER)
)
Key = tuple[bool, Place, str, str]
DaySums = dict[date, dict[Key, dict[str, Any]]]


def day_of(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)


def find_changes(now: datetime | None = None) -> int:
    """Marks the days of all cases to which something happened since the last look; how many days wait now."""
    with transaction.atomic():
        state, _made = CountingState.objects.select_for_update().get_or_create(id=1)
        newest = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
        lists = changed_since(state, newest) if state.event else [None]
        days = {day for cases in lists for day in days_of(cases)}
        at = now or timezone.now()
        CountedDay.objects.make_stale(days | {day_of(at), day_of(state.looked_at or at)})
        state.event, state.looked_at = newest, now or timezone.now()
        state.save()
    return CountedDay.objects.stale().count()


def changed_since(state: CountingState, newest: int) -> list[Any]:
    """The cases to which something happened, and those whose topic was written."""
    events = Event.objects.filter(id__gt=state.event - IN_FLIGHT, id__lte=newest).exclude(kind__in=SILENT)
    topics = CaseTopic.objects.filter(at__gte=(state.looked_at or timezone.now()) - WRITING)
    return [events.values("ticket"), topics.values("ticket")]


def days_of(cases: Any) -> Iterable[date]:
    """The days on which something happened to the cases, or to any where it is None."""
    events = Event.objects.all() if cases is None else Event.objects.filter(ticket__in=cases)
    return events.annotate(day=TruncDate("at", tzinfo=ZONE)).order_by().values_list("day", flat=True).distinct()


def count_stale(*, seconds: float | None = None) -> Iterator[tuple[int, int]]:
    """Counts the days that wait, newest first, until the time is up; yields (counted so far, still waiting)."""
    begun, counted = monotonic(), 0
    while stale := list(CountedDay.objects.stale().newest_first().values_list("day", flat=True)[:TOGETHER]):
        days = [day for day in stale if stale[0] - day < timedelta(days=TOGETHER)]
        count(days)
        counted += len(days)
        yield counted, CountedDay.objects.stale().count()
        if seconds is not None and monotonic() - begun > seconds:
            return


def count(days: Collection[date]) -> int:
    """Counts the days anew and writes what they hold in the place of what was there; how many rows that is."""
    with counting(days):
        return write(sums_of(set(days)))


@contextmanager
def counting(days: Collection[date]) -> Iterator[None]:
    """One transaction in which nobody else counts these days."""
    with transaction.atomic():
        CountedDay.objects.bulk_create([CountedDay(day=day) for day in sorted(days)], ignore_conflicts=True)
        assert len(CountedDay.objects.select_for_update().filter(day__in=days).order_by("day")) == len(set(days))
        yield
        for day in days:
            count_answers(day)
            count_mail(day)
        CountedDay.objects.filter(day__in=days).update(is_stale=False, is_published=False, counted_at=timezone.now())


def write(sums: DaySums) -> int:
    rows = list(rows_of(sums))
    DailyNumber.objects.filter(day__in=list(sums)).delete()
    DailyNumber.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def sums_of(days: set[date]) -> DaySums:
    """What happened on the days."""
    sums: DaySums = {day: defaultdict(fresh) for day in days}
    happened = Event.objects.filter(at__gte=begin_of(min(days)), at__lt=begin_of(max(days) + timedelta(days=1)))
    cases = list(happened.order_by("ticket").values_list("ticket", flat=True).distinct())
    for start in range(0, len(cases), BATCH):
        add_cases(sums, cases[start : start + BATCH])
    return sums


def rows_of(sums: DaySums) -> Iterator[DailyNumber]:
    for day, by_key in sums.items():
        for (is_whole, place, dimension, value), sum_of in by_key.items():
            times = {name: {str(minutes): sum_of[name][minutes] for minutes in sorted(sum_of[name])} for name in TIMES}
            counts = {name: sum_of[name] for name in COUNTS}
            yield DailyNumber(
                day=day, is_whole=is_whole, institution_id=place, dimension=dimension, value=value, **counts, **times
            )


def fresh() -> dict[str, Any]:
    return dict.fromkeys(COUNTS, 0) | {name: defaultdict(int) for name in TIMES}


def add_cases(sums: DaySums, cases: Sequence[int]) -> None:
    columns = ("pk", "institution_id", "audience", "channel", "route", "case_topic__topic__slug", "tier")
    rows_of_cases: Any = Ticket.objects.filter(pk__in=cases).values_list(*columns)
    traits: dict[int, Traits] = {row[0]: row[1:] for row in rows_of_cases}
    events = Event.objects.filter(ticket__in=cases).order_by("ticket", "id")
    event_rows = list(events.values_list("ticket", "kind", "at", "data", "held_until"))
    if not event_rows:
        return
    moments = [row[2] for row in event_rows]
    working = WorkingTime(Municipality.calendar(), min(moments), max(moments))
    for pk, rows in groupby(event_rows, key=lambda row: row[0]):
        add_course(sums, traits[pk], course(Happening(*row[1:]) for row in rows), working)


def add_course(sums: DaySums, traits: Traits, way: Course, working: WorkingTime) -> None:
    """What a case of these traits adds to the days."""
    for at, name, minutes in contributions(way, working):
        if (day := day_of(at)) in sums:
            hour = f"{at.astimezone(ZONE):%H}" if name == "opened" else ""
            for key in keys(traits, hour):
                add(sums[day][key], name, minutes)
    for at, party, name, minutes in turns_of(way, working):
        if (day := day_of(at)) in sums:
            for is_whole, place in ((False, traits[0]), (True, None)):
                add(sums[day][is_whole, place, Dimension.PARTY.value, party], name, minutes)


def contributions(way: Course, working: WorkingTime) -> Iterator[tuple[datetime, str, float | None]]:
    """What the case adds: at which moment, to which number, and the minutes where it is a length of time."""
    if way.opened_at is None:
        return
    opened = way.opened_at
    yield opened, "opened", None
    if way.is_open:
        yield opened, "still_open", None
    if way.first_answer_at:
        yield way.first_answer_at, "answered", None
        yield way.first_answer_at, "first_answer", working.between(opened, way.first_answer_at)
    for ending in way.endings:
        yield ending.at, "solved" if ending.solved else "ended_otherwise", None
        if ending.solved:
            yield ending.at, "solution", working.between(opened, ending.at)
        if ending.at_first_level:
            yield ending.at, "solved_first_level", None
        if ending.solved and ending.waited:
            yield ending.at, "waiting", sum(working.between(*span) for span in ending.waited)
    for at, name in happenings_of(way):
        yield at, name, None


def turns_of(way: Course, working: WorkingTime) -> Iterator[tuple[datetime, str, str, float | None]]:
    """What outside parties had of the case: at which moment, whom, to which number, and the minutes they took."""
    for turn in way.party_turns:
        party = turn.party[:LONGEST_VALUE]
        yield turn.sent_at, party, "forwarded", None
        if turn.answered_at is not None:
            yield turn.answered_at, party, "returned" if turn.is_returned else "answered", None
            yield turn.answered_at, party, "waiting", working.between(turn.sent_at, turn.answered_at)


def happenings_of(way: Course) -> Iterator[tuple[datetime, str]]:
    """What counts by itself, without a length of time."""
    for name in ("reopened", "parted", "handed_up", "forwarded", "returned", "attached"):
        for at in getattr(way, name):
            yield at, name
    if way.rated:
        at, helped = way.rated
        yield at, "rated"
        if helped:
            yield at, "helped"


def keys(traits: Traits, hour: str) -> Iterator[Key]:
    """The rows in which a case of these traits counts; the hour is that of its coming."""
    place, *values = traits
    shares = [("", ""), *((name, value or NONE) for name, value in zip(TRAITS, values, strict=True))]
    shares += [(str(Dimension.HOUR.value), hour)] if hour else []
    for dimension, value in shares:
        yield False, place, dimension, value
        yield True, None, dimension, value


def add(sum_of: dict[str, Any], name: str, minutes: float | None) -> None:
    if minutes is None:
        sum_of[name] += 1
    else:
        sum_of[name][rounded(minutes)] += 1


def count_answers(day: date) -> None:
    """How often answers were read is known only as a sum so far, and so only on the day itself."""
    votes = Feedback.objects.filter(day=day)
    known: dict[str, Any] = {
        "spared": Deflection.objects.filter(day=day).count(),
        "helped": votes.filter(helped=True).count(),
        "did_not_help": votes.filter(helped=False).count(),
    }
    if day == day_of(timezone.now()):
        known["readings"] = Article.objects.aggregate(sum=Sum("views"))["sum"] or 0
    DailyAnswers.objects.update_or_create(day=day, defaults=known)


def count_mail(day: date) -> None:
    """What is known is never less when some of the mails have been deleted since."""
    within = {"gte": begin_of(day), "lt": begin_of(day + timedelta(days=1))}

    def on_the_day(column: str) -> dict[str, datetime]:
        return {f"{column}__{end}": moment for end, moment in within.items()}

    row, _made = DailyMail.objects.get_or_create(day=day)
    mails = Delivery.objects.all()
    counted = {
        "received": ReceivedMail.objects.filter(**on_the_day("received_at")).count(),
        "sent": mails.filter(status=Delivery.Status.SENT, **on_the_day("sent_at")).count(),
        "failed": mails.filter(status=Delivery.Status.FAILED, **on_the_day("next_attempt_at")).count(),
    }
    for name, number in counted.items():
        setattr(row, name, max(number, getattr(row, name)))
    row.save()
