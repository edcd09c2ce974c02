"""News to many that an administrator has stopped for now."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NewsStop(models.Model):
    """While there is one, no mail of its kind is sent; those that wait go on when it is gone."""

    kind = models.CharField(_("kind"), max_length=40, unique=True)
    stopped_at = models.DateTimeField(_("stopped"), default=timezone.now)

    class Meta:
        verbose_name = _("stop of news")
        verbose_name_plural = _("stops of news")

    def __str__(self) -> str:
        return self.kind
