"""Files that go along with an outgoing mail, as they leave: kept until it is sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField
from tickets.models.delivery import Delivery


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
