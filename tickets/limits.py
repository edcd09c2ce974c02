"""How often one address may send. Generous, since a whole school may share one."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from organisation.models import Municipality

HOUR = 3600


def allows(request: HttpRequest, act: str) -> bool:
    """Counts one act for the sender's network address; False beyond the municipality's limit for an hour (0: none).

    The address itself is not stored, only a digest, and that for an hour at most.
    """
    limit = Municipality.current().enquiries_per_hour
    if not limit:
        return True
    who = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:16]
    key = f"limit:{act}:{who}"
    if cache.add(key, 1, HOUR):
        return True
    try:
        return cache.incr(key) <= limit
    except ValueError:
        return True
