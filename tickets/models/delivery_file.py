"""Files that go along with an outgoing mail, as they leave: kept until it is sent."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField
from privacy.secrets import redact_filename
from tickets.models.delivery import Delivery

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


class DeliveryFile(models.Model):
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="files", verbose_name=_("outgoing mail"))
    name = MaskedCharField(_("file name"), max_length=150)
    content_type = models.CharField(_("content type"), max_length=100)
    data = models.BinaryField()

    class Meta:
        verbose_name = _("file of an outgoing mail")
        verbose_name_plural = _("files of outgoing mail")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def drop_copies(cls, ticket: "Ticket", name: str) -> None:
        """A file of the case must not leave any more: what waits to be sent, or failed to, loses its copy."""
        cls.objects.filter(delivery__event__ticket=ticket, name__in={name, redact_filename(name)}).delete()
