"""Flags what sounds sensitive or urgent, and tells the people whom the municipality has named for it."""

from tickets import notifications
from tickets.events import subscribe
from tickets.models import Event, Message
from triage.classifier.flags import flags_of
from triage.flags.models import Flag, NamedPerson


def subscribe_all() -> None:
    subscribe("replied", flag_reply)
    subscribe("flagged", tell_named)


def flag_reply(event: Event) -> None:
    """What the requester adds later may be the sensitive part."""
    message = Message.objects.filter(pk=event.data.get("message"), ticket=event.ticket).first()
    if message is not None:
        Flag.raise_on(event.ticket, flags_of(message.body))


def tell_named(event: Event) -> None:
    """A mail with the number and the link, and nothing of what was written."""
    people = NamedPerson.objects.people_for(event.ticket, event.data["flag"])
    notifications.tell(event, "named_flagged", people)
