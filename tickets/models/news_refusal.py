"""Who wants no news about a case."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.security import keyed


class NewsRefusal(models.Model):
    """Answers to the person's own questions still come. The address is kept as a digest alone."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="news_refusals", verbose_name=_("case"))
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("refusal of news")
        verbose_name_plural = _("refusals of news")
        constraints = [models.UniqueConstraint(fields=["ticket", "digest"], name="news_refused_once")]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    @classmethod
    def note(cls, ticket_id: int, address: str) -> None:
        cls.objects.get_or_create(ticket_id=ticket_id, digest=digests(address)[0])

    @classmethod
    def exists_for(cls, ticket_id: int, address: str) -> bool:
        return cls.objects.filter(ticket=ticket_id, digest__in=digests(address)).exists()


def digests(address: str) -> list[str]:
    return keyed.digests("tickets.news_refusal", address.lower())
