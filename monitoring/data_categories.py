"""What is kept of how the program runs: no persons."""

from django.utils.translation import gettext_lazy

from organisation.papers.declared import DataCategory, declare

CATEGORIES = (
    DataCategory(
        name=gettext_lazy("How the program runs"),
        tables=("monitoring.PeriodicRun", "monitoring.Standstill"),
    ),
)


def declare_all() -> None:
    declare(*CATEGORIES)
