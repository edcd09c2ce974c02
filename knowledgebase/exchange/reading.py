"""Reads what we subscribe to. Never between BEGIN and COMMIT: the other side may take its time."""

from knowledgebase.exchange.fetching import fetch
from knowledgebase.exchange.incoming import Incoming, UnreadableExchange
from knowledgebase.exchange.lines import read
from knowledgebase.exchange.models import Subscription
from organisation.sealing import Unreadable


def read_subscription(subscription: Subscription) -> None:
    """Stores what is new as arrivals, and what went wrong in the row."""
    fault, answers, faults = "", list[Incoming](), list[tuple[int, str]]()
    try:
        answers, faults = read(fetch(subscription.address), subscription.key, must_be_signed=True)
    except Unreadable:
        fault = "lost_key"
    except UnreadableExchange as error:
        fault = error.code
    subscription.note(fault=fault, answers=answers, unread=len(faults))
