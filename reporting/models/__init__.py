from reporting.models.counted_day import CountedDay, CountingState
from reporting.models.daily_answers import DailyAnswers
from reporting.models.daily_mail import DailyMail
from reporting.models.daily_number import COUNTS, LONGEST_VALUE, TIMES, DailyNumber, Dimension
from reporting.models.published_number import PublishedNumber
from reporting.models.report_wish import ReportWish

__all__ = [
    "COUNTS",
    "LONGEST_VALUE",
    "TIMES",
    "CountedDay",
    "CountingState",
    "DailyAnswers",
    "DailyMail",
    "DailyNumber",
    "Dimension",
    "PublishedNumber",
    "ReportWish",
]
