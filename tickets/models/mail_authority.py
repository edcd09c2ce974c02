"""Who else than the well-known authorities vouches for mail servers."""

import ssl

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField


class MailAuthority(models.Model):
    """A private authority, whose certificates are believed when a mail server shows one that it has signed."""

    name = MaskedCharField(_("name"), max_length=120)
    certificates = models.TextField(
        _("certificates"),
        help_text=_("The authority's own certificate as text (PEM), from BEGIN CERTIFICATE to END CERTIFICATE."),
    )

    class Meta:
        verbose_name = _("authority of mail servers")
        verbose_name_plural = _("authorities of mail servers")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=self.certificates)
        except (ssl.SSLError, ValueError, TypeError):
            raise ValidationError({"certificates": _("This is no certificate in PEM.")}) from None
