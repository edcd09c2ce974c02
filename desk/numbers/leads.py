"""From each number to the list of the cases behind it, for who may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from desk.queue.filters import NONE, QueueFilters
from organisation.models import User
from organisation.roles import Verb
from reporting.behind import BEHIND
from reporting.periods import DAY, Period
from reporting.report import AGES, Report

QUEUE_DIMENSIONS: Final = frozenset({"audience", "channel", "route", "tier", "topic"})
"""What the queue can be narrowed to as well."""
COUNTED_IN: Final = {
    "first_answer": "answered",
    "solution": "solved",
    "first_level_share": "solved_first_level",
    "handed_up_share": "handed_up",
    "forwarded_share": "forwarded",
    "reopened_share": "reopened",
    "helped_share": "helped",
}
"""Behind which count the cases of a length or a share stand."""
IN_TABLES: Final = ("opened", "answered", "solved", "still_open", "solved_first_level")


@dataclass(frozen=True)
class Leads:
    """The addresses of the lists; empty where there is none that holds exactly the cases of the number, or where the
    person does not see them."""

    numbers: Report
    user: User

    def to(self, figure: str, period: Period | None = None, **narrowed: str) -> str:
        """The cases that count in the figure, in the period or the whole one that is shown, of a row.

        `narrowed`: filters of the queue by their names, such as the dimension of the row, weekday and hours.
        """
        return self.of_what(figure, period, beside(narrowed))

    def of_what(self, figure: str, period: Period | None, row: str) -> str:
        if self.shown is None:
            return ""
        return self.start + beginning(COUNTED_IN.get(figure, figure), period or self.period) + self.shown + row

    @cached_property
    def period(self) -> Period:
        return self.numbers.choice.period

    @cached_property
    def start(self) -> str:
        return reverse("admin:tickets_ticket_changelist")

    @cached_property
    def shown(self) -> str | None:
        """What the page is narrowed to, as filters of the queue; None where the list cannot be."""
        choice = self.numbers.choice
        if choice.covered or not self.user.may(Verb.VIEW):
            return None
        chosen = {choice.dimension: choice.value} if choice.dimension else {}
        return beside(chosen | self.place()) if set(chosen) <= QUEUE_DIMENSIONS else None

    def place(self) -> dict[str, str]:
        choice = self.numbers.choice
        sort, colon, name = choice.parameters.get("place", "").partition(":")
        if colon:
            return {sort: name}
        return {"institution": str(choice.places[0])} if choice.places and len(choice.places) == 1 else {}

    def of_row(self, **narrowed: str) -> dict[str, str]:
        """By each number of a line of a table."""
        row = beside(narrowed)
        return {figure: self.of_what(figure, None, row) for figure in IN_TABLES}

    def of_step(self, step: Period) -> dict[str, str]:
        return {figure: self.to(figure, step) for figure in ("opened", "answered", "solved", "first_answer")}

    def of_party(self, party: str) -> dict[str, str]:
        if not party:
            return {}
        return {figure: self.to(f"party_{figure}", party=party) for figure in ("sent", "answered", "returned")}

    def of_age(self, name: str, today: date) -> str:
        """The open cases that have been open so long."""
        names = [each for each, _days in AGES]
        days = dict(AGES)
        youngest = days[names[names.index(name) - 1]] if name != names[0] else 0
        bounds = {"opened_to": (today - youngest * DAY).isoformat()}
        if name != names[-1]:
            bounds["opened_from"] = (today - timedelta(days=days[name] - 1)).isoformat()
        return self.to("still_open", None, **bounds)


@lru_cache(maxsize=256)
def beginning(figure: str, period: Period) -> str:
    """The query string of the list of all cases of the figure."""
    first, last = period.first.isoformat(), period.last.isoformat()
    if figure == "still_open":
        return QueueFilters(chosen="open").address()
    if figure in BEHIND:
        return QueueFilters(chosen="all", merged="1", figure=figure, figure_from=first, figure_to=last).address()
    return QueueFilters(chosen="all", merged="1", opened_from=first, opened_to=last).address()


def beside(filters: Mapping[str, str]) -> str:
    """More filters at the end of a query string."""
    chosen = {name: value for name, value in filters.items() if value}
    return f"&{urlencode(chosen)}" if chosen else ""


def of_group(sort: str, name: str) -> dict[str, str]:
    """The filter of a line of the table by kind or by area; an empty name is that without one."""
    return {sort: name or NONE}
