"""Known errors: one cause, many cases, shown to everybody before they write."""

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisation.models import Party
from tickets.models import Ticket


class KnownErrorQuerySet(models.QuerySet["KnownError"]):
    def public(self) -> "KnownErrorQuerySet":
        return self.filter(is_public=True)

    def current(self) -> "KnownErrorQuerySet":
        return self.filter(resolved_at=None)

    def newest_first(self) -> "KnownErrorQuerySet":
        return self.order_by("-started_at", "-id")


class KnownError(models.Model):
    """A disturbance in plain words, Danish and English, with its workaround and the party that repairs it."""

    title = models.CharField(_("title"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    description = models.TextField(_("description"))
    description_en = models.TextField(_("description in English"), blank=True)
    workaround = models.TextField(_("workaround"), blank=True)
    workaround_en = models.TextField(_("workaround in English"), blank=True)
    party = models.ForeignKey(
        Party,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="known_errors",
        verbose_name=_("who repairs it"),
    )
    external_number = models.CharField(_("the party's case number"), max_length=60, blank=True)
    is_public = models.BooleanField(_("shown to everybody"), default=True)
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    resolved_at = models.DateTimeField(_("solved"), null=True, blank=True)
    tickets = models.ManyToManyField(Ticket, blank=True, related_name="known_errors", verbose_name=_("cases"))

    objects = KnownErrorQuerySet.as_manager()

    class Meta:
        verbose_name = _("known error")
        verbose_name_plural = _("known errors")

    def __str__(self) -> str:
        return self.title

    def _in_language(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def shown_title(self) -> str:
        return self._in_language("title")

    @property
    def shown_description(self) -> str:
        return self._in_language("description")

    @property
    def shown_workaround(self) -> str:
        return self._in_language("workaround")
