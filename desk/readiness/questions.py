"""Every question to which a municipality needs an answer before its start, and how each is answered.

They are those of KOMBIT's paper on how a municipality organises its own Aula support (September 2019), put under the
headings it has, with the law and the machine added. What rows can show is computed; the rest somebody ticks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.readiness.models import Confirmation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Level(TextChoices):
    """Never told by colour alone: each has its word and its sign."""

    GREEN = "green", gettext_lazy("In place")
    AMBER = "amber", gettext_lazy("Nearly")
    RED = "red", gettext_lazy("Missing")


ICONS: Final = {Level.GREEN: "check", Level.AMBER: "half", Level.RED: "warning"}
PILLS: Final = {Level.GREEN: "resolved", Level.AMBER: "nearly", Level.RED: "urgent"}
DONE_EARLIER: Final = timedelta(days=365)


@dataclass(frozen=True)
class ReadinessAnswer:
    """How a question stands, in a sentence, and what to do where it does not stand well."""

    level: Level
    sentence: "str | StrPromise"
    act: "str | StrPromise" = ""
    address: str = ""


@dataclass(frozen=True)
class ReadinessQuestion:
    """`compute` answers it from rows; without it somebody ticks, which holds for `lasts`. `page`: the name of the page
    on which that can be done, and what one does there."""

    name: str
    words: "StrPromise"
    compute: Callable[[], ReadinessAnswer] | None = None
    todo: "StrPromise | str" = ""
    lasts: timedelta = DONE_EARLIER
    page: "tuple[str, StrPromise] | None" = None

    @property
    def is_ticked(self) -> bool:
        return self.compute is None


@dataclass(frozen=True)
class AskedQuestion:
    """A question with its answer."""

    question: ReadinessQuestion
    answer: ReadinessAnswer
    confirmation: Confirmation | None = None

    @property
    def place(self) -> str:
        """Where it can be done; empty where it is well, or done away from the system."""
        if self.answer.level == Level.GREEN:
            return ""
        return reverse(f"admin:{self.question.page[0]}") if self.question.page else self.answer.address

    @property
    def act(self) -> "str | StrPromise":
        """What one does at the place."""
        return self.question.page[1] if self.question.page else self.answer.act

    @property
    def icon(self) -> str:
        return ICONS[self.answer.level]

    @property
    def pill(self) -> str:
        return PILLS[self.answer.level]


@dataclass(frozen=True)
class QuestionGroup:
    title: "StrPromise"
    asked: tuple[AskedQuestion, ...]


@dataclass(frozen=True)
class Readiness:
    """Every part with its questions as they stand just now."""

    parts: tuple[QuestionGroup, ...]

    @property
    def asked(self) -> list[AskedQuestion]:
        return [each for part in self.parts for each in part.asked]

    def count(self, level: Level) -> int:
        return sum(each.answer.level == level for each in self.asked)

    @property
    def counts(self) -> list[tuple[Level, int, str, str]]:
        """(level, how many, its sign, its pill)."""
        return [(level, self.count(level), ICONS[level], PILLS[level]) for level in Level]

    @property
    def worst(self) -> Level:
        return next((level for level in (Level.RED, Level.AMBER) if self.count(level)), Level.GREEN)

    @property
    def first(self) -> list[AskedQuestion]:
        """What to do first: the missing before the nearly, three acts at most."""
        open_ones = [each for each in self.asked if each.answer.level != Level.GREEN]
        in_order = sorted(open_ones, key=lambda each: each.answer.level != Level.RED)
        by_act = {(each.answer.act, each.answer.address): each for each in reversed(in_order)}
        return [each for each in in_order if each in by_act.values()][:3]


def ticked(
    question: ReadinessQuestion, confirmation: Confirmation | None, today: date | None = None
) -> ReadinessAnswer:
    """Green while what somebody stands for is fresh, amber when it is long ago."""
    if confirmation is None:
        return ReadinessAnswer(Level.RED, _("Nobody has ticked it yet."), question.todo)
    names = {"day": date_format(confirmation.confirmed_on, "DATE_FORMAT"), "name": confirmation.name}
    sentence = _("%(day)s, %(name)s.") % names
    if (today or timezone.localdate()) - confirmation.confirmed_on > question.lasts:
        return ReadinessAnswer(Level.AMBER, sentence + " " + _("That is long ago."), question.todo)
    return ReadinessAnswer(Level.GREEN, sentence)
