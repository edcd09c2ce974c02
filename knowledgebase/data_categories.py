"""What is kept of shared answers: nothing of who reads them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.papers.declared import DataCategory, People, declare


def as_long_as_shown() -> str:
    return _("As long as the answer is kept, with its earlier versions.")


CATEGORIES = (
    DataCategory(
        name=gettext_lazy("Shared answers"),
        tables=("knowledgebase.Article", "knowledgebase.Version"),
        people=(People.STAFF,),
        details=gettext_lazy("The answers, and who wrote them and when. Names of citizens are taken out before."),
        kept=as_long_as_shown,
    ),
    DataCategory(
        name=gettext_lazy("Whether an answer helped, and the index of the search"),
        tables=(
            "knowledgebase.Feedback",
            "knowledgebase.Deflection",
            "knowledgebase.Posting",
            "knowledgebase.Meaning",
            "knowledgebase.IndexState",
            "knowledgebase.Synonym",
        ),
    ),
)


def declare_all() -> None:
    declare(*CATEGORIES)
