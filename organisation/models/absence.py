"""Who is away, and who stands in."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models.people import Membership, User
from organisation.roles import Role
from organisation.stored_text import MaskedCharField
from privacy.cpr import mask

if TYPE_CHECKING:
    from collections.abc import Iterable


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> "AbsenceQuerySet":
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def now(self) -> "AbsenceQuerySet":
        return self.on(timezone.localdate())

    def not_over(self) -> "AbsenceQuerySet":
        return self.filter(ends_on__gte=timezone.localdate())

    def in_order(self) -> "AbsenceQuerySet":
        return self.order_by("starts_on", "id")


class Absence(models.Model):
    """Days on which a person is away, both included; new work goes to the deputy."""

    user = models.ForeignKey(User, models.CASCADE, related_name="absences", verbose_name=_("person"))
    deputy = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="stands_in", verbose_name=_("deputy")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reason = MaskedCharField(_("reason"), max_length=120, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="absence_begins_first"),
            models.CheckConstraint(condition=~models.Q(user=models.F("deputy")), name="absence_deputy_is_another"),
            models.UniqueConstraint(fields=["user", "starts_on", "ends_on"], name="absence_once"),
        ]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="absence_days")]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on}–{self.ends_on}"

    @property
    def has_begun(self) -> bool:
        return self.starts_on <= timezone.localdate()

    @classmethod
    def enter(
        cls, user: User, *, starts_on: date, ends_on: date, by: User, deputy: User | None = None, reason: str = ""
    ) -> "Absence":
        """Notes the days; the same days again change the deputy. Raises `PermissionDenied` for other people's days."""
        cls.guard(user, by=by)
        values = {"deputy": deputy, "reason": mask(reason).text[:120]}
        absence, _made = cls.objects.update_or_create(user=user, starts_on=starts_on, ends_on=ends_on, defaults=values)
        return absence

    def cancel(self, *, by: User) -> None:
        self.guard(self.user, by=by)
        self.delete()

    def stand_down(self, *, to: User | None) -> None:
        """The deputy is no longer there: whoever takes over what they had stands in, or nobody does."""
        self.deputy = to if to is not None and to.pk != self.user_id else None
        self.save(update_fields=["deputy"])

    @staticmethod
    def guard(user: User, *, by: User) -> None:
        """One's own days, and everybody's for the municipal administrator."""
        if by != user and Role.MUNICIPAL_ADMIN not in by.roles:
            raise PermissionDenied(_("You can only change your own absence."))


class LentRole(models.Model):
    """A role of somebody who is away that the deputy has on these days alone (`organisation.people.deputies`).

    It ends with the absence, with the role itself, and when somebody else becomes the deputy.
    """

    absence = models.ForeignKey(Absence, models.CASCADE, related_name="lent", verbose_name=_("absence"))
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="lent", verbose_name=_("membership"))
    deputy = models.ForeignKey(User, models.CASCADE, related_name="lent_roles", verbose_name=_("deputy"))
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    given_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("lent role")
        verbose_name_plural = _("lent roles")
        constraints = [models.UniqueConstraint(fields=["absence", "membership"], name="lent_once")]

    def __str__(self) -> str:
        return f"{self.deputy} · {self.membership.in_words()}"


class StandIns:
    """Who stands in for whom today. One query, however many people are asked about."""

    def __init__(self) -> None:
        away = Absence.objects.now().in_order().select_related("user", "deputy")
        self.deputies = {absence.user_id: absence.deputy for absence in away}

    def is_away(self, person: User) -> bool:
        return person.pk in self.deputies

    def of(self, person: User) -> User | None:
        """The person, or who stands in for them, or for those in turn; None when the way ends or goes in a circle."""
        asked: set[int] = set()
        stand_in: User | None = person
        while stand_in is not None and stand_in.pk in self.deputies:
            if stand_in.pk in asked:
                return None
            asked.add(stand_in.pk)
            stand_in = self.deputies[stand_in.pk]
        return stand_in if stand_in is not None and stand_in.is_active else None

    def present(self, people: "Iterable[User]") -> list[User]:
        """Those who are there, and for those who are not whoever stands in; each once."""
        available = {person.pk: person for one in people if (person := self.of(one)) is not None}
        return list(available.values())
