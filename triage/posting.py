"""Mails that go to outside parties."""

from tickets.events import subscribe
from tickets.models import Event
from tickets.notifications import deliver
from triage.models import Forwarding
from triage.models.routing_rule import Channel


def subscribe_all() -> None:
    subscribe("forwarded", post_to_party)


def post_to_party(event: Event) -> None:
    """Sends a forwarded case by mail where that is the party's channel; exactly the text that was kept."""
    forwarding = Forwarding.objects.filter(pk=event.data.get("forwarding"), ticket=event.ticket).first()
    if forwarding is not None and forwarding.channel == Channel.MAIL:
        deliver(event, "party_forwarded", [(forwarding.address, "da")], forwarding=forwarding)
