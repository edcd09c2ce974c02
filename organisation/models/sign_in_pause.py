"""How often somebody tried to sign in and failed, along each axis, and until when the next try waits."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils import timezone

KEPT: Final = timedelta(hours=24)
"""After so long without a try nothing is remembered of them."""
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(minutes=15)


class SignInPause(models.Model):
    """One row for what was tried: digests alone, of what was typed and of the network; whether there is such an
    account it does not know.

    A try is counted before its password is looked at, so that many at once are no way round.
    """

    class Axis(models.TextChoices):
        BOTH = "both"
        ACCOUNT = "account"
        NETWORK = "network"
        BROWSER = "browser"
        SPRAYING = "spraying"

    key = models.CharField(max_length=64, unique=True)
    axis = models.CharField(max_length=10, choices=Axis)
    name = models.CharField(max_length=64, blank=True, default="")
    network = models.CharField(max_length=64, blank=True, default="")
    tries = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["axis", "last_at"], name="sign_in_pause_axis")]

    def __str__(self) -> str:
        return f"{self.axis} {self.key}"

    def count(self, free: int, now: datetime) -> None:
        """One try more: from the last free one on, each doubles the pause after it."""
        self.tries = self.tries + 1 if now - self.last_at < KEPT else 1
        self.last_at = now
        if self.tries >= free:
            steps = min(self.tries - free, 10)
            self.until = now + min(FIRST_PAUSE * 2**steps, LONGEST_PAUSE)
        self.save(update_fields=["tries", "last_at", "until"])

    @classmethod
    def drop_old(cls) -> None:
        cls.objects.filter(last_at__lt=timezone.now() - KEPT).delete()


class ResetRequest(models.Model):
    """Somebody asked for a way to choose a new password. Whether there is such an account is seen later, in peace."""

    email = models.EmailField(unique=True)
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"reset {self.pk}"
