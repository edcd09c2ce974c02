"""What is kept of shared answers, and of how they are used: never who read or searched."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledgebase.board.listening import KEPT as LISTENERS_KEPT
from knowledgebase.board.listening import UNCONFIRMED_KEPT, Listener
from knowledgebase.board.pages import COOKIE, YEAR
from knowledgebase.board.question import UNCLEARED_KEPT, WITHDRAWN_KEPT, Question
from knowledgebase.models.feedback import TEXT_KEPT, Feedback
from knowledgebase.models.search_tally import KEPT, SearchTally
from knowledgebase.room.models import HIDDEN_KEPT, SILENT_KEPT, Thread
from organisation.models import Municipality
from organisation.papers.declared import (
    BrowserData,
    DataCategory,
    People,
    declare,
    declare_browser_data,
    duration,
)


def as_long_as_shown() -> str:
    return _("As long as the answer is kept, with its earlier versions.")


def feedback_kept() -> str:
    return _("What is written about an answer %(time)s. That it helped or not stays with the answer.") % {
        "time": duration(int(TEXT_KEPT.total_seconds()))
    }


def searches_kept() -> str:
    return duration(int(KEPT.total_seconds()))


def questions_kept() -> str:
    message = _("A shown question as long as it is of use. One that nobody clears %(waits)s, a withdrawn one %(gone)s.")
    waits, gone = (duration(int(kept.total_seconds())) for kept in (UNCLEARED_KEPT, WITHDRAWN_KEPT))
    return message % {"waits": waits, "gone": gone}


def until_answered() -> str:
    message = _("Until we have written that there is an answer, %(kept)s at most. %(waits)s if you do not confirm it.")
    kept, waits = (duration(int(each.total_seconds())) for each in (LISTENERS_KEPT, UNCONFIRMED_KEPT))
    return message % {"kept": kept, "waits": waits}


def room_kept() -> str:
    message = _("A thread %(silent)s after the last text in it. The words of a hidden text %(hidden)s.")
    silent, hidden = (duration(int(each.total_seconds())) for each in (SILENT_KEPT, HIDDEN_KEPT))
    return message % {"silent": silent, "hidden": hidden}


def as_long_as_attached() -> str:
    return _("As long as the person is attached to the board.")


CATEGORIES = (
    DataCategory(
        name=gettext_lazy("Shared answers"),
        tables=(
            "knowledgebase.Article",
            "knowledgebase.Version",
            "knowledgebase.Comment",
            "knowledgebase.Picture",
            "knowledgebase.AnswerFile",
            "knowledgebase.AlikeAnswers",
        ),
        people=(People.STAFF,),
        details=gettext_lazy(
            "The answers with their pictures and files, who wrote, approved and commented on them, and when. Names of "
            "citizens are taken out before."
        ),
        kept=as_long_as_shown,
    ),
    DataCategory(
        name=gettext_lazy("Why an answer did not help"),
        tables=("knowledgebase.Feedback",),
        people=(People.VISITOR,),
        details=gettext_lazy("A reason, and what somebody may write about it, without name or address."),
        kept=feedback_kept,
        drop=Feedback.drop_old_texts,
    ),
    DataCategory(
        name=gettext_lazy("What is searched for among the answers"),
        tables=("knowledgebase.SearchTally",),
        people=(People.VISITOR,),
        details=gettext_lazy(
            "The words, counted by day, without who searched. Shown when the same was searched for several times."
        ),
        kept=searches_kept,
        drop=SearchTally.drop_old,
    ),
    DataCategory(
        name=gettext_lazy("How answers are used, and the index of the search"),
        tables=(
            "knowledgebase.Deflection",
            "knowledgebase.PassedOver",
            "knowledgebase.Posting",
            "knowledgebase.Meaning",
            "knowledgebase.OutsideLink",
            "knowledgebase.IndexState",
            "knowledgebase.Synonym",
            "knowledgebase.Topic",
        ),
    ),
    DataCategory(
        name=gettext_lazy("Questions that others asked"),
        tables=("knowledgebase.Question", "knowledgebase.Echo"),
        people=(People.REQUESTER, People.STAFF, People.VISITOR),
        details=gettext_lazy(
            "The question without names, which a member of staff has read before it was shown. Who cleared and "
            "answered it. A random number for each browser that has the same question."
        ),
        kept=questions_kept,
        drop=Question.drop_old,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Who wants an email when a question is answered"),
        tables=("knowledgebase.Listener",),
        people=(People.VISITOR,),
        details=gettext_lazy("The email address, and which question it is."),
        kept=until_answered,
        drop=Listener.drop_old,
        is_public=True,
    ),
    DataCategory(
        name=gettext_lazy("Who is attached to a board"),
        tables=("knowledgebase.BoardHelper",),
        people=(People.STAFF,),
        details=gettext_lazy("The person, the school or daycare, and the topic."),
        kept=as_long_as_attached,
    ),
    DataCategory(
        name=gettext_lazy("Shared answers exchanged with other municipalities"),
        tables=(
            "knowledgebase.Partner",
            "knowledgebase.Subscription",
            "knowledgebase.Arrival",
            "knowledgebase.Taken",
        ),
        people=(People.STAFF,),
        details=gettext_lazy("From whom an answer came, under which licence, and who took it or left it."),
        kept=as_long_as_shown,
    ),
    DataCategory(
        name=gettext_lazy("The superusers’ room"),
        tables=(
            "knowledgebase.Thread",
            "knowledgebase.Post",
            "knowledgebase.Mention",
            "knowledgebase.ThreadFollow",
            "knowledgebase.RoomReader",
        ),
        people=(People.STAFF,),
        details=gettext_lazy("What colleagues write to each other, who is mentioned, and who follows which thread."),
        kept=room_kept,
        drop=Thread.drop_old,
    ),
)


def browser_data() -> Iterator[BrowserData]:
    """Only where the board is switched on."""
    if Municipality.current().public_questions:
        purpose = gettext_lazy(
            "A random number, so that each browser counts once for a question. It is set when you say that you have "
            "the same question."
        )
        yield BrowserData(COOKIE, purpose, YEAR)


def declare_all() -> None:
    declare(*CATEGORIES)
    declare_browser_data(browser_data)
