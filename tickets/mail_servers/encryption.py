"""How mail servers are spoken to: encrypted, and only with one that proves who it is."""

import ssl

from tickets.models import MailAuthority


def context() -> ssl.SSLContext:
    """Certificate and name are verified, by the authorities of the machine and those that the municipality added."""
    verified = ssl.create_default_context()
    for authority in MailAuthority.objects.order_by("id"):
        verified.load_verify_locations(cadata=authority.certificates)
    return verified
