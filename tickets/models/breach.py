"""A personal-data breach: what happened, whose data, who saw it, who was told, and the 72 hours that are allowed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.pages.refusals import UnableTo
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedTextField
from tickets.models.event import Event
from tickets.models.ticket import Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ALLOWED = timedelta(hours=72)
"""From when the municipality knew, until the authority has it (GDPR, article 33(1))."""
SOON = timedelta(hours=24)
KEPT = timedelta(days=5 * 365)
"""Long enough that the authority can see what was done (article 33(5))."""
TOLD = ("what", "whose", "who_saw", "contained", "consequences")
DECIDED = ("authority_told_on", "authority_number", "authority_why_not", "people_told_on", "people_why_not")
FIELDS = (*TOLD, "risk", *DECIDED)


class UnableToEnd(UnableTo): ...


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, user: User) -> Self:
        """Who answers for personal data sees all of them, others those that they noted themselves."""
        return self if user.may(Verb.DISCLOSE) else self.filter(by=user)

    def open(self) -> Self:
        return self.filter(done_at=None)

    def by_deadline(self) -> Self:
        return self.order_by(models.F("done_at").desc(nulls_first=True), "known_at", "id")

    def lain_long(self, now: datetime | None = None) -> Self:
        return self.filter(done_at__lt=(now or timezone.now()) - KEPT)


class Breach(models.Model):
    """One breach, filled in step by step. Its texts go after five years; that there was one stays.

    The questions are those of the report to the Danish authority (Datatilsynet) and of article 33(3).
    """

    class Risk(models.TextChoices):
        NONE = "none", _("Unlikely that it harms anybody")
        SOME = "some", _("It may harm somebody")
        HIGH = "high", _("It may harm somebody badly")

    known_at = models.DateTimeField(_("known since"), default=timezone.now)
    ticket = models.ForeignKey(
        Ticket, models.SET_NULL, null=True, blank=True, related_name="breaches", verbose_name=_("case")
    )
    what = MaskedTextField(_("what happened"))
    whose = MaskedTextField(_("whose data, and which"), blank=True)
    who_saw = MaskedTextField(_("who saw it, or may have"), blank=True)
    contained = MaskedTextField(_("what was done to stop it"), blank=True)
    consequences = MaskedTextField(_("what it may lead to"), blank=True)
    risk = models.CharField(_("risk"), max_length=4, choices=Risk, blank=True)
    authority_told_on = models.DateField(_("reported to Datatilsynet on"), null=True, blank=True)
    authority_number = MaskedCharField(_("Datatilsynet's case number"), max_length=60, blank=True)
    authority_why_not = MaskedTextField(_("why it is not reported"), blank=True)
    people_told_on = models.DateField(_("those it concerns were told on"), null=True, blank=True)
    people_why_not = MaskedTextField(_("why they are not told"), blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("noted by"))
    noted_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(_("ended"), null=True, editable=False)
    done_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("ended by"))

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal-data breach")
        verbose_name_plural = _("personal-data breaches")
        indexes = [models.Index(fields=["known_at"], name="breach_open", condition=models.Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.pk}"

    @property
    def due_at(self) -> datetime:
        return self.known_at + ALLOWED

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def hours_left(self) -> int:
        """Whole hours; below zero when the time is up."""
        return int((self.due_at - timezone.now()) // timedelta(hours=1))

    @property
    def is_reported(self) -> bool:
        return self.authority_told_on is not None

    @property
    def is_late(self) -> bool:
        return not self.is_done and not self.is_reported and self.due_at < timezone.now()

    @property
    def is_urgent(self) -> bool:
        return not self.is_done and not self.is_reported and self.due_at - timezone.now() <= SOON

    def missing(self) -> list["StrPromise | str"]:
        """What is not answered yet, in the order of the page.

        The authority is told unless harm is unlikely (article 33(1)); those concerned, where it may be
        bad (article 34).
        """
        names = {field.name: field.verbose_name for field in self._meta.fields}
        unanswered = [names[name] for name in (*TOLD, "risk") if not getattr(self, name)]
        if self.risk and not self.authority_told_on and (self.risk != self.Risk.NONE or not self.authority_why_not):
            unanswered.append(_("report it to Datatilsynet, or write why not"))
        if self.risk == self.Risk.HIGH and not self.people_told_on and not self.people_why_not:
            unanswered.append(_("tell those it concerns, or write why not"))
        return unanswered

    @classmethod
    def note(cls, *, what: str, by: User, ticket: Ticket | None = None, known_at: datetime | None = None) -> "Breach":
        """Somebody has seen a breach: the clock runs, and the case says so. Everybody who works with cases may.

        Raises `PermissionDenied` for who may not, and for a case that they may not see.
        """
        if not by.may(Verb.NOTE, ticket):
            raise PermissionDenied(_("Your role does not allow this for the case."))
        with transaction.atomic():
            made = cls.objects.create(what=what, by=by, ticket=ticket, known_at=known_at or timezone.now())
            if ticket is not None:
                Event.record(ticket, "breach_noted", by=by, breach=made.pk)
        return made

    def fill_in(self, *, by: User, **answers: object) -> None:
        """Keeps what is known so far; what is not named stays as it is."""
        with transaction.atomic():
            self._open_for(by)
            for name in set(answers) & set(FIELDS):
                setattr(self, name, answers[name])
            self.save(update_fields=sorted(set(answers) & set(FIELDS)))

    def end(self, *, by: User) -> None:
        """Nothing is left to do. Only who answers for personal data says so, and only when all is answered."""
        with transaction.atomic():
            self._open_for(by)
            if not by.may(Verb.DISCLOSE):
                raise PermissionDenied(_("Only the municipal administrator ends it."))
            if lacks := self.missing():
                raise UnableToEnd(_("Not ended yet. Missing: %(what)s.") % {"what": in_words(lacks)})
            self.done_at, self.done_by = timezone.now(), by
            self.save(update_fields=["done_at", "done_by"])

    @classmethod
    def drop_old(cls) -> None:
        blank: dict[str, str] = dict.fromkeys((*TOLD, "authority_why_not", "people_why_not"), "")
        cls.objects.lain_long().exclude(what="").update(**blank)

    def _open_for(self, by: User) -> None:
        """Under the lock: while it has not ended, and for who sees it."""
        if not Breach.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=self.pk).exists():
            raise PermissionDenied(_("Your role does not allow this."))
        self.refresh_from_db()
        if self.is_done:
            raise UnableToEnd(_("It has ended already."))


def in_words(lacks: Sequence["StrPromise | str"]) -> str:
    return ", ".join(str(each) for each in lacks)
