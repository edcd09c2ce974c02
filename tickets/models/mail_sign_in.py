"""How we sign in at a mail provider that takes no passwords (OAuth 2)."""

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.web_address import WebAddressField
from organisation.security.sealing import seal, unseal
from organisation.stored_text import MaskedCharField
from tickets.mail_servers.mail_troubles import sentence

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PURPOSE = "tickets.MailSignIn"


class MailSignIn(models.Model):
    """An app registration at Microsoft (Entra) or the like. Its secrets are sealed, and shown nowhere."""

    class Flow(models.TextChoices):
        APPLICATION = "application", _("The program signs in by itself, with a client secret")
        PERSON = "person", _("A person signs in once, with a code")

    class Service(models.TextChoices):
        """What its tokens open. By the names that `Mailbox.Way` has for the same."""

        IMAP = "imap", _("IMAP and SMTP")
        GRAPH = "graph", _("Microsoft Graph (Exchange Online)")

    name = MaskedCharField(_("name"), max_length=120)
    service = models.CharField(
        _("made for"),
        max_length=5,
        choices=Service,
        default=Service.IMAP,
        help_text=_("What the app has permissions for in Entra. For both, make two sign-ins with the same app."),
    )
    flow = models.CharField(_("how"), max_length=12, choices=Flow, default=Flow.APPLICATION)
    address = WebAddressField(
        _("address of the provider"),
        default="https://login.microsoftonline.com",
        help_text=_("As it is for Microsoft 365."),
    )
    tenant = models.CharField(
        _("tenant"), max_length=120, help_text=_("Directory (tenant) ID, in Entra under Overview.")
    )
    client = models.CharField(
        _("application"), max_length=120, help_text=_("Application (client) ID, in Entra under App registrations.")
    )
    scope = models.CharField(
        _("scope"),
        max_length=250,
        blank=True,
        help_text=_("Leave it empty for Microsoft 365."),
    )
    sealed_secret = models.TextField(blank=True, editable=False)
    sealed_refresh = models.TextField(blank=True, editable=False)
    sealed_device = models.TextField(blank=True, editable=False)
    sends = models.BooleanField(
        _("for outgoing mail"),
        default=False,
        help_text=_(
            "Mail leaves this way: through the mail server in EMAIL_HOST, as EMAIL_USER, or through Microsoft Graph, "
            "from the mailbox in MAIL_FROM."
        ),
    )
    rests_until = models.DateTimeField(null=True, editable=False)
    last_error = MaskedCharField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("sign-in at a mail provider")
        verbose_name_plural = _("sign-ins at mail providers")
        constraints = [
            models.UniqueConstraint(fields=["sends"], condition=models.Q(sends=True), name="one_sign_in_sends")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ValidationError({"address": _("The address must begin with https.")})
        if self.pk and self.mailboxes.exclude(way=self.service).exists():
            raise ValidationError({"service": _("A mailbox is fetched with it another way. Change the mailbox first.")})

    def set_secret(self, secret: str) -> None:
        self.sealed_secret = seal(PURPOSE, secret)

    @property
    def secret(self) -> str:
        return unseal(PURPOSE, self.sealed_secret) if self.sealed_secret else ""

    @property
    def refresh(self) -> str:
        return unseal(PURPOSE, self.sealed_refresh) if self.sealed_refresh else ""

    @property
    def device(self) -> str:
        return unseal(PURPOSE, self.sealed_device) if self.sealed_device else ""

    def keep_refresh(self, token: str) -> None:
        """A person has signed in, or the provider has given a newer token."""
        self.sealed_refresh, self.sealed_device = seal(PURPOSE, token), ""
        self.save(update_fields=["sealed_refresh", "sealed_device"])

    def keep_device(self, code: str) -> None:
        self.sealed_device, self.sealed_refresh = seal(PURPOSE, code), ""
        self.save(update_fields=["sealed_refresh", "sealed_device"])

    @property
    def rests(self) -> bool:
        """Whether the provider has asked us to wait."""
        return self.rests_until is not None and self.rests_until > timezone.now()

    def rest_until(self, until: datetime) -> None:
        self.rests_until = until
        MailSignIn.objects.filter(pk=self.pk).update(rests_until=until)

    def note(self, error: str) -> None:
        if error != self.last_error:
            MailSignIn.objects.filter(pk=self.pk).update(last_error=error[:40])

    @property
    def trouble(self) -> "str | StrPromise":
        return sentence("throttled" if self.rests else self.last_error)
