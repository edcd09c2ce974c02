"""The addresses at which the municipality takes mail."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def active(self) -> "MailboxQuerySet":
        return self.filter(is_active=True)

    def serving(self, institution: int | None) -> "Mailbox | None":
        """The mailbox of the institution, else the one for everybody, else none. The oldest where there are several."""
        found = list(
            self.active().filter(models.Q(institution=None) | models.Q(institution=institution)).order_by("id")
        )
        own = [mailbox for mailbox in found if mailbox.institution_id is not None]
        return next(iter(own or found), None)


class Mailbox(models.Model):
    """An address that people write to, and to which answers to our mails come back."""

    address = models.EmailField(_("e-mail"), unique=True)
    institution = models.ForeignKey(
        Institution,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mailboxes",
        verbose_name=_("institution"),
        help_text=_("Cases that come here belong to it. Empty means the whole municipality."),
    )
    takes_plus = models.BooleanField(
        _("takes plus addresses"),
        default=True,
        help_text=_(
            "The mail server delivers name+anything@ to the same mailbox. If it does not, answers are recognised by "
            "their headers alone."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        if "+" in self.address.partition("@")[0]:
            raise ValidationError({"address": _("Write the address without a plus sign.")})

    def with_key(self, key: str) -> str:
        """The address by which an answer finds its case."""
        local, _at, domain = self.address.partition("@")
        return f"{local}+{key}@{domain}" if self.takes_plus else self.address
