"""Trained models: each with its figures and how it was made, and which of them is in use since when."""

import hashlib
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.prepared import Prepared
from organisation.models import User
from organisation.roles import Role
from tickets.models.refusals import UnableTo
from triage.suggestions.models.triage_policy import TriagePolicy

PATIENCE: Final = timedelta(hours=2)
"""A training that has taken longer has died."""
FILES_KEPT: Final = 20
"""Versions whose model can be used again."""


class UnableToUse(UnableTo): ...


class ModelVersionQuerySet(models.QuerySet["ModelVersion"]):
    def newest_first(self) -> "ModelVersionQuerySet":
        return self.order_by("-id")

    def trained(self) -> "ModelVersionQuerySet":
        """Those that were judged, whatever the judgement."""
        return self.filter(state__in=[ModelVersion.State.READY, ModelVersion.State.WORSE])


class ModelVersion(models.Model):
    """One training. Its row is made when it begins, so that a second one at the same time is turned away.

    `engine` marks the code that made the model, which alone can read it; `ground` is a digest of what it was trained
    and judged on. `figures` are its own and, as `before`, those of the model in use then, on the same part.
    """

    class State(models.TextChoices):
        TRAINING = "training", _("Being trained")
        READY = "ready", _("Usable")
        WORSE = "worse", _("Worse than the one before")
        FAILED = "failed", _("Training was cut off")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TRAINING)
    engine = models.CharField(max_length=16)
    ground = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)
    shipped = models.PositiveIntegerField(_("examples of the program"), default=0)
    own = models.PositiveIntegerField(_("own examples"), default=0)
    held_back = models.PositiveIntegerField(_("own examples held back"), default=0)
    figures = models.JSONField(_("figures"), default=dict)
    before = models.JSONField(_("figures of the model before"), default=dict)
    started_at = models.DateTimeField(_("training began"), default=timezone.now)
    finished_at = models.DateTimeField(_("training ended"), null=True, blank=True)

    objects = ModelVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("model")
        verbose_name_plural = _("models")
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="training"), name="one_training_at_a_time"),
        ]

    def __str__(self) -> str:
        return _("Model %(number)s") % {"number": self.pk}

    @classmethod
    def begin(cls, **how: Any) -> "ModelVersion | None":
        """A new training; None while another one runs. One that died is not waited for."""
        running = cls.objects.filter(state=cls.State.TRAINING)
        running.filter(started_at__lt=timezone.now() - PATIENCE).update(state=cls.State.FAILED)
        try:
            with transaction.atomic():
                return cls.objects.create(**how)
        except IntegrityError:
            return None

    def finish(self, data: bytes, *, figures: dict[str, float], before: dict[str, float]) -> bool:
        """Keeps the model, and uses it if it is no worse and nobody has chosen another. False: it was given up."""
        with transaction.atomic():
            TriagePolicy.stand_still()
            row = ModelVersion.objects.select_for_update().get(pk=self.pk)
            if row.state != self.State.TRAINING:
                return False
            no_worse = figures["accuracy"] >= before["accuracy"]
            self.state = self.State.READY if no_worse else self.State.WORSE
            self.digest, self.finished_at = hashlib.sha256(data).hexdigest(), timezone.now()
            self.figures, self.before = figures, before
            self.save(update_fields=["state", "digest", "finished_at", "figures", "before"])
            ModelFile.objects.create(version=self, data=data)
            if no_worse and not ModelUse.is_pinned():
                ModelUse.objects.create(version=self)
            ModelFile.drop_old()
        return True

    def fail(self) -> None:
        ModelVersion.objects.filter(pk=self.pk, state=self.State.TRAINING).update(
            state=self.State.FAILED, finished_at=timezone.now()
        )


class ModelFileQuerySet(models.QuerySet["ModelFile"]):
    def readable(self, engine: str) -> "ModelFileQuerySet":
        """Those that this code made."""
        return self.filter(version__engine=engine)


class ModelFile(models.Model):
    """The model itself, apart from its version, so that lists never read it."""

    version = models.OneToOneField(ModelVersion, models.CASCADE, related_name="file", primary_key=True)
    data = models.BinaryField()

    objects = ModelFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"#{self.version_id}"

    @property
    def is_whole(self) -> bool:
        return hashlib.sha256(self.data).hexdigest() == self.version.digest

    @classmethod
    def drop_old(cls) -> None:
        """Keeps the newest models, and the one in use whatever its age."""
        kept = list(cls.objects.order_by("-version").values_list("version", flat=True)[:FILES_KEPT])
        cls.objects.exclude(version__in=[*kept, ModelUse.current()]).delete()


class ModelUse(models.Model):
    """From when on which model was used; the latest row holds. No version: the model that came with the program.

    `by` is empty where the training itself put it in use. A `pinned` one stays until somebody lets go of it.
    """

    version = models.ForeignKey(ModelVersion, models.PROTECT, null=True, related_name="uses", verbose_name=_("model"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    pinned = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("use of a model")
        verbose_name_plural = _("uses of models")

    def __str__(self) -> str:
        return f"{self.version or _('the model of the program')} {self.at:%Y-%m-%d}"

    @classmethod
    def latest(cls) -> "ModelUse | None":
        return cls.objects.select_related("version", "by").order_by("-id").first()

    @classmethod
    def current(cls) -> int | None:
        """The id of the version in use."""
        latest = LATEST_USE.first({})
        return latest.version_id if latest else None

    @classmethod
    def is_pinned(cls) -> bool:
        return bool(cls.objects.order_by("-id").values_list("pinned", flat=True).first())

    @classmethod
    def choose(cls, version: ModelVersion | None, *, by: User, engine: str) -> None:
        """A person puts a model in use, and it stays: later ones are trained but wait. The same again is a no-op.

        Raises `UnableToUse` for one that this program cannot read.
        """
        guard(by)
        with transaction.atomic():
            TriagePolicy.stand_still()
            if version is not None and not ModelFile.objects.readable(engine).filter(version=version).exists():
                raise UnableToUse(_("This program cannot read the model any more. A new one is trained at night."))
            latest = cls.latest()
            if latest is None or latest.version != version or not latest.pinned:
                cls.objects.create(version=version, by=by, pinned=True)

    @classmethod
    def let_go(cls, *, by: User) -> None:
        """From the next night on the best model is used again. Nothing held: nothing happens."""
        guard(by)
        with transaction.atomic():
            TriagePolicy.stand_still()
            latest = cls.latest()
            if latest is not None and latest.pinned:
                cls.objects.create(version=latest.version, by=by)


def guard(by: User) -> None:
    if Role.MUNICIPAL_ADMIN not in by.roles:
        raise PermissionDenied(_("Only the municipal administrator may do this."))


LATEST_USE: Final = Prepared(lambda: ModelUse.objects.order_by("-id").only("version")[:1])
