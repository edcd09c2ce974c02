"""Who is told when a mail does not arrive: an address of its own for each delivery, which only we can make.

A report of a mail server goes to the sender on the envelope. Often it names neither our Message-ID nor the text; the
address at which it comes in then still says which delivery it is about.
"""

import re
from email.utils import formataddr, parseaddr
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import override

from organisation.models import Municipality
from organisation.security import keyed
from tickets.models import Delivery, Mailbox

SIGNED: Final = 12
RETURNED: Final = re.compile(rf"\+retur-(\d{{1,18}})-([0-9a-f]{{{SIGNED}}})@", re.IGNORECASE)
PURPOSE: Final = "tickets.envelope"


def our_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def own_mailbox() -> Mailbox | None:
    """The mailbox from which mail is sent, where its mail is taken in here: else what comes back is seen by nobody."""
    ours = our_address().lower()
    return next((box for box in Mailbox.objects.active().order_by("id") if box.address.lower() == ours), None)


def return_address(delivery: Delivery) -> str:
    """The sender on the envelope; the plain address where the mail server delivers no plus addresses."""
    mailbox = own_mailbox()
    if mailbox is None or not mailbox.takes_plus:
        return our_address()
    return mailbox.with_key(f"retur-{delivery.pk}-{signatures(delivery.pk)[0]}")


def signatures(number: int) -> list[str]:
    return [digest[:SIGNED] for digest in keyed.digests(PURPOSE, str(number))]


def delivery_returned_to(recipients: str) -> int | None:
    """The delivery that a report to these addresses is about; none for an address that was made up."""
    for number, signed in RETURNED.findall(recipients):
        if any(constant_time_compare(right, signed.lower()) for right in signatures(int(number))):
            return int(number)
    return None


def shown_sender(delivery: Delivery) -> str:
    """The From that people see: the name of the mailbox that serves the case, else the municipality's support."""
    institution = delivery.event.ticket.institution_id if delivery.event else None
    mailbox = Mailbox.objects.serving(institution)
    with override(delivery.language):
        usual = _("Aula support, %(municipality)s") % {"municipality": Municipality.current().name}
    name = (mailbox.display_name if mailbox else "") or parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or usual
    return formataddr((name, our_address()))
