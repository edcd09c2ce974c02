"""A list of all staff on its way in: kept between preview and act, then worked off person by person."""

from datetime import timedelta
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, User
from organisation.pages.refusals import UnableTo
from organisation.stored_text import MaskedCharField, MaskedJSONField, MaskedTextField

KEPT: Final = timedelta(days=30)
"""How long the list of what was done can be fetched."""
UNCONFIRMED_KEPT: Final = timedelta(hours=24)
AT_WORK: Final = timedelta(minutes=2)
"""After so long without a sign, whoever was working it off is taken for dead."""


class RowKind(models.TextChoices):
    """What the list means for one person."""

    NEW = "new", _("New")
    BACK = "back", _("Comes back")
    MOVES = "moves", _("Changes school or daycare")
    CHANGES = "changes", _("Gets or loses something")
    LEAVES = "leaves", _("Not on the list")
    SAME = "same", _("Unchanged")


class RolloverQuerySet(models.QuerySet["Rollover"]):
    def of(self, user: User) -> "RolloverQuerySet":
        return self.filter(by=user)

    def left_lying(self) -> "RolloverQuerySet":
        """Those with people still to do on which nobody works."""
        waiting = self.filter(finished_at=None).exclude(begun_at=None)
        return waiting.filter(models.Q(claimed_until=None) | models.Q(claimed_until__lt=timezone.now()))


class Rollover(models.Model):
    """`text` is the list until it is carried out. `choices`: who of those not on it leaves (`leaving`, ids; `all`),
    who takes over at an institution (`to`, an address by its id), and which may stand without a first level (`bare`).
    """

    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    file_name = MaskedCharField(_("file name"), max_length=120)
    text = MaskedTextField(blank=True)
    choices = MaskedJSONField(default=dict)
    begun_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = RolloverQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of all staff")
        verbose_name_plural = _("lists of all staff")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        return self.begun_at is not None and self.finished_at is None

    def claim(self) -> bool:
        """Whether it is ours to work off now; nobody else works on it until the claim runs out."""
        until = timezone.now() + AT_WORK
        return bool(Rollover.objects.left_lying().filter(pk=self.pk).update(claimed_until=until))

    def keep_claim(self) -> None:
        Rollover.objects.filter(pk=self.pk).update(claimed_until=timezone.now() + AT_WORK)

    def let_go(self) -> bool:
        """Whether everybody is done; if not, the next may go on."""
        done = not self.steps.waiting().exists() and not self.steps.to_undo().exists()
        finished_at = timezone.now() if done else None
        Rollover.objects.filter(pk=self.pk).update(claimed_until=None, finished_at=finished_at)
        return done

    @classmethod
    def drop_old(cls) -> None:
        now = timezone.now()
        cls.objects.filter(begun_at=None, at__lt=now - UNCONFIRMED_KEPT).delete()
        cls.objects.filter(at__lt=now - KEPT).delete()


class StepQuerySet(models.QuerySet["RolloverStep"]):
    def waiting(self) -> "StepQuerySet":
        return self.filter(done_at=None)

    def in_order(self) -> "StepQuerySet":
        return self.order_by("id")

    def refused(self) -> "StepQuerySet":
        return self.exclude(refusal="").exclude(done_at=None)

    def done(self) -> "StepQuerySet":
        return self.filter(refusal="").exclude(done_at=None)

    def can_be_undone(self) -> "StepQuerySet":
        return self.done().filter(undo_asked_at=None, undone_at=None)

    def to_undo(self) -> "StepQuerySet":
        """Those that somebody wants undone."""
        return self.filter(undone_at=None).exclude(undo_asked_at=None)

    def last_first(self) -> "StepQuerySet":
        return self.order_by("-id")

    def holding(self, query: str) -> "StepQuerySet":
        """Of people whose name or address holds every word."""
        steps = self
        for word in query.split():
            steps = steps.filter(models.Q(name__icontains=word) | models.Q(email__icontains=word))
        return steps


class RolloverStep(models.Model):
    """What one person gets, or what is taken from them. Done, it says so (`told`), or why not (`refusal`).

    `what`: `gets` or `loses` as [role, institution id or null], `to` (an address by institution), `language`,
    `rename`. `told["undo"]`: what must be known to undo it (`desk.rollover.undoing`); `not_undone` is why it was not.
    """

    class Act(models.TextChoices):
        GIVE = "give", _("Gets")
        TAKE = "take", _("Loses")

    rollover = models.ForeignKey(Rollover, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=8, choices=Act)
    kind = models.CharField(max_length=8, choices=RowKind)
    email = models.EmailField(_("e-mail"))
    name = MaskedCharField(_("name"), max_length=120)
    before = MaskedTextField(blank=True)
    after = MaskedTextField(blank=True)
    what = MaskedJSONField(default=dict)
    told = MaskedJSONField(default=dict)
    refusal = MaskedTextField(blank=True)
    done_at = models.DateTimeField(null=True)
    undo_asked_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    not_undone = MaskedTextField(blank=True, default="", db_default="")

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of a list of all staff")
        verbose_name_plural = _("people of a list of all staff")

    def __str__(self) -> str:
        return f"{self.name} · {self.get_act_display()}"

    def note(self, outcome: dict[str, Any], refusal: str) -> None:
        """In the transaction in which it was done, so that it is never done twice."""
        self.told, self.refusal, self.done_at = outcome, refusal, timezone.now()
        self.save(update_fields=["told", "refusal", "done_at"])

    def note_undone(self, stayed: int, why_not: str) -> None:
        """In the transaction in which it was undone. `stayed`: how much could not be given back; somebody has gone on
        with it. What was not undone can be asked for again."""
        if why_not:
            self.undo_asked_at, self.not_undone = None, why_not
        else:
            self.undone_at, self.not_undone, self.told = timezone.now(), "", self.told | {"stayed": stayed}
        self.save(update_fields=["undo_asked_at", "undone_at", "not_undone", "told"])

    def places(self, what: str) -> list[tuple[str, Institution | None]]:
        """The roles with their institutions. Raises `UnableTo` where one of these is gone."""
        asked = self.what[what]
        institutions = Institution.objects.in_bulk([place for _role, place in asked if place is not None])
        if any(place is not None and place not in institutions for _role, place in asked):
            raise UnableTo(_("The institution is no longer there."))
        return [(role, institutions[place] if place is not None else None) for role, place in asked]
