"""What is kept of how the site runs: nothing of anybody."""

from django.utils.translation import gettext_lazy

from organisation.papers.declared import DataCategory, declare

CATEGORIES = (
    DataCategory(
        name=gettext_lazy("When tasks ran, and what stood still"),
        tables=("monitoring.PeriodicRun", "monitoring.Standstill"),
    ),
)


def declare_all() -> None:
    declare(*CATEGORIES)
