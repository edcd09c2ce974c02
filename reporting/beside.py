"""What stands beside the numbers of cases: what shared answers did, and how the mail went."""

from dataclasses import dataclass

from django.db.models import Sum

from reporting.models import DailyAnswers, DailyMail, DailyNumber, Dimension
from reporting.periods import Period


@dataclass(frozen=True)
class Answers:
    """What shared answers did. `readings` is None where it is not known from when to when."""

    spared: int = 0
    helped: int = 0
    did_not_help: int = 0
    readings: int | None = None
    written: int = 0
    """Enquiries that came by the form all the same."""

    @property
    def deflection(self) -> float | None:
        """Of those who came to the form, the share that found the answer first."""
        came = self.spared + self.written
        return self.spared / came if came else None

    @property
    def helped_share(self) -> float | None:
        votes = self.helped + self.did_not_help
        return self.helped / votes if votes else None


@dataclass(frozen=True)
class Mail:
    """How the mail of the whole municipality went."""

    received: int = 0
    sent: int = 0
    failed: int = 0

    @property
    def failed_share(self) -> float | None:
        """Of what was to leave, the share that could not."""
        leaving = self.sent + self.failed
        return self.failed / leaving if leaving else None


def answers_of(period: Period) -> Answers:
    """Of the whole municipality: nobody knows from which school somebody reads."""
    days = DailyAnswers.objects.filter(day__gte=period.first, day__lte=period.last)
    sums = days.aggregate(spared=Sum("spared"), helped=Sum("helped"), did_not_help=Sum("did_not_help"))
    known = DailyAnswers.objects.exclude(readings=None).order_by("day")
    begin = known.filter(day__lt=period.first).last() or known.filter(day__lte=period.last).first()
    end = known.filter(day__lte=period.last).last()
    readings = grown(begin, end)
    web = DailyNumber.objects.of_places(None).between(period.first, period.last)
    written = web.filter(dimension=Dimension.CHANNEL, value="web").aggregate(sum=Sum("opened"))["sum"]
    return Answers(**{name: number or 0 for name, number in sums.items()}, readings=readings, written=written or 0)


def mail_of(period: Period) -> Mail:
    days = DailyMail.objects.filter(day__gte=period.first, day__lte=period.last)
    sums = days.aggregate(received=Sum("received"), sent=Sum("sent"), failed=Sum("failed"))
    return Mail(**{name: number or 0 for name, number in sums.items()})


def grown(begin: DailyAnswers | None, end: DailyAnswers | None) -> int | None:
    if begin is None or end is None or begin.readings is None or end.readings is None or begin.pk == end.pk:
        return None
    return max(end.readings - begin.readings, 0)
