"""How the mail went: counted by day, and kept when the mails themselves are deleted."""

from datetime import UTC, datetime, timedelta

from reporting import counting
from reporting.choice import Choice
from reporting.models import DailyMail
from reporting.periods import Period
from reporting.report import report
from tests.cast import Cast
from tickets.models import Delivery, ReceivedMail

LATE = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
"""The eleventh in Denmark."""


def mails() -> None:
    for number, status in enumerate(["sent", "sent", "sent", "failed", "queued"]):
        Delivery.objects.create(
            kind="x",
            recipient=f"{number}@example.org",
            subject="x",
            body="x",
            status=status,
            sent_at=LATE if status == "sent" else None,
            next_attempt_at=LATE - timedelta(hours=number * 10),
        )
    ReceivedMail.objects.create(fingerprint="a", received_at=LATE)


def numbers() -> dict[str, tuple[int, int, int]]:
    return {str(row.day): (row.received, row.sent, row.failed) for row in DailyMail.objects.order_by("day")}


def test_each_mail_counts_on_its_danish_day(cast: Cast) -> None:
    mails()
    counting.count([(LATE - timedelta(days=each)).date() + timedelta(days=1) for each in range(3)])
    assert numbers() == {"2026-11-09": (0, 0, 1), "2026-11-10": (0, 0, 0), "2026-11-11": (1, 3, 0)}
    counted = report(Choice(Period(LATE.date() - timedelta(days=3), LATE.date() + timedelta(days=3)), {}, None))
    assert (counted.mail.received, counted.mail.sent, counted.mail.failed) == (1, 3, 1)
    assert counted.mail.failed_share == 0.25


def test_a_day_counted_again_after_its_mails_are_gone_is_the_same(cast: Cast) -> None:
    mails()
    days = [LATE.date() + timedelta(days=1)]
    counting.count(days)
    before = numbers()
    Delivery.objects.all().delete()
    ReceivedMail.objects.all().delete()
    counting.count(days)
    assert numbers() == before


def test_the_last_minutes_of_a_day_are_counted_after_midnight(cast: Cast) -> None:
    before_midnight = LATE - timedelta(minutes=40)
    counting.find_changes(before_midnight)
    for _counted in counting.count_stale():
        pass
    assert numbers()["2026-11-10"] == (0, 0, 0)
    ReceivedMail.objects.create(fingerprint="b", received_at=before_midnight + timedelta(minutes=5))
    counting.find_changes(LATE)
    for _counted in counting.count_stale():
        pass
    assert numbers()["2026-11-10"] == (1, 0, 0)
