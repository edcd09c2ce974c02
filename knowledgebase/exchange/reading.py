"""Reads what we subscribe to. Never between BEGIN and COMMIT: the other side may take its time."""

from urllib.parse import urlsplit

from knowledgebase.exchange.fetching import fetch
from knowledgebase.exchange.incoming import Incoming, UnreadableExchange
from knowledgebase.exchange.lines import read
from knowledgebase.exchange.models import Subscription
from organisation.security.sealing import Unreadable


def read_subscription(subscription: Subscription) -> None:
    """Stores what is new as arrivals, and what went wrong in the row."""
    fault, answers, faults = "", list[Incoming](), list[tuple[int, str]]()
    try:
        answers, faults = read(fetch(subscription.address), subscription.key, must_be_signed=True)
        require_own(answers, subscription.address)
    except Unreadable:
        fault = "lost_key"
    except UnreadableExchange as error:
        fault = error.code
    subscription.note(fault=fault, answers=[] if fault else answers, unread=len(faults))


def require_own(answers: list[Incoming], address: str) -> None:
    """Nobody speaks for another municipality: the file names the site at which it stands."""
    if any(place_of(answer.site) != place_of(address) for answer in answers):
        raise UnreadableExchange("other_site")


def place_of(address: str) -> str:
    """Host and port."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    return f"{parts.hostname}:{port or 443}"
