"""What the pages of the staff keep beside the cases."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.meetings.models import KEPT as MEETINGS_KEPT
from desk.meetings.models import MeetingDay
from desk.queue.models import BulkAct, SavedView
from desk.queue.models.bulk_act import KEPT
from desk.queue.models.saved_view import UNUSED_KEPT
from organisation.papers.declared import DataCategory, People, declare, duration


def views_and_acts_kept() -> str:
    return _("A view %(view)s after it was last used. What an act did %(act)s.") % {
        "view": duration(int(UNUSED_KEPT.total_seconds())),
        "act": duration(int(KEPT.total_seconds())),
    }


def drop_old() -> None:
    SavedView.drop_old()
    BulkAct.drop_old()


def meetings_kept() -> str:
    return duration(int(MEETINGS_KEPT.total_seconds()))


CATEGORIES = (
    DataCategory(
        name=gettext_lazy("Morning meetings held"),
        tables=("desk.MeetingDay", "desk.MeetingNote"),
        people=(People.STAFF,),
        details=gettext_lazy("Who held it, how many came, and what was asked, without names."),
        kept=meetings_kept,
        drop=MeetingDay.drop_old,
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
)


def declare_all() -> None:
    declare(*CATEGORIES)
