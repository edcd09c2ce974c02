"""Several verbs in one click."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.dialects import danish_order
from organisation.models import User
from organisation.stored_text import MaskedCharField, MaskedTextField
from tickets.models import Event, Ticket
from tickets.models.refusals import UnableTo
from tickets.words import Route, Tier
from triage.ready_answers.models.answer_template import AnswerTemplate


class MacroQuerySet(models.QuerySet["Macro"]):
    def in_use(self) -> "MacroQuerySet":
        return self.filter(is_active=True).order_by(danish_order("title"), "id")


class Macro(models.Model):
    """Steps that are taken together or not at all, by the same verbs and with the same rights as one by one."""

    title = MaskedCharField(_("title"), max_length=120)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = MacroQuerySet.as_manager()

    class Meta:
        verbose_name = _("macro")
        verbose_name_plural = _("macros")

    def __str__(self) -> str:
        return self.title

    def run(self, ticket: Ticket, *, by: User, hold: timedelta = timedelta()) -> None:
        """Takes every step, in one transaction. Raises what a step raises, and then nothing was done."""
        with ticket.locked():
            steps = list(self.steps.in_order().select_related("template"))
            if not steps:
                raise UnableTo(_("The macro has no steps yet."))
            for step in steps:
                TAKEN[MacroStep.Verb(step.verb)](step, ticket, by, hold)
            Event.record(ticket, "macro_run", by=by, macro=self.title)


class MacroStepQuerySet(models.QuerySet["MacroStep"]):
    def in_order(self) -> "MacroStepQuerySet":
        return self.order_by("position", "id")

    def of_macros_in_use(self) -> "MacroStepQuerySet":
        """Macro by macro, each in its order."""
        steps = self.filter(macro__is_active=True).select_related("macro", "template")
        return steps.order_by("macro__title", "macro_id", "position", "id")


class MacroStep(models.Model):
    """One verb of a macro and what it is given."""

    class Verb(models.TextChoices):
        ROUTE = "route", _("Set the route")
        TAKE = "take", _("Take the case")
        NOTE = "note", _("Write an internal note")
        ANSWER = "answer", _("Answer")
        ASK = "ask", _("Ask for more")
        ESCALATE = "escalate", _("Hand it up")
        RESOLVE = "resolve", _("Mark as solved")

    macro = models.ForeignKey(Macro, models.CASCADE, related_name="steps", verbose_name=_("macro"))
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    verb = models.CharField(_("step"), max_length=12, choices=Verb)
    route = models.CharField(_("route"), max_length=20, choices=Route, blank=True)
    tier = models.CharField(_("tier"), max_length=20, choices=Tier, blank=True)
    template = models.ForeignKey(
        AnswerTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answer template"),
    )
    text = MaskedTextField(_("text"), blank=True, help_text=_("For a note, or the reason for handing it up."))

    objects = MacroStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        """What the step will do, as a person reads it before the click."""
        what = {
            self.Verb.ROUTE: self.get_route_display(),
            self.Verb.ESCALATE: self.get_tier_display() or _("the next tier"),
            self.Verb.NOTE: self.text,
        }.get(self.Verb(self.verb), self.template.title if self.template else "")
        return f"{self.get_verb_display()}: {what}" if what else str(self.get_verb_display())

    @property
    def needs_look(self) -> bool:
        """Whether it is refused while something in the case is flagged that nobody has looked at."""
        return self.verb in {self.Verb.ROUTE, self.Verb.RESOLVE}

    def clean(self) -> None:
        wanted = {
            self.Verb.ROUTE: ("route", self.route),
            self.Verb.ANSWER: ("template", self.template),
            self.Verb.ASK: ("template", self.template),
            self.Verb.NOTE: ("text", self.text),
            self.Verb.ESCALATE: ("text", self.text),
        }
        field, value = wanted.get(self.Verb(self.verb), ("", True)) if self.verb else ("", True)
        if not value:
            raise ValidationError({field: _("This step needs it.")})


def text_of(step: MacroStep, ticket: Ticket, by: User) -> str:
    return step.template.fill(ticket, by) if step.template else step.text


TAKEN: Final[dict[MacroStep.Verb, Callable[[MacroStep, Ticket, User, timedelta], object]]] = {
    MacroStep.Verb.ROUTE: lambda step, ticket, by, _hold: ticket.set_route(step.route, by=by),
    MacroStep.Verb.TAKE: lambda _step, ticket, by, _hold: ticket.assign(by, by=by),
    MacroStep.Verb.NOTE: lambda step, ticket, by, _hold: ticket.note(step.text, by=by),
    MacroStep.Verb.ANSWER: lambda step, ticket, by, hold: ticket.answer(text_of(step, ticket, by), by=by, hold=hold),
    MacroStep.Verb.ASK: lambda step, ticket, by, hold: ticket.ask(text_of(step, ticket, by), by=by, hold=hold),
    MacroStep.Verb.ESCALATE: lambda step, ticket, by, _hold: ticket.escalate(
        by=by, reason=step.text, to=step.tier or None
    ),
    MacroStep.Verb.RESOLVE: lambda _step, ticket, by, _hold: ticket.resolve(by=by),
}
