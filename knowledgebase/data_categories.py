"""What is kept of shared answers, and of how they are used: never who read or searched."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledgebase.models.feedback import TEXT_KEPT, Feedback
from knowledgebase.models.search_tally import KEPT, SearchTally
from organisation.papers.declared import DataCategory, People, declare, duration


def as_long_as_shown() -> str:
    return _("As long as the answer is kept, with its earlier versions.")


def feedback_kept() -> str:
    return _("What is written about an answer %(time)s. That it helped or not stays with the answer.") % {
        "time": duration(int(TEXT_KEPT.total_seconds()))
    }


def searches_kept() -> str:
    return duration(int(KEPT.total_seconds()))


CATEGORIES = (
    DataCategory(
        name=gettext_lazy("Shared answers"),
        tables=(
            "knowledgebase.Article",
            "knowledgebase.Version",
            "knowledgebase.Comment",
            "knowledgebase.Picture",
        ),
        people=(People.STAFF,),
        details=gettext_lazy(
            "The answers with their pictures, who wrote, approved and commented on them, and when. Names of citizens "
            "are taken out before."
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
            "knowledgebase.IndexState",
            "knowledgebase.Synonym",
        ),
    ),
)


def declare_all() -> None:
    declare(*CATEGORIES)
