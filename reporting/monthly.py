"""The report of the last month, by mail to leaders and the project lead, and to whoever else asked for it."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from organisation.models import User
from organisation.roles import Role
from organisation.sweeps.sweeping import sweep_rows
from reporting.choice import Choice
from reporting.documents.paper import lead, report_pdf
from reporting.models import CountedDay, ReportWish
from reporting.periods import Period, month_of
from reporting.report import Report, report
from reporting.words import period_words
from tickets.models import Delivery, DeliveryFile
from tickets.news.caseless_mails import write_from

MORNING: Final = time(6)
LAST_DAY: Final = 10
"""After this day of a month nobody is sent the report of the month before any more."""
MOST: Final = 50
PDF: Final = "application/pdf"


def send_due(now: datetime | None = None) -> int:
    """A report to everybody who gets one, once the month is over and counted; how many."""
    local = timezone.localtime(now)
    month = month_of(local.date().replace(day=1) - timedelta(days=1))
    if local.day > LAST_DAY or local.time() < MORNING or is_uncounted(month):
        return 0
    readers = ReportWish.readers(month.first).values_list("pk", flat=True)
    return sweep_rows("monthly_reports", readers, lambda user_id: send(user_id, month.first), at_most=MOST).done


def is_uncounted(month: Period) -> bool:
    return CountedDay.objects.stale().filter(day__gte=month.first, day__lte=month.last).exists()


def send(user_id: int, first: date) -> bool:
    """One report to one person; two workers at once send one. Who had no enquiries gets no mail."""
    user = User.objects.get(pk=user_id)
    choice = Choice.read({"period": f"{first:%Y-%m}"}, user, leaves=True)
    numbers = report(choice)
    files = [] if numbers.is_empty else papers(numbers, user)
    with transaction.atomic():
        if ReportWish.claim(user, first) is None or not files:
            return False
        delivery = write(numbers, user)
        DeliveryFile.objects.bulk_create(
            DeliveryFile(delivery=delivery, name=name, content_type=PDF, data=data) for name, data in files
        )
    return True


def papers(numbers: Report, user: User) -> list[tuple[str, bytes]]:
    """(name, content); the project lead gets the page for the political committee too."""
    month, names = f"{numbers.choice.period.first:%Y-%m}", {False: "aula", True: "aula-udvalg"}
    kinds = [False, True] if Role.PROJECT_LEAD in user.roles else [False]
    return [
        (f"{names[one_page]}-{month}.pdf", report_pdf(numbers, one_page=one_page, language=user.language))
        for one_page in kinds
    ]


def write(numbers: Report, user: User) -> Delivery:
    template = "reporting/mail/monthly_report.txt"
    with translation.override(user.language):
        facts = facts_for(numbers, user)
    return write_from(template, facts, kind="monthly_report", to=(user.email, user.language))


def facts_for(numbers: Report, user: User) -> dict[str, Any]:
    return {
        "person": user,
        "month": period_words(numbers.choice.period),
        "lead": lead(numbers),
        "hides": _("Numbers from 1 to 4 are hidden (•), and so are those from which they could be worked out.")
        if numbers.hides
        else "",
        "link": settings.SITE_URL + reverse("admin:numbers") + numbers.choice.address(),
    }
