"""Who is signed in where: one row for each browser, and how long it stays signed in."""

import hashlib
from datetime import datetime
from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models.people import User


class Session(AbstractBaseSession):
    """Django's session with the columns by which a person finds their own. A deleted row is signed out."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(_("browser"), max_length=120, blank=True, default="")
    began_at = models.DateTimeField(_("signed in"), default=timezone.now)
    seen_at = models.DateTimeField(_("last here"), default=timezone.now)
    sign_in_digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    """Of the provider of sign-ins and its name for this one, by which the provider ends it."""

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [
            models.Index(fields=["sign_in_digest"], name="session_sign_in", condition=~models.Q(sign_in_digest=""))
        ]

    def __str__(self) -> str:
        return f"session of {self.user_id}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from organisation.sign_in.sessions import SessionStore  # noqa: PLC0415  Django's own way round

        return SessionStore

    @property
    def number(self) -> str:
        """By which a page can name it; the key itself is as good as a password."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]

    def touch(self, now: datetime, expires_at: datetime) -> None:
        type(self).objects.filter(pk=self.pk).update(seen_at=now, expire_date=expires_at)
