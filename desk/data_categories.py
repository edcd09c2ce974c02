"""What the pages of the staff keep beside the cases."""

from django.utils.translation import gettext_lazy

from organisation.papers.declared import DataCategory, People, declare

CATEGORIES = (
    DataCategory(
        name=gettext_lazy("Saved views and acts on many cases"),
        tables=("desk.SavedView", "desk.BulkAct"),
        people=(People.STAFF,),
        details=gettext_lazy("Which lists somebody has saved, and what they did to many cases at once."),
    ),
)


def declare_all() -> None:
    declare(*CATEGORIES)
