"""The mail to a party: the very same for the preview and for what is sent."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings

from organisation.models import Party
from privacy.secrets import redact
from tickets.models import Event, ReplyAddress, Ticket
from tickets.news.notifications import write_mail
from triage.forwarding import attachments, package
from triage.forwarding.models import Forwarding
from triage.forwarding.models.forwarding import MAIL, Enclosed
from triage.routing.models import RoutingRule


@dataclass(frozen=True)
class Letter:
    """What a party will get. `taken_out` counts what was left out because it looked like a secret."""

    sender: str
    to: str
    reply_to: str
    subject: str
    body: str
    files: list[str]
    taken_out: Counter[str]


def reply_address(ticket: Ticket, party: Party) -> str:
    """Where the party's answer comes in; empty while the municipality takes no mail."""
    return ReplyAddress.of(ticket, party=party.name).email()


def draft(ticket: Ticket, rule: RoutingRule, party: Party, enclosed: Enclosed) -> Letter:
    """The letter as it would leave now."""
    fields, cover = package.fields_for(ticket), redact(enclosed.cover)
    forwarding = Forwarding(
        ticket=ticket, rule=rule, party=party, channel=rule.channel, cover=cover.text, text=package.as_text(fields)
    )
    reply_to = reply_address(ticket, party)
    event = Event(ticket=ticket, kind="forwarded")
    subject, body = write_mail(event, MAIL, "da", {"forwarding": forwarding, "reply_to": reply_to})
    return Letter(
        sender=settings.DEFAULT_FROM_EMAIL,
        to=rule.address or party.email,
        reply_to=reply_to,
        subject=subject,
        body=body,
        files=[name for name, _data, _kind in attachments.cleaned(enclosed.files)],
        taken_out=package.taken_out(fields) + cover.counts,
    )
