"""The addresses at which the municipality takes mail."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution
from organisation.stored_text import MaskedCharField
from tickets.mail_servers.mail_troubles import sentence
from tickets.models.mail_sign_in import MailSignIn

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CLAIM = timedelta(minutes=5)
"""A fetching that nobody ended (its process died) is over after this long."""
LONGEST_REST = timedelta(hours=1)
"""How long a provider may keep us waiting, without a single mail, before it counts as trouble."""


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def active(self) -> "MailboxQuerySet":
        return self.filter(is_active=True)

    def to_fetch(self) -> "MailboxQuerySet":
        """Those that we fetch from ourselves."""
        return self.active().exclude(host="", way=Mailbox.Way.IMAP).order_by("id")

    def by_imap(self) -> "MailboxQuerySet":
        return self.filter(way=Mailbox.Way.IMAP)

    def failing(self) -> "MailboxQuerySet":
        """Those that could not be fetched from at the last attempt."""
        return self.to_fetch().exclude(failing_since=None)

    def serving(self, institution: int | None) -> "Mailbox | None":
        """The mailbox of the institution, else the one for everybody, else none. The oldest where there are several."""
        mailboxes = list(
            self.active().filter(models.Q(institution=None) | models.Q(institution=institution)).order_by("id")
        )
        own = [mailbox for mailbox in mailboxes if mailbox.institution_id is not None]
        return next(iter(own or mailboxes), None)


class Mailbox(models.Model):
    """An address that people write to, and to which answers to our mails come back."""

    class Security(models.TextChoices):
        TLS = "tls", _("TLS")
        STARTTLS = "starttls", _("STARTTLS")
        NONE = "none", _("None (this machine alone)")

    class Way(models.TextChoices):
        """By the names that `MailSignIn.Service` has for the same."""

        IMAP = "imap", _("IMAP")
        GRAPH = "graph", _("Microsoft Graph (Exchange Online)")

    address = models.EmailField(_("e-mail"), unique=True)
    display_name = MaskedCharField(
        _("name of the sender"),
        max_length=120,
        blank=True,
        help_text=_("What recipients see beside the address, such as “Aula support at Grøndal School”."),
    )
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
    way = models.CharField(
        _("fetched by"),
        max_length=5,
        choices=Way,
        default=Way.IMAP,
        help_text=_("Microsoft Graph needs no server, but a sign-in that is made for it."),
    )
    host = models.CharField(
        _("IMAP server"),
        max_length=120,
        blank=True,
        help_text=_("Empty where the mail server hands its mail to this program itself."),
    )
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(_("encryption"), max_length=8, choices=Security, default=Security.TLS)
    user = models.CharField(_("user name"), max_length=254, blank=True, help_text=_("Empty means the address."))
    sign_in = models.ForeignKey(
        MailSignIn,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mailboxes",
        verbose_name=_("sign-in at a mail provider"),
        help_text=_("For Microsoft 365 and others that take no passwords."),
    )
    folder = models.CharField(
        _("folder"),
        max_length=250,
        default="INBOX",
        help_text=_("Several with commas between them, such as “INBOX, Junk”. A prefix is found by itself."),
    )
    done_folder = models.CharField(
        _("folder for what was fetched"),
        max_length=120,
        default="Behandlet",
        help_text=_("Mail is moved there once it is stored here. It is made when it is missing."),
    )
    verdict_of = MaskedCharField(
        _("mail server whose verdict counts"),
        max_length=120,
        blank=True,
        default="",
        help_text=_(
            "The name at the beginning of the Authentication-Results that your own mail server writes, such as "
            "mx.kommune.dk. Empty means the topmost. Mail that fails DMARC there waits for a person."
        ),
    )
    claimed_until = models.DateTimeField(null=True, editable=False)
    lying = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    brought = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    last_error = MaskedCharField(_("last error"), max_length=200, blank=True, editable=False)
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
        if self.host and self.security == self.Security.NONE and not self.is_on_this_machine:
            raise ValidationError({"security": _("Only a server on this very machine may be reached unencrypted.")})
        self.check_sign_in()

    def check_sign_in(self) -> None:
        if self.way == self.Way.GRAPH and (self.sign_in is None or self.sign_in.service != self.way):
            raise ValidationError({"sign_in": _("Choose a sign-in that is made for Microsoft Graph.")})
        if self.sign_in is not None and self.sign_in.service != self.way:
            sentence = _("This sign-in is made for Microsoft Graph. Choose another, or fetch by Microsoft Graph.")
            raise ValidationError({"sign_in": sentence})

    @property
    def folders(self) -> list[str]:
        """Those that are fetched from, in their order, but never that of what was fetched."""
        named = [name.strip() for name in self.folder.split(",") if name.strip()]
        return [name for name in dict.fromkeys(named) if name != self.done_folder] or ["INBOX"]

    @property
    def is_fetched(self) -> bool:
        """Whether we bring its mail ourselves, and no mail server hands it over."""
        return bool(self.host) or self.way == self.Way.GRAPH

    @property
    def signs_in_as(self) -> str:
        return self.user or self.address

    @property
    def rests(self) -> bool:
        """Whether the provider has asked us to wait."""
        return self.rests_until is not None and self.rests_until > timezone.now()

    @property
    def is_being_fetched(self) -> bool:
        """Whether a fetching goes on in which mails were found. `brought` of the `lying` ones have come by then."""
        return bool(self.lying) and self.claimed_until is not None and self.claimed_until > timezone.now()

    @property
    def is_on_this_machine(self) -> bool:
        """Whether no wire lies between us and its server."""
        return self.host.lower() in {"localhost", "127.0.0.1", "::1"}

    @property
    def trouble(self) -> "str | StrPromise":
        """What is wrong with it, and what to do, in words; empty while it can be fetched from."""
        return sentence(self.last_error)

    def claimed(self) -> bool:
        """Takes this mailbox for one fetching, so that two workers never fetch it at once; never while it rests."""
        now = timezone.now()
        free = models.Q(claimed_until=None) | models.Q(claimed_until__lt=now)
        rested = models.Q(rests_until=None) | models.Q(rests_until__lte=now)
        return bool(Mailbox.objects.filter(free, rested, pk=self.pk).update(claimed_until=now + CLAIM))

    def show_progress(self, *, brought: int, lying: int) -> None:
        """For whoever looks at the mailbox meanwhile: so many of the mails that lay there have come."""
        Mailbox.objects.filter(pk=self.pk).update(brought=brought, lying=lying)

    def release(self, error: str) -> None:
        """Ends a fetching. `error` is a code of `mail_troubles`; it names no address and no text."""
        now, own = timezone.now(), Mailbox.objects.filter(pk=self.pk)
        if not error:
            own.update(claimed_until=None, last_error="", failing_since=None, fetched_at=now, rests_until=None)
            return
        own.filter(failing_since=None).update(failing_since=now)
        own.update(claimed_until=None, last_error=error[:200])

    def rest(self, until: datetime, *, brought: int) -> None:
        """Ends a fetching since the provider asks us to wait. That is no failure, unless it goes on and on and nothing
        comes: then people must hear of it like of any other."""
        now, own = timezone.now(), Mailbox.objects.filter(pk=self.pk)
        own.update(claimed_until=None, rests_until=until)
        if brought:
            own.update(last_error="", failing_since=None, fetched_at=now)
        elif self.fetched_at is not None and self.fetched_at < now - LONGEST_REST:
            own.filter(failing_since=None).update(failing_since=now, last_error="throttled")

    def with_key(self, key: str) -> str:
        """The address by which an answer finds its case."""
        local, _at, domain = self.address.partition("@")
        return f"{local}+{key}@{domain}" if self.takes_plus else self.address

    def receives(self, recipients: str) -> bool:
        """Whether the address stands, with a key or without, in a text of recipients in lower case."""
        local, _at, domain = self.address.lower().partition("@")
        return bool(
            re.search(rf"(?<![\w.+-]){re.escape(local)}(\+[\w-]+)?@{re.escape(domain)}(?![\w.-]*\w)", recipients)
        )
