"""Where the answer to one of our mails goes: an address that knows its case and who is answering."""

import secrets
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField
from tickets.models.mailbox import Mailbox

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Lower case alone, since mail servers may change the case; no letters that look like digits."""
KEY_LENGTH = 20
"""32 to the power of 20: a hundred bits."""


def new_key() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH))


class ReplyAddress(models.Model):
    """One for each case and each who answers in it: the requester (no `party`) or an outside party by name."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="reply_addresses", verbose_name=_("case"))
    party = MaskedCharField(_("party"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("reply address")
        verbose_name_plural = _("reply addresses")
        constraints = [models.UniqueConstraint(fields=["ticket", "party"], name="reply_address_once")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.party}".strip()

    @classmethod
    def of(cls, ticket: "Ticket", party: str = "") -> "ReplyAddress":
        """The address of the case for the requester or, with its name, for a party; made when first asked for."""
        address, _made = cls.objects.select_related("ticket").get_or_create(ticket=ticket, party=party)
        return address

    def email(self) -> str:
        """The full address; empty while the municipality takes no mail: then answers come by the link alone."""
        mailbox = Mailbox.objects.serving(self.ticket.institution_id)
        return mailbox.with_key(self.key) if mailbox else ""
