"""What is kept of how it goes: sums of a day, about nobody. They stay when the cases are forgotten."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.papers.declared import DataCategory, People, declare


def as_long_as_account() -> str:
    return _("As long as the person has an account.")


CATEGORIES = (
    DataCategory(
        name=gettext_lazy("Daily numbers of enquiries, mail and shared answers"),
        tables=(
            "reporting.DailyNumber",
            "reporting.DailyAnswers",
            "reporting.DailyMail",
            "reporting.CountedDay",
            "reporting.PublishedNumber",
            "reporting.CountingState",
        ),
    ),
    DataCategory(
        name=gettext_lazy("Who gets the monthly report"),
        tables=("reporting.ReportWish",),
        people=(People.STAFF,),
        details=gettext_lazy("Whether a member of staff wants the report by mail, and which one they had last."),
        kept=as_long_as_account,
    ),
)


def declare_all() -> None:
    declare(*CATEGORIES)
