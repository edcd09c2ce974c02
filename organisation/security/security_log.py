"""What an auditor or a SIEM wants to know of who did what: lines of ids and kinds, never of names, addresses or texts.

Logger `security`; as JSON where LOG_FORMAT says so.
"""

import hashlib
import hmac
import logging

from django.conf import settings

log = logging.getLogger("security")


def note(action: str, **ids: object) -> None:
    """One line. `ids` are numbers, or words of the program such as a role."""
    facts = {name: value for name, value in ids.items() if value is not None}
    log.info("%s %s", action, " ".join(f"{name}={value}" for name, value in facts.items()), extra={"facts": facts})


def digest(personal: str) -> str:
    """The same for the same name or network address, so that attempts can be counted, and nothing else."""
    return hmac.new(
        settings.SECRET_KEY.encode(), b"security-log:" + personal.lower().encode(), hashlib.sha256
    ).hexdigest()[:12]
