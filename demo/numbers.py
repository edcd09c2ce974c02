"""A year of daily numbers: those of the demo's own cases, and of cases before them that nobody keeps any more."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from organisation.models import Institution, Municipality
from reporting import counting, publishing
from reporting.course import Course, Ending
from reporting.lengths import WorkingTime
from reporting.models import DailyAnswers, DailyMail
from tickets.words import Audience, Channel, Route, Tier

DAYS: Final = 371
RECENT: Final = 6
"""Days of which the demo's own cases tell alone."""
A_DAY: Final = 0.3
"""Enquiries of a usual institution on a usual weekday."""
BUSY: Final = {8: 1.7, 9: 1.3, 1: 1.2, 7: 0.35, 12: 0.8}
"""How much more or less comes in a month: school begins in August, and July is holiday."""
HOURS: Final = (6, 7, 7, 8, 8, 8, 9, 9, 10, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 20, 21, 22)
ROUTES: Final = {
    Route.USAGE_QUESTION: 46,
    Route.TECHNICAL_FAULT: 13,
    Route.UNILOGIN: 13,
    Route.CHANGE_REQUEST: 7,
    Route.SCHEDULE_VENDOR: 7,
    Route.WIDGET_VENDOR: 5,
    Route.LOCAL_IT: 4,
    Route.OUT_OF_SCOPE: 4,
    Route.PROJECT_QUESTION: 1,
}
AUDIENCES: Final = {Audience.PARENT: 66, Audience.STAFF: 27, Audience.PUPIL: 7}
CHANNELS: Final = {Channel.WEB: 61, Channel.MAIL: 27, Channel.ON_BEHALF: 12}
TOPICS: Final = {
    "kalender": 17,
    "beskeder": 16,
    "login": 15,
    "fravaer": 12,
    "komme-gaa": 9,
    "billeder": 8,
    "grupper": 6,
    "notifikationer": 5,
    None: 12,
}
TIERS: Final = {Tier.FIRST_LEVEL: 78, Tier.PILOT: 14, Tier.SUPPORT_ENTITLED: 8}


def count_numbers() -> None:
    """The same every time on the same day, but for the demo's own cases."""
    dice = random.Random(43)  # noqa: S311  sample data, not secrets
    counting.find_changes()
    for _counted in counting.count_stale():
        pass
    today = counting.day_of(datetime.now(UTC))
    days = [today - timedelta(days=ago) for ago in range(DAYS, RECENT, -1)]
    places = list(Institution.objects.order_by("id").values_list("pk", "kind"))
    working = WorkingTime(Municipality.calendar(), counting.begin_of(days[0]), datetime.now(UTC) + timedelta(days=30))
    with counting.counting(days):
        sums = counting.sums_of(set(days))
        for traits, way in past(dice, days, places):
            counting.add_course(sums, traits, way, working)
        counting.write(sums)
    publishing.publish()
    read_answers(dice, days)
    send_mail(dice, days)


def past(
    dice: random.Random, days: list[date], places: list[tuple[int, str]]
) -> Iterator[tuple[counting.Traits, Course]]:
    for day in days:
        weight = BUSY.get(day.month, 1.0) * (0.12 if day.isoweekday() > 5 else 1.0)  # noqa: PLR2004  Saturday
        for place, kind in places:
            usual = A_DAY * (1.8 if kind == Institution.Kind.SCHOOL else 0.7)
            for _enquiry in range(round(dice.expovariate(1 / (usual * weight)))):
                tier = some(dice, TIERS)
                audience, channel, route = some(dice, AUDIENCES), some(dice, CHANNELS), some(dice, ROUTES)
                topic = dice.choices(list(TOPICS), list(TOPICS.values()))[0]
                traits = (place, audience, channel, route, topic, tier)
                yield traits, one(dice, day, TIERS_UP[tier])


TIERS_UP: Final = {str(tier): place for place, tier in enumerate(TIERS)}


def some(dice: random.Random, shares: Mapping[Any, int]) -> str:
    return str(dice.choices(list(shares), list(shares.values()))[0])


def one(dice: random.Random, day: date, climbs: int) -> Course:
    clock = time(dice.choice(HOURS), dice.randint(0, 59))
    opened = datetime.combine(day, clock, counting.ZONE)
    answered = opened + timedelta(hours=dice.lognormvariate(1.6, 1.1))
    solved = answered + timedelta(hours=dice.lognormvariate(2.2, 1.3) * (1 + 2 * climbs))
    forwarded = [answered] if climbs and dice.random() < 0.5 else []  # noqa: PLR2004
    waited = ((answered, solved),) if forwarded or dice.random() < 0.2 else ()  # noqa: PLR2004
    course = Course(opened, answered, handed_up=[answered] * climbs, forwarded=forwarded)
    course.endings.append(Ending(solved, solved=True, at_first_level=not climbs and not forwarded, waited=waited))
    if dice.random() < 0.3:  # noqa: PLR2004
        course.rated = (solved + timedelta(hours=2), dice.random() < 0.86)  # noqa: PLR2004
    if dice.random() < 0.07:  # noqa: PLR2004
        course.attached.append(answered)
    if dice.random() < 0.06:  # noqa: PLR2004
        again = solved + timedelta(days=1)
        course.reopened.append(again)
        ending = Ending(again + timedelta(hours=5), solved=True, at_first_level=not climbs and not forwarded, waited=())
        course.endings.append(ending)
    return course


def read_answers(dice: random.Random, days: list[date]) -> None:
    readings = 0
    for day in days:
        readings += dice.randint(20, 90) if day.isoweekday() < 6 else dice.randint(5, 25)  # noqa: PLR2004  Saturday
        counts = {"spared": dice.randint(0, 5), "helped": dice.randint(0, 6), "did_not_help": dice.randint(0, 2)}
        DailyAnswers.objects.update_or_create(day=day, defaults={**counts, "readings": readings})
    recent = DailyAnswers.objects.filter(day__gt=days[-1]).exclude(readings=None)
    for row in recent:
        row.readings = readings + (row.readings or 0)
        row.save(update_fields=["readings"])


def send_mail(dice: random.Random, days: list[date]) -> None:
    for day in days:
        busy = 1 if day.isoweekday() < 6 else 0  # noqa: PLR2004  Saturday
        counts = {"received": dice.randint(1, 3 + 6 * busy), "sent": dice.randint(2, 8 + 30 * busy)}
        DailyMail.objects.update_or_create(day=day, defaults=counts | {"failed": int(dice.random() < 0.04)})  # noqa: PLR2004
