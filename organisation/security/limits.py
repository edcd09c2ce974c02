"""How often somebody without an account may send, and what they are told when it was too often.

Counted is what can be known of them: the private link for what is done through it, the network address for the rest.
Neither is stored; a digest of it is, for an hour. A network in which whole schools sit counts for more
(`Municipality.school_networks`). While Redis is away each process counts for itself.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Final, Protocol

from django.core.cache import cache
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisation.models import Municipality
from organisation.security.networks import read_networks

HOUR: Final = 3600
SCHOOL: Final = 10
"""How many times more a network of schools may send."""
BY_LINK: Final = frozenset(
    {
        "case_reply",
        "case_facts",
        "case_resolve",
        "case_reopen",
        "case_rate",
        "case_address",
        "case_rewrite",
        "case_cover",
        "case_remove_file",
        "case_ask_publicly",
        "confirm_password",
    }
)
SIGNING_IN: Final = frozenset(
    {
        "login",
        "second_step",
        "single_sign_on",
        "saml_answer",
        "back_channel_sign_out",
        "front_channel_sign_out",
        "confirm_password",
        "forgotten_password",
        "choose_password",
        "wrong_token",
    }
)
"""Limited also where the municipality has set none for enquiries."""
PER_HOUR: Final = {
    "case_reply": 30,
    "case_facts": 30,
    "case_resolve": 20,
    "case_reopen": 20,
    "case_rate": 20,
    "case_address": 20,
    "case_rewrite": 20,
    "case_cover": 60,
    "case_remove_file": 60,
    "login": 300,
    "second_step": 300,
    "single_sign_on": 3000,
    "saml_answer": 3000,
    "back_channel_sign_out": 6000,
    "front_channel_sign_out": 3000,
    "confirm_password": 20,
    "forgotten_password": 20,
    "choose_password": 60,
    "wrong_token": 60,
    "set_language": 600,
    "answer_feedback": 300,
    "search_noted": 300,
    "case_ask_publicly": 20,
    "wish_vote": 300,
    "sighting": 300,
    "question_echo": 300,
    "question_listen": 30,
    "fix_listen": 30,
    "vote": 30,
    "held_forms": 5,
}
"""By the name of the address or, three of them, of what is stored: votes for one wish, forms that keep files, words
that were searched for."""
RUSH: Final = 50
"""How many times more enquiries one network may send on a day when Aula is down. They are marked, and wait."""
PER_ENQUIRY: Final = {
    "enquiry": 1,
    "enquiry_tried": 5,
    "suggest_answers": 100,
    "fault_questions": 100,
    "help_while_writing": 100,
}
"""For each enquiry that may be sent. A form comes back with errors, or with answers; it asks while somebody writes."""
SUBSCRIBER: Final = 64
"""Bits of an IPv6 address that say whose network it is."""
OTHERWISE: Final = 300
"""For any other address, so that a new one has a limit before anybody thinks of it."""


class Asked(Protocol):
    """A request of a page or of the API."""

    META: Any


class TooMany(Exception):
    """Somebody has sent too often. `opens_at` is when they may again."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


@dataclass(frozen=True)
class Count:
    """How often something was done within the hour, and how often it may be (0: as often as one likes)."""

    number: int
    limit: int
    key: str

    @property
    def is_over(self) -> bool:
        return bool(self.limit) and self.number > self.limit

    def is_over_times(self, factor: int) -> bool:
        return bool(self.limit) and self.number > self.limit * factor

    def opens_at(self) -> datetime:
        """When the hour is over that began with the first of them."""
        began = cache.get(f"{self.key}:began")
        return (began or timezone.now()) + timedelta(seconds=HOUR)


def count(request: Asked, act: str, *, link: str = "") -> Count:
    """Counts one act for the private link or, without one, for the sender's network address."""
    limit = limit_for(request, act)
    key = f"limit:{act}:{digest(link or sender(request))}"
    return Count(add_one(key) if limit else 0, limit, key)


def require(request: Asked, act: str, *, link: str = "") -> None:
    """Counts one act. Raises `TooMany`."""
    counted = count(request, act, link=link)
    if counted.is_over:
        raise TooMany(counted.opens_at())


def count_everybody(act: str) -> int:
    """Counts one act of all together."""
    return add_one(f"limit:{act}:everybody")


def add_one(key: str, seconds: int = HOUR) -> int:
    number: int = cache.count(key, seconds)  # type: ignore[attr-defined]  # of both our caches
    if number == 1:
        cache.set(f"{key}:began", timezone.now(), seconds)
    return number


def limit_for(request: Asked, act: str) -> int:
    """How often in an hour; 0 is no limit. What follows a colon in `act` is what it is done to."""
    of_enquiries = Municipality.current().enquiries_per_hour
    if not of_enquiries and act not in SIGNING_IN:
        return 0
    per_enquiry = PER_ENQUIRY.get(act)
    limit = of_enquiries * per_enquiry if per_enquiry else PER_HOUR.get(act.partition(":")[0], OTHERWISE)
    return limit * SCHOOL if act not in BY_LINK and is_of_school(sender(request)) else limit


def is_of_school(address: str) -> bool:
    """Whether the address lies in a network that the municipality has named."""
    try:
        one = ip_address(address)
    except ValueError:
        return False
    return any(one in network for network in read_networks(Municipality.current().school_networks))


def sender(request: Asked) -> str:
    """The network address. Of IPv6 the network, in which one subscriber has all addresses (RFC 6177); an address of
    IPv4 in its clothes is one of IPv4."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    try:
        one = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(one, IPv4Address):
        return str(one)
    return str(one.ipv4_mapped or ip_network((one, SUBSCRIBER), strict=False).network_address)


def digest(who: str) -> str:
    return hashlib.sha256(who.encode()).hexdigest()[:16]


def seconds_until(moment: datetime) -> int:
    return max(int((moment - timezone.now()).total_seconds()), 1)


def sentence(opens_at: datetime) -> str:
    """When it opens again, and how to reach the support until then."""
    sentences = [_("You can send again at %(time)s.") % {"time": date_format(timezone.localtime(opens_at), "H.i")}]
    municipality = Municipality.current()
    ways = {"phone": municipality.phone, "email": municipality.contact_email}
    if municipality.phone and municipality.contact_email:
        sentences.append(_("Until then you can call %(phone)s or write to %(email)s.") % ways)
    elif municipality.phone:
        sentences.append(_("Until then you can call %(phone)s.") % ways)
    elif municipality.contact_email:
        sentences.append(_("Until then you can write to %(email)s.") % ways)
    return " ".join(sentences)
