"""What the pages of the staff keep beside the cases."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.meetings.models import KEPT as MEETINGS_KEPT
from desk.meetings.models import MeetingDay
from desk.prints.models import KEPT as PRINTS_KEPT
from desk.prints.models import PrintRun
from desk.queue.models import BulkAct, SavedView
from desk.queue.models.bulk_act import KEPT
from desk.queue.models.saved_view import UNUSED_KEPT
from desk.readiness.models import Confirmation
from desk.rollover.models import KEPT as ROLLOVERS_KEPT
from desk.rollover.models import UNCONFIRMED_KEPT, Rollover
from organisation.papers.declared import YEAR, DataCategory, People, declare, duration

CONFIRMED_KEPT: Final = 3 * YEAR


def views_and_acts_kept() -> str:
    return _("A view %(view)s after it was last used. What an act did %(act)s.") % {
        "view": duration(int(UNUSED_KEPT.total_seconds())),
        "act": duration(int(KEPT.total_seconds())),
    }


def as_long_as_the_case() -> str:
    return _("As long as the case is kept.")


def drop_old() -> None:
    SavedView.drop_old()
    BulkAct.drop_old()


def until_ticked_anew() -> str:
    return _("Until it is ticked anew, at most %(time)s.") % {"time": duration(CONFIRMED_KEPT)}


def drop_old_confirmations() -> None:
    Confirmation.objects.filter(at__lt=timezone.now() - timedelta(seconds=CONFIRMED_KEPT)).delete()


def meetings_kept() -> str:
    return duration(int(MEETINGS_KEPT.total_seconds()))


def prints_kept() -> str:
    return _("The file %(time)s. The day of the latest sheet as long as there is the institution.") % {
        "time": duration(int(PRINTS_KEPT.total_seconds()))
    }


def rollovers_kept() -> str:
    return _("The list until it is carried out, at most %(time)s. What was done for whom %(kept)s.") % {
        "time": duration(int(UNCONFIRMED_KEPT.total_seconds())),
        "kept": duration(int(ROLLOVERS_KEPT.total_seconds())),
    }


CATEGORIES = (
    DataCategory(
        name=gettext_lazy("Lists of all staff for a new school year"),
        tables=("desk.Rollover", "desk.RolloverStep"),
        people=(People.STAFF,),
        details=gettext_lazy("Names, e-mail addresses and roles, and what became of them."),
        kept=rollovers_kept,
        drop=Rollover.drop_old,
    ),
    DataCategory(
        name=gettext_lazy("Morning meetings held"),
        tables=("desk.MeetingDay", "desk.MeetingNote"),
        people=(People.STAFF,),
        details=gettext_lazy("Who held it, how many came, and what was asked, without names."),
        kept=meetings_kept,
        drop=MeetingDay.drop_old,
    ),
    DataCategory(
        name=gettext_lazy("Sheets that say who helps"),
        tables=("desk.PrintRun", "desk.PrintedSheet"),
        people=(People.STAFF,),
        details=gettext_lazy("Names and roles of those who help at a place, as a file to print."),
        kept=prints_kept,
        drop=PrintRun.drop_old,
    ),
    DataCategory(name=gettext_lazy("Which known error a thread is about"), tables=("desk.ErrorThread",)),
    DataCategory(
        name=gettext_lazy("Saved views and acts on many cases"),
        tables=("desk.SavedView", "desk.BulkAct"),
        people=(People.STAFF,),
        details=gettext_lazy("Which lists somebody has saved, and what they did to many cases at once."),
        kept=views_and_acts_kept,
        drop=drop_old,
    ),
    DataCategory(
        name=gettext_lazy("What was ticked before the start"),
        tables=("desk.Confirmation", "desk.ReadinessDay"),
        people=(People.STAFF,),
        details=gettext_lazy("Who stands for a thing being done, and on which day. How many questions stood well."),
        kept=until_ticked_anew,
        drop=drop_old_confirmations,
    ),
    DataCategory(
        name=gettext_lazy("From which case an answer was written"),
        tables=("desk.AnswerSource",),
        people=(People.REQUESTER,),
        details=gettext_lazy("That an answer began in a case; nothing of what the case says."),
        kept=as_long_as_the_case,
    ),
)


def declare_all() -> None:
    declare(*CATEGORIES)
