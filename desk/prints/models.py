"""Which sheets were made when, to tell which no longer say who helps; and prints of many places under way."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from organisation.models import Institution, User

KEPT: Final = timedelta(days=1)
"""How long a print of many places can be fetched."""
AT_WORK: Final = timedelta(minutes=2)
"""After so long without a sign, whoever was making it is taken for dead."""


class PrintedSheet(models.Model):
    """`told`: a digest of the people on the latest sheet that somebody fetched for the place. `told_outdated_at`: when
    those who look after the place were told that it is no longer so."""

    institution = models.OneToOneField(Institution, models.CASCADE, related_name="+", primary_key=True)
    told = models.CharField(max_length=64)
    at = models.DateTimeField(_("at"))
    told_outdated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("printed sheet")
        verbose_name_plural = _("printed sheets")

    def __str__(self) -> str:
        return f"{self.institution_id} · {self.at:%Y-%m-%d}"

    @staticmethod
    def note(digests: dict[int, str]) -> None:
        """Digests by place: their sheets were fetched now."""
        now = timezone.now()
        rows = [PrintedSheet(institution_id=place, told=digest, at=now) for place, digest in digests.items()]
        PrintedSheet.objects.bulk_create(
            rows,
            update_conflicts=True,
            update_fields=["told", "at", "told_outdated_at"],
            unique_fields=["institution"],
        )


class PrintRunQuerySet(models.QuerySet["PrintRun"]):
    def left_lying(self) -> "PrintRunQuerySet":
        """Those unfinished on which nobody works."""
        waiting = self.filter(finished_at=None)
        return waiting.filter(models.Q(claimed_until=None) | models.Q(claimed_until__lt=timezone.now()))


class PrintRun(models.Model):
    """A file with a page for each of many places. `places`: their ids. `made`: how many are drawn."""

    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("by"))
    kind = models.CharField(_("kind"), max_length=10)
    language = models.CharField(_("language"), max_length=2)
    places = models.JSONField(default=list)
    made = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(_("at"), default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    file = models.BinaryField(default=b"")

    objects = PrintRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("print of many places")
        verbose_name_plural = _("prints of many places")

    def __str__(self) -> str:
        return f"{self.kind} × {len(self.places)}"

    @property
    def total(self) -> int:
        return len(self.places)

    @property
    def is_running(self) -> bool:
        return self.finished_at is None

    @classmethod
    def begin(cls, kind: str, language: str, places: Iterable[int], *, by: User) -> "PrintRun":
        with transaction.atomic():
            run = cls.objects.create(by=by, kind=kind, language=language, places=list(places))
            start_after_commit("desk.tasks.make_prints", run.pk)
        return run

    @classmethod
    def drop_old(cls) -> None:
        cls.objects.filter(at__lt=timezone.now() - KEPT).delete()

    def claim(self) -> bool:
        """Whether it is ours to make now; nobody else does until the claim runs out."""
        until = timezone.now() + AT_WORK
        claimed = PrintRun.objects.left_lying().filter(pk=self.pk).update(claimed_until=until)
        return bool(claimed)

    def note_made(self, made: int) -> None:
        PrintRun.objects.filter(pk=self.pk).update(made=made, claimed_until=timezone.now() + AT_WORK)

    def finish(self, file: bytes) -> None:
        PrintRun.objects.filter(pk=self.pk).update(file=file, made=self.total, finished_at=timezone.now())
