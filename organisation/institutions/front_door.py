"""Whether an enquiry would reach anybody: until it does, the public pages say so instead of taking it in."""

from typing import Final

from django.core.cache import cache

from organisation.models import Institution, Membership
from organisation.roles import RIGHTS, Verb

CACHED, CACHED_SECONDS = "front-door", 60
ANSWER: Final = sorted(role for role, verbs in RIGHTS.items() if Verb.ANSWER in verbs)


def is_open() -> bool:
    """There is a school or daycare to write about, and somebody who may answer. Only yes is remembered."""
    if cache.get(CACHED):
        return True
    opened = Institution.objects.active().exists() and somebody_answers()
    if opened:
        cache.set(CACHED, value=True, timeout=CACHED_SECONDS)
    return opened


def somebody_answers() -> bool:
    return Membership.objects.filter(role__in=ANSWER, user__is_active=True).exists()
