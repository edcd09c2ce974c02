"""The steps of the guided start in the order in which most take them. Each says how it stands in one sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class StepState(TextChoices):
    """Never told by colour alone."""

    DONE = "done", _("Done")
    DEFAULT = "default", _("Works already")
    MISSING = "missing", _("Missing")


@dataclass(frozen=True)
class Look:
    """How a step stands: in one sentence, with the one act that comes next."""

    state: StepState
    sentence: "str | StrPromise"
    act: "str | StrPromise"


@dataclass(frozen=True)
class SetupStep:
    name: str
    title: "StrPromise"
    why: "StrPromise"
    look: Callable[[], Look]

    @property
    def address(self) -> str:
        return reverse("admin:setup_step", args=[self.name])


@dataclass(frozen=True)
class Seen:
    """A step and how it stands just now."""

    step: SetupStep
    look: Look

    @property
    def is_missing(self) -> bool:
        return self.look.state == StepState.MISSING

    @property
    def icon(self) -> str:
        return ICONS[self.look.state]

    @property
    def pill(self) -> str:
        return PILLS[self.look.state]


ICONS: Final = {StepState.DONE: "check", StepState.DEFAULT: "spark", StepState.MISSING: "edit"}
PILLS: Final = {StepState.DONE: "resolved", StepState.DEFAULT: "forwarded", StepState.MISSING: "nearly"}


@dataclass(frozen=True)
class SetupProgress:
    """All steps as they stand."""

    seen: tuple[Seen, ...]

    @property
    def ready(self) -> int:
        return sum(not each.is_missing for each in self.seen)

    @property
    def next(self) -> "Seen | None":
        """What is missing first, in the order of the steps."""
        return next((each for each in self.seen if each.is_missing), None)

    def after(self, name: str) -> "Seen | None":
        """What is missing after the step, or else before it."""
        names = [each.step.name for each in self.seen]
        at = names.index(name) + 1
        return next((each for each in self.seen[at:] + self.seen[:at] if each.is_missing), None)
