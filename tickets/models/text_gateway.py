"""The gateway through which the municipality sends text messages, where it has one."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.web_address import WebAddressField
from organisation.security.sealing import seal, unseal
from organisation.stored_text import MaskedCharField, MaskedTextField

PURPOSE: Final = "tickets.TextGateway"
FIRST: Final = "0"
"""A step of a field's name that leads into the only entry of a list."""
FIELD: Final = RegexValidator(
    r"\A(0\.)?[A-Za-z_][\w-]*(\.(0|[A-Za-z_][\w-]*))*\Z",
    _("Write the name as the gateway's guide has it, such as “to” or “recipients.0.msisdn”."),
)
OURS: Final = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection"})
"""Headers that we write ourselves."""


class TextGateway(models.Model):
    """A web address that takes a text message as JSON. Its secret is sealed, and shown nowhere."""

    name = MaskedCharField(_("name"), max_length=120)
    address = WebAddressField(
        _("address"),
        max_length=500,
        help_text=_("Where text messages are sent to (POST), such as https://gatewayapi.eu/rest/mtsms."),
    )
    header_name = models.CharField(
        _("header with the secret"),
        max_length=60,
        default="Authorization",
        validators=[RegexValidator(r"\A[A-Za-z][A-Za-z0-9-]*\Z", _("Letters, digits and hyphens alone."))],
        help_text=_("As the gateway's guide says."),
    )
    sealed_secret = models.TextField(blank=True, editable=False)
    sender = models.CharField(
        _("sender"),
        max_length=15,
        validators=[
            RegexValidator(
                r"\A([A-Za-z0-9][A-Za-z0-9 .&+_-]{0,10}|\d{1,15})\Z",
                _("Up to 11 letters (no æ, ø, å) and digits, or a number of up to 15 digits."),
            )
        ],
        help_text=_("What the phone shows as the sender: up to 11 letters and digits, such as “Nordsoe”."),
    )
    recipient_field = models.CharField(
        _("field for the recipient"),
        max_length=80,
        default="to",
        validators=[FIELD],
        help_text=_("A dot leads inward, and 0 is the only entry of a list: recipients.0.msisdn."),
    )
    text_field = models.CharField(_("field for the text"), max_length=80, default="message", validators=[FIELD])
    sender_field = models.CharField(_("field for the sender"), max_length=80, default="from", validators=[FIELD])
    more_fields = MaskedTextField(
        _("more fields"),
        blank=True,
        default="",
        max_length=1000,
        help_text=_("What the gateway wants besides, one a line: encoding = UCS2."),
    )
    with_plus = models.BooleanField(
        _("numbers begin with a plus"),
        default=False,
        help_text=_("+4520304050 instead of 4520304050."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    """A number that was refused before that may be tried again."""
    rests_until = models.DateTimeField(null=True, editable=False)
    last_error = models.CharField(max_length=40, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("gateway for text messages")
        verbose_name_plural = _("gateways for text messages")
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"],
                condition=models.Q(is_active=True),
                name="one_gateway_sends",
                violation_error_message=_("Another gateway is active. Switch that one off first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "TextGateway | None":
        return cls.objects.filter(is_active=True).first()

    def clean(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme != "https" or not parts.hostname:
            raise ValidationError({"address": _("The address must begin with https.")})
        if parts.username is not None:
            raise ValidationError({"address": _("Write the secret in its own field, not in the address.")})
        if self.header_name.lower() in OURS:
            raise ValidationError({"header_name": _("The secret cannot stand in this header.")})
        if len({self.recipient_field, self.text_field, self.sender_field}) < len(("to", "message", "from")):
            raise ValidationError({"text_field": _("Recipient, text and sender have a field each.")})
        for line in lines_of(self.more_fields):
            name, equals, value = line.partition("=")
            if not equals or not value.strip() or not re.fullmatch(FIELD.regex, name.strip()):
                raise ValidationError({"more_fields": _("Write one field a line, as name = value.")})

    def set_secret(self, secret: str) -> None:
        self.sealed_secret = seal(PURPOSE, secret)

    @property
    def secret(self) -> str:
        """The whole value of the header. Raises `organisation.security.sealing.Unreadable`."""
        return unseal(PURPOSE, self.sealed_secret) if self.sealed_secret else ""

    def body(self, number: str, text: str) -> Any:
        """What is sent, as it becomes JSON. `number` is without a plus."""
        values = [
            *self.fixed(),
            (self.recipient_field, f"+{number}" if self.with_plus else number),
            (self.text_field, text),
            (self.sender_field, self.sender),
        ]
        whole: Any = None
        for name, value in values:
            whole = put_in(whole, name.split("."), value)
        return whole

    def fixed(self) -> Iterator[tuple[str, Any]]:
        for line in lines_of(self.more_fields):
            name, _equals, value = line.partition("=")
            yield name.strip(), read_value(value.strip())

    @property
    def rests(self) -> bool:
        """Whether it has asked us to wait, or has been silent of late."""
        return self.rests_until is not None and self.rests_until > timezone.now()

    def rest(self, pause: timedelta) -> None:
        TextGateway.objects.filter(pk=self.pk).update(rests_until=timezone.now() + pause)

    def note(self, error: str) -> None:
        """What came of sending something; empty where it went well."""
        if error != self.last_error:
            TextGateway.objects.filter(pk=self.pk).update(last_error=error[:40])


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_value(written: str) -> Any:
    """A number, true or false as they are in JSON; anything else is a text."""
    try:
        value = json.loads(written)
    except ValueError:
        return written
    return value if isinstance(value, int | float | str) else written


def put_in(whole: Any, steps: Sequence[str], value: Any) -> Any:
    """`whole` with the value at the end of the steps; what is missing on the way is made."""
    if not steps:
        return value
    first, *rest = steps
    if first == FIRST:
        only = whole[0] if isinstance(whole, list) else None
        return [put_in(only, rest, value)]
    named = whole if isinstance(whole, dict) else {}
    return {**named, first: put_in(named.get(first), rest, value)}
