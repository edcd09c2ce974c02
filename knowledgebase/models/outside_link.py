"""Addresses outside this site to which the published answers lead, and whether anything still stands there."""

from datetime import timedelta
from typing import Final, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from organisation.models import Municipality
from organisation.stored_text import MaskedCharField

LONGEST: Final = 500
CERTAIN: Final = 2
"""Times in a row that nothing was there before anybody is told: a site may be away for a night."""
WHEN_GOOD: Final = timedelta(days=7)
WHEN_IN_DOUBT: Final = timedelta(hours=6)
WHEN_BROKEN: Final = timedelta(days=2)


class Fault(models.TextChoices):
    GONE = "gone", _("The page is not there any more.")
    ERROR = "error", _("The other site answers with an error.")
    UNREACHABLE = "unreachable", _("Nobody answers at the address.")
    REDIRECTS = "redirects", _("The address leads on and on.")


class OutsideLinkQuerySet(models.QuerySet["OutsideLink"]):
    def due(self) -> Self:
        return self.filter(due_at__lte=timezone.now())

    def broken(self) -> Self:
        """Those of published answers at which nothing was found several times; none where nobody wants them tried."""
        if not Municipality.current().tries_links:
            return self.none()
        return self.filter(failures__gte=CERTAIN, article__in=Article.objects.published())

    def untold(self) -> Self:
        """Broken ones of which who looks after the answer has had no mail."""
        return self.broken().filter(is_told=False).select_related("article__owner", "article__institution")


class OutsideLink(models.Model):
    """One address in one answer; an address that stands in several is tried once for all of them."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="outside_links", verbose_name=_("shared answer"))
    address = MaskedCharField(_("address"), max_length=LONGEST)
    fault = models.CharField(_("fault"), max_length=12, choices=Fault, blank=True, default="")
    failures = models.PositiveSmallIntegerField(default=0)
    """How often in a row."""
    tried_at = models.DateTimeField(_("tried"), null=True)
    due_at = models.DateTimeField(default=timezone.now)
    is_told = models.BooleanField(default=False)

    objects = OutsideLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link in a shared answer")
        verbose_name_plural = _("links in shared answers")
        constraints = [models.UniqueConstraint(fields=["article", "address"], name="outside_link_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="outside_link_due"),
            models.Index(fields=["address"], name="outside_link_address"),
            models.Index(fields=["id"], name="outside_link_broken", condition=models.Q(failures__gte=CERTAIN)),
        ]

    def __str__(self) -> str:
        return self.address

    @classmethod
    def list_for(cls, article: Article, addresses: set[str]) -> None:
        """These and no others. What is known of those that stay is kept."""
        with transaction.atomic():
            article.outside_links.exclude(address__in=addresses).delete()
            rows = [OutsideLink(article=article, address=address) for address in sorted(addresses)]
            OutsideLink.objects.bulk_create(rows, ignore_conflicts=True)

    @classmethod
    def note(cls, address: str, fault: str) -> None:
        """What came of trying the address, in every answer in which it stands; `fault` is empty where all is well."""
        rows, now = cls.objects.filter(address=address), timezone.now()
        if not fault:
            rows.update(fault="", failures=0, is_told=False, tried_at=now, due_at=now + WHEN_GOOD)
            return
        failures = models.F("failures") + 1
        rows.update(fault=fault, failures=failures, tried_at=now, due_at=now + WHEN_IN_DOUBT)
        rows.filter(failures__gte=CERTAIN).update(failures=CERTAIN, due_at=now + WHEN_BROKEN)
